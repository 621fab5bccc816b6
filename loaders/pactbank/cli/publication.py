"""Commands about the dataset: demo, build, path."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pactbank.cli.shared import open_store

PANEL = "Dataset"


class Text(StrEnum):
    """How much text a build carries."""

    FULL = "full"
    OPEN = "open"


def register(app: typer.Typer) -> None:
    for command in (demo, build, path):
        app.command(rich_help_panel=PANEL)(command)


def build(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="Folder to write; an earlier build is replaced.")],
    text: Annotated[
        Text, typer.Option(help="open leaves out every text that may not be passed on.")
    ] = Text.FULL,
) -> None:
    """Write the dataset as Parquet files with a card.

    datasets.load_dataset reads the folder, and so does the Hub.

    Example: pactbank build --out build/pactbank
    """
    from pactbank.cli.console import out as console
    from pactbank.cli.console import progress, screen
    from pactbank.cli.display import manifest_table
    from pactbank.dataset import build as make

    with progress("building") as advance:
        manifest = make(open_store(context), out, text.value, advance)
    screen.print(manifest_table(manifest))
    console.print(f"load it: datasets.load_dataset({str(out.resolve())!r}, 'entities')")


def path(context: typer.Context) -> None:
    """Print the folder that datasets.load_dataset reads.

    It lies in the user's cache and is built on first use.

    Example: pactbank path
    """
    from pactbank.dataset import path as built

    print(built(open_store(context).root))


def demo(context: typer.Context) -> None:
    """Build, load, score the rule baseline, print the article.

    Everything the package does in one go, on the test split.

    Example: pactbank demo
    """
    from pactbank.cli.demonstration import demonstrate

    demonstrate(open_store(context))
