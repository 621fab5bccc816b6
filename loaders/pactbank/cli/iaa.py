"""How far two annotators agree, and where they do not: `pactbank iaa`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pactbank.cli.absent import tell_not_fetched
from pactbank.cli.shared import JsonOption, open_store

if TYPE_CHECKING:
    from pactbank.adjudication.comparing import ComparedPasses
    from pactbank.corpus.store import Store
    from pactbank.model.score import Iaa

PANEL = "Labels"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(iaa)


def iaa(
    context: typer.Context,
    first: Annotated[str, typer.Argument(help="Id of an annotator.", show_default=False)],
    second: Annotated[str, typer.Argument(help="Id of another.", show_default=False)],
    list_: Annotated[
        bool, typer.Option("--list", help="Also list where they differ, label by label.")
    ] = False,
    limit: Annotated[
        int, typer.Option(min=0, help="Differences that are printed of each document; 0: all.")
    ] = 20,
    html: Annotated[
        Path | None, typer.Option(help="Write every difference to one page, in its sentence.")
    ] = None,
    json: JsonOption = False,
) -> int:
    """Tell how far two annotators agree.

    Over the documents that both have labelled: every metric, Krippendorff's alpha on aligned
    labels, and an estimate of how many labels there are. docs/SCORING.md has the definitions.
    With --list, also each difference as pactbank adjudicate would ask about it; --json prints
    these then.

    Example: pactbank iaa pass-a pass-b --list
    """
    from pactbank.cli.console import err, out, print_record, screen
    from pactbank.cli.figures import iaa_lines, iaa_tables
    from pactbank.cli.schemes import schemes_told
    from pactbank.scoring.iaa import between

    store = open_store(context)
    result = between(store, first, second)
    tell_not_fetched(store, result.documents)
    wanted = result.documents if list_ or html else ()
    found, failed = _differences(store, (first, second), wanted)
    if html is not None:
        _write_page(html, result, found)
    for line in schemes_told(result.schemes) if json else ():
        err.print(line)
    if json and list_:
        _print_json(found)
        return int(failed)
    if json:
        print_record(result)
        return int(failed)
    for table in iaa_tables(result):
        screen.print(table)
    for line in iaa_lines(result):
        out.print(line)
    if list_:
        _print_list(found, limit)
    return int(failed)


_Found = dict[str, "ComparedPasses"]
"""Compared passes by document."""


def _differences(
    store: Store, annotators: Sequence[str], names: Sequence[str]
) -> tuple[_Found, bool]:
    """The passes over each document; those that cannot be compared are told on stderr."""
    from pactbank.adjudication.documents import compare
    from pactbank.cli.console import print_error, progress
    from pactbank.errors import InvalidData

    found: _Found = {}
    problems = []
    with progress("comparing", total=len(names)) as advance:
        for name in names:
            advance(name)
            try:
                found[name] = compare(store, annotators, name)
            except InvalidData as error:
                problems += error.problems
    if problems:
        print_error(InvalidData(problems))
    return found, bool(problems)


def _print_list(found: _Found, limit: int) -> None:
    from pactbank.adjudication.listing import rows
    from pactbank.cli.console import out, screen
    from pactbank.cli.differences import difference_table
    from pactbank.errors import plural

    for name, compared in found.items():
        number = len(compared.differences)
        out.print(f"{name}: {number} {plural('difference', number)}")
        if number:
            listed = list(rows(compared, name))
            screen.print(difference_table(listed[: limit or number], _names(compared)))
            if 0 < limit < number:
                out.print(f"{number - limit} more: --limit 0 lists all")


def _names(compared: ComparedPasses) -> dict[str, str]:
    """Who made each pass."""
    return {letter: labels.annotator for letter, labels in compared.merged.passes.items()}


def _print_json(found: _Found) -> None:
    from pactbank.adjudication.listing import head, rows
    from pactbank.cli.console import print_value

    listed: list[dict[str, Any]] = [
        {**head(compared, name), "rows": list(rows(compared, name))}
        for name, compared in found.items()
    ]
    print_value({"documents": listed})


def _write_page(path: Path, result: Iaa, found: _Found) -> None:
    from pactbank.cli.console import err
    from pactbank.cli.iaa_page import iaa_page
    from pactbank.corpus.files import write_atomically

    write_atomically(path, iaa_page(result, found).encode("utf-8", "replace"))
    number = sum(len(compared.differences) for compared in found.values())
    err.print(f"{path}: {number} differences")
