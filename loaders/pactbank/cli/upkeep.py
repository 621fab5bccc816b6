"""Commands for maintainers: lock."""

from __future__ import annotations

from typing import Annotated

import typer

from pactbank.cli.shared import open_store

PANEL = "Upkeep"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(lock)


def lock(
    context: typer.Context,
    accept: Annotated[
        bool, typer.Option("--accept", help="Record the changes that are listed.")
    ] = False,
) -> int:
    """List what differs from corpus.lock, or record it.

    Splits are edited by hand and locked here. A document version is never edited: a correction
    is a new version (pactbank ingest --new-version).

    Example: pactbank lock
    """
    from pactbank.cli.console import out
    from pactbank.corpus.store import changes
    from pactbank.errors import WrongUse

    store = open_store(context)
    changed = changes(store)
    for path, what in changed.items():
        out.print(f"{what.word:8} {path}")
    if not changed:
        out.print("corpus.lock is up to date")
    edited = [path for path, what in changed.items() if what.word == "changed" and "/" in path]
    if edited:
        raise WrongUse(
            f"{', '.join(edited)}: a document version is never edited; restore the file and add "
            "a version with pactbank ingest --new-version"
        )
    if changed and accept:
        store.relock({path: what.sha256 for path, what in changed.items()})
        out.print(f"recorded {len(changed)} change(s)")
    return 1 if changed and not accept else 0
