"""What passes differ in, printed, written or exported for somebody else to decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pactbank.adjudication.documents import Adjudication
    from pactbank.errors import Problem


def list_differences(
    adjudication: Adjudication, documents: Sequence[str], as_json: bool, out: Path | None
) -> int:
    """Print or write the differences; the exit code."""
    from pactbank.cli.console import print_error, print_value, progress
    from pactbank.errors import InvalidData

    failed: list[Problem] = []
    with progress("comparing", total=len(documents)) as advance:
        found = list(_listed(adjudication, documents, failed, advance))
    if out is not None:
        _write_lists(found, out)
    elif as_json:
        print_value({"documents": found})
    else:
        _print_lists(found)
    return print_error(InvalidData(failed)) if failed else 0


def _listed(
    adjudication: Adjudication,
    documents: Sequence[str],
    failed: list[Problem],
    advance: Callable[[str], None],
) -> Iterator[dict[str, Any]]:
    """Every document with its differences; documents that cannot be compared are problems."""
    from pactbank.adjudication.listing import head, rows
    from pactbank.errors import InvalidData

    for name in documents:
        advance(name)
        try:
            comparing = adjudication.opened(name).comparing
        except InvalidData as error:
            failed += error.problems
            continue
        yield {**head(comparing, name), "rows": list(rows(comparing, name))}


def _write_lists(found: Iterable[dict[str, Any]], folder: Path) -> None:
    import msgspec

    from pactbank.cli.console import out
    from pactbank.corpus.files import write_atomically

    for each in found:
        rows = each.pop("rows")
        lines = b"".join(msgspec.json.encode(line) + b"\n" for line in (each, *rows))
        path = folder / f"{each['document']}.jsonl"
        write_atomically(path, lines)
        out.print(f"{path}: {len(rows)} differences")


def _print_lists(found: Iterable[dict[str, Any]]) -> None:
    from pactbank.cli.console import out, screen
    from pactbank.cli.differences import difference_table

    for each in found:
        out.print(f"{each['document']} v{each['version']}: {each['differences']} differences, "
                  f"{len(each['agreed'])} labels and parts agreed on")  # fmt: skip
        if each["rows"]:
            screen.print(difference_table(each["rows"], each["passes"]))


def export_tasks(adjudication: Adjudication, documents: Sequence[str], file: Path) -> int:
    """Write the tasks of documents; the exit code."""
    from pactbank.adjudication.merging import as_merged
    from pactbank.cli.console import print_problems
    from pactbank.cli.pushing import write_tasks
    from pactbank.errors import InvalidData
    from pactbank.labelstudio.passes import task_of_passes

    tasks, restricted = [], []
    failed: list[Problem] = []
    for name in documents:
        try:
            opened = adjudication.opened(name)
        except InvalidData as error:
            failed += error.problems
            continue
        merged = opened.comparing.merged
        passes = [as_merged(merged, letter) for letter in merged.passes]
        tasks.append(task_of_passes(opened.document, merged.text, passes))
        restricted += [name] if opened.document.withheld else []
    write_tasks(file, tasks, restricted)
    print_problems(failed, "text")
    return 1 if failed else 0
