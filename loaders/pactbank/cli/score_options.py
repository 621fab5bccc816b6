"""Options that score and compare share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pactbank.model.closed import Split, Task

SplitOption = Annotated[Split | None, typer.Option(help="Score against this split's gold.")]
GoldOption = Annotated[
    Path | None,
    typer.Option(help="Score against this file or folder; types are taken as they come."),
]
TextsOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        help="Texts of gold, for quotes: a folder with DOCUMENT.txt files, or a corpus.",
    ),
]
TaskOption = Annotated[Task, typer.Option(help="Layer to score.")]
TypesOption = Annotated[
    str, typer.Option(metavar="A,B", help="Other gold types are don't-care (entities).")
]
LevelsOption = Annotated[str, typer.Option(metavar="A,B", help="The same for levels: NAM, NOM …")]
ZonesOption = Annotated[str, typer.Option(metavar="A,B", help="The same for zones: heading …")]
MapOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Onto coarser types: ontonotes, conll2003, or a file."),
]
LenientOption = Annotated[
    bool,
    typer.Option("--lenient", help="Count what cannot be read as errors, and score the rest."),
]
