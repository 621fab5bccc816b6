"""Systems trained on gold: `pactbank train spacy`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pactbank.cli.predicting import PANEL
from pactbank.cli.shared import open_store
from pactbank.model.closed import Split

app = typer.Typer(name="train", no_args_is_help=True, rich_markup_mode=None)


def register(contents: typer.Typer) -> None:
    app.command()(spacy)
    contents.add_typer(app, rich_help_panel=PANEL, help="Train a system on gold: spacy.")


@app.callback()
def train() -> None:
    """Train a system on gold."""


def spacy(
    context: typer.Context,
    out: Annotated[
        Path, typer.Option(help="Folder of the pipeline, which is made.", show_default=False)
    ],
    seed: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="One seed, one pipeline.")] = 0,
    split: Annotated[Split, typer.Option(help="Only train is taken.")] = "train",
    epochs: Annotated[int, typer.Option(min=1, help="How often the texts are gone over.")] = 15,
) -> int:
    """Train a spaCy pipeline on the train split.

    It takes minutes on a processor, and downloads nothing. `pactbank bench spacy:FOLDER` runs it:
    it has all three layers, with the types of gold (docs/BENCH.md). Needs pactbank[spacy].

    Example: pactbank train spacy --seed 1 --out trained
    """
    from pactbank.bench.training import train_spacy
    from pactbank.cli.absent import tell_not_fetched
    from pactbank.cli.console import err, progress
    from pactbank.cli.console import out as stdout

    store = open_store(context)
    trained = train_spacy(store, split, out, seed, epochs, progress)
    stdout.print(f"{out}: trained on {len(trained.documents)} documents with seed {seed}")
    if trained.partial:
        err.print(f"left out, as their gold lacks a layer: {', '.join(trained.partial)}")
    tell_not_fetched(store, (*trained.documents, *trained.absent))
    return 0
