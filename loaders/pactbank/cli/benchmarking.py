"""Systems against each other: `pactbank bench`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pactbank.cli.predicting import TimeoutOption
from pactbank.cli.reporting import draw
from pactbank.cli.shared import JsonOption, open_store
from pactbank.model.closed import Split

if TYPE_CHECKING:
    from pactbank.model.benchmark import Leaderboard

PANEL = "Models"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(bench)


def bench(
    context: typer.Context,
    systems: Annotated[
        list[str],
        typer.Argument(
            metavar="SYSTEM",
            help="rules, command:PROGRAM, spacy:PIPELINE or llm:MODEL; :native behind one says "
            "that its types are those of gold.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path, typer.Option(help="Folder of results, made or gone on with.", show_default=False)
    ],
    split: Annotated[
        Split | None, typer.Option(help="The documents of a split (all that have gold).")
    ] = None,
    label_map: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Onto coarser types, for systems with types of their own: ontonotes, conll2003, "
            "or a file.",
        ),
    ] = None,
    timeout: TimeoutOption = None,
    report: Annotated[
        bool, typer.Option("--report/--no-report", help="Draw OUT/report.html.")
    ] = True,
    json: JsonOption = False,
) -> int:
    """Run systems, score them, and test which is better.

    Leaves a folder with each system's predictions, run, score and counts, leaderboard.json, and a
    page that draws all of it, report.html (docs/BENCH.md). A run that was ended goes on with the
    documents that it has not asked for. A document that a system fails on is told, and scored as
    far as its answer goes.

    Example: pactbank bench rules --split test --out results
    """
    from pactbank.bench import bench as run_bench
    from pactbank.bench.entrants import entrants_of
    from pactbank.cli.console import err, print_record, progress
    from pactbank.cli.console import out as stdout

    store = open_store(context)
    entrants = entrants_of(systems, timeout)
    board = run_bench(store, entrants, split, out, label_map, progress)
    if json:
        print_record(board)
    else:
        show(board)
        stdout.print(f"{out / 'leaderboard.json'}")
    if report:
        err.print(draw(store, [out], out / "report.html", False, label_map))
    _tell_unscored(board)
    return 1 if any(system.unfinished for system in board.systems) else 0


def show(board: Leaderboard) -> None:
    """Print the standings, the tests between systems, and what belongs to them."""
    from pactbank.cli.console import out as stdout
    from pactbank.cli.console import screen
    from pactbank.cli.figures import leaderboard_table, pair_table
    from pactbank.report.telling import leaderboard_lines

    screen.print(leaderboard_table(board))
    if board.pairs:
        screen.print(pair_table(board.pairs))
    for line in leaderboard_lines(board):
        stdout.print(line)


def _tell_unscored(board: Leaderboard) -> None:
    """Documents that failed, or that nobody could be asked for."""
    from pactbank.cli.console import err

    for system in board.systems:
        for document, failure in system.failed.items():
            err.print(f"{system.name}: {document}: {failure.kind}: {failure.message}")
    if board.absent:
        err.print(
            f"not asked for and not scored: {', '.join(board.absent)}: their texts are not at "
            "hand; pactbank fetch brings those that can be fetched"
        )
