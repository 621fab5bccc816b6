"""What one system got wrong: collected with its counts, printed, and written as a page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pactbank.cli.compared import Against, SystemFile, arguments
from pactbank.model.closed import Split, Task

if TYPE_CHECKING:
    from pactbank.model.score import Score
    from pactbank.scoring import Counted
    from pactbank.scoring.errors import Mistake
    from pactbank.scoring.options import Options
    from pactbank.scoring.texts import KnownText


class Listing(NamedTuple):
    """What one system got wrong, and the texts to show it in."""

    mistakes: list[Mistake]
    texts: Mapping[str, KnownText]


def listed(
    system: SystemFile, against: Against, task: Task, options: Options, seen_in: Split | None
) -> tuple[Counted, Listing]:
    """Counts and mistakes of one system, from one alignment."""
    from pactbank.errors import WrongUse
    from pactbank.scoring import counts
    from pactbank.scoring.errors import Mistakes
    from pactbank.scoring.tasks import label_tasks

    if task == "zones":
        raise WrongUse("zones have no list of errors: their table shows what was taken for what")
    found = Mistakes(each.name for each in label_tasks(task))
    [counted] = counts(**arguments([system], against, task, options, None, seen_in), watch=found)
    return counted, Listing(found.rows, found.texts)


def show_errors(listing: Listing, limit: int) -> None:
    from pactbank.cli.console import out, screen
    from pactbank.cli.mistakes import mistake_tables

    for table in mistake_tables(listing.mistakes, listing.texts, limit):
        screen.print(table)
    if not listing.mistakes:
        out.print("no errors")


def write_page(path: Path, title: str, score: Score, listing: Listing) -> None:
    from pactbank.cli.console import err
    from pactbank.cli.mistake_page import mistake_page
    from pactbank.corpus.files import write_atomically

    page = mistake_page(title, score, listing.mistakes, listing.texts)
    write_atomically(path, page.encode("utf-8", "replace"))
    err.print(f"{path}: {len(listing.mistakes)} errors")
