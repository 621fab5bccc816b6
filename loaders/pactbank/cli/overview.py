"""Commands that tell what a corpus has: list, stats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from pactbank.cli.absent import tell_not_fetched
from pactbank.cli.own import PANEL
from pactbank.cli.shared import JsonOption, comma_list, open_store
from pactbank.model.closed import DocumentKind, Redistribution, Split


def register(app: typer.Typer) -> None:
    app.command("list", rich_help_panel=PANEL)(list_documents)
    app.command(rich_help_panel=PANEL)(stats)


def list_documents(
    context: typer.Context,
    split: Annotated[
        Literal[Split, "none"] | None,
        typer.Option(help="Those of a split; none: those in no split."),
    ] = None,
    kind: Annotated[DocumentKind | None, typer.Option(help="Those of a kind.")] = None,
    rights: Annotated[
        Redistribution | None, typer.Option(help="Those that may, or may not, be passed on.")
    ] = None,
    by: Annotated[
        str, typer.Option(metavar="A,B", help="Those that all of these annotators have labelled.")
    ] = "",
    without: Annotated[
        str, typer.Option(metavar="A,B", help="Those that none of these have labelled.")
    ] = "",
    json: JsonOption = False,
) -> None:
    """List the documents of the corpus.

    Each in its newest version, with kind, split, rights and the number of labels of each
    annotator. Options choose; a document must meet all of them.

    Example: pactbank list --split test --by gold
    """
    from pactbank.cli.console import out, print_value, progress, screen
    from pactbank.cli.holdings import documents_table
    from pactbank.corpus.overview import Selection, listed

    store = open_store(context)
    store.check_registered(*comma_list(by), *comma_list(without))
    wanted = Selection(
        split=split,
        kind=kind,
        redistribution=rights,
        by=tuple(comma_list(by)),
        without=tuple(comma_list(without)),
    )
    with progress("reading", total=len(store.versions())) as advance:
        found = listed(store, wanted, advance)
    if json:
        print_value({"documents": found})
        tell_not_fetched(store, [document.id for document in found])
        return
    if found:
        screen.print(documents_table(found))
    out.print(f"{len(found)} of {len(store.versions())} documents")
    tell_not_fetched(store, [document.id for document in found])


def stats(
    context: typer.Context,
    annotator: Annotated[str, typer.Option(help="Whose labels are counted.")] = "gold",
    json: JsonOption = False,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE.svg", help="Also draw the counts.")
    ] = None,
) -> None:
    """Count documents and labels by type and split.

    Types of entities, agreements and stances, stages and polarities, in each split and in none.
    A picture needs matplotlib: pip install "pactbank[plot]".

    Example: pactbank stats
    """
    from pactbank.cli.console import out, print_value, progress, screen
    from pactbank.cli.holdings import statistics_tables
    from pactbank.corpus.overview import statistics
    from pactbank.errors import WrongUse

    store = open_store(context)
    store.check_registered(annotator)
    if plot is not None and plot.suffix != ".svg":
        raise WrongUse(f"--plot: {plot} does not end in .svg")
    with progress("counting", total=len(store.versions())) as advance:
        counts = statistics(store, annotator, advance)
    if plot is not None:
        from pactbank.cli.plot import draw
        from pactbank.corpus.files import write_atomically

        picture = draw(counts)
        write_atomically(plot, picture)
    tell_not_fetched(store)
    if json:
        print_value(counts)
        return
    for table in statistics_tables(counts):
        screen.print(table)
    if plot is not None:
        out.print(f"drawn: {plot}")
