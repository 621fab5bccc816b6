"""Commands about what a corpus consists of: lock, remove."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from pactbank.cli.shared import DocumentId, agreed, open_store, own_store

if TYPE_CHECKING:
    from pactbank.corpus.removal import Traces
    from pactbank.corpus.store import Store

PANEL = "Documents"
Yes = Annotated[bool, typer.Option("--yes", help="Delete without a question.")]


def register(app: typer.Typer) -> None:
    for command in (lock, remove):
        app.command(rich_help_panel=PANEL)(command)


def lock(
    context: typer.Context,
    accept: Annotated[
        bool, typer.Option("--accept", help="Record the changes that are listed.")
    ] = False,
    yes: Yes = False,
) -> int:
    """List what differs from corpus.lock, or record it.

    Splits are edited by hand and locked here. What is recorded is checked first. A document version
    is never edited: a correction is a new version (pactbank ingest --new-version). A document whose
    folder was deleted is taken out of the splits, too, and its labels are deleted with it.

    Example: pactbank lock
    """
    from pactbank.cli.console import out
    from pactbank.corpus.recording import pending, record, refuse_edits
    from pactbank.corpus.removal import traces

    store = own_store(context) if accept else open_store(context)
    found = pending(store)
    for path, what in found.changes.items():
        out.print(f"{what.word:8} {path}")
    leaving = [traces(store, document) for document in found.removed]
    _show(store, leaving, listed=False)
    if not found.changes:
        out.print("corpus.lock is up to date")
    refuse_edits(found)
    if not (accept and found.changes):
        return 1 if found.changes else 0
    if any(each.labels for each in leaving):
        _confirm(yes)
    done = record(store, found.removed)
    out.print(f"recorded {len(done.changes)} change(s)")
    return 0


def remove(
    context: typer.Context,
    id: DocumentId,  # noqa: A002
    yes: Yes = False,
) -> None:
    """Take a document out: of lock, splits and labels.

    Everything that would go is listed, and you are asked. Every version goes, all at once or, if
    the command is interrupted, nothing. Labels of a document that is no longer listed go, too.

    Example: pactbank remove ph-jp-security-talks --yes
    """
    from pactbank.cli.console import out
    from pactbank.corpus.removal import remove as take_out
    from pactbank.corpus.removal import traces

    store = own_store(context)
    _show(store, [traces(store, id)], listed=True)
    _confirm(yes)
    take_out(store, id)
    out.print(f"removed {id}")


def _show(store: Store, leaving: Iterable[Traces], *, listed: bool) -> None:
    """Print everything that goes with documents, and the rulings that stay; with what the lock
    lists if that is not printed already."""
    from pactbank.cli.console import err, out

    for found in leaving:
        locked = [store.corpus / path for path in found.locked if listed]
        files = {*locked, *found.files, *found.labels}
        for path in sorted(files):
            out.print(f"{'remove':8} {path.relative_to(store.root).as_posix()}")
        for split in found.splits:
            out.print(f"{'remove':8} {found.document} from {split} in corpus/splits.json")
        if found.rulings:
            lines = ", ".join(map(str, found.rulings))
            err.print(
                f"annotations/RULINGS.md names {found.document} on line {lines}: it stays as it is"
            )


def _confirm(yes: bool) -> None:
    """Ask before anything is deleted. Raises `WrongUse` where nobody can be asked."""
    otherwise = "nothing was changed; use --yes to delete what is listed"
    if not agreed("Delete what is listed?", otherwise, yes):
        raise typer.Abort
