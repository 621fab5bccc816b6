"""Commands to begin a corpus of one's own: init."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PANEL = "A corpus of your own"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(init)


def init(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]", help="It need not exist. Default: --root, or here.", show_default=False
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Name of the dataset, a slug. Default: from the folder.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="Name for people. Default: the name.")] = None,
    license: Annotated[  # noqa: A002
        str | None, typer.Option(help="Licence of the labels: SPDX expression or LicenseRef.")
    ] = None,
    holder: Annotated[str | None, typer.Option(help="Who holds the rights in the labels.")] = None,
    contact: Annotated[str | None, typer.Option(help="E-mail or web address.")] = None,
    language: Annotated[str, typer.Option(help="BCP-47 tag of most texts.")] = "en",
) -> None:
    """Begin a corpus of your own.

    Makes corpus/ with its registers and lock, annotations/ with the handbook, README, LICENSE and
    a datasheet to be filled in, and a workflow that validates each change. A folder with a corpus
    is refused; other files that are there already are kept.

    Example: pactbank init my-pacts --title "My pacts" --license CC-BY-4.0
    """
    from pactbank.cli.console import out
    from pactbank.corpus.begin import about_itself, begin

    values = {
        "name": name, "title": title, "license": license, "holder": holder,
        "contact": contact, "language": language,
    }  # fmt: skip
    place = folder or context.obj.root or Path()
    about = about_itself(place, **values)
    kept = begin(place, about)
    out.print(f"{about.name}: a corpus without documents, in {place.resolve()}", markup=False)
    for path in kept:
        out.print(f"kept as it was: {path}", markup=False)
    out.print("next: pactbank ingest FILE --id ID")
