"""Commands for maintainers: lock, refresh."""

from __future__ import annotations

from typing import Annotated

import typer

from pactbank.cli.shared import open_store

PANEL = "Upkeep"


def register(app: typer.Typer) -> None:
    for command in (lock, refresh):
        app.command(rich_help_panel=PANEL)(command)


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
    from pactbank.corpus.changes import changes
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


def refresh(
    context: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail where a page is stale.")
    ] = False,
) -> int:
    """Write the generated pages anew.

    These are docs/RULES.md, docs/CLI.md and the counts in DATASHEET.md.

    Example: pactbank refresh --check
    """
    from pactbank.cli.console import out
    from pactbank.cli.pages import stale_pages
    from pactbank.corpus.files import write_atomically

    store = open_store(context)
    stale = stale_pages(store)
    for path, content in stale.items():
        if not check:
            write_atomically(path, content.encode("utf-8"))
        out.print(f"{'stale' if check else 'written'}: {path.relative_to(store.root)}")
    if not stale:
        out.print("every page is up to date")
    return 1 if stale and check else 0
