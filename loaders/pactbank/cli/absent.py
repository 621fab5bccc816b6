"""What is said of documents whose text is not at hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pactbank.corpus.store import Store
    from pactbank.model.closed import Split


def tell_not_fetched(store: Store, names: Collection[str] | None = None) -> None:
    """Say how many of these documents, or of all, are without a text that can be fetched. A record
    that cannot be read is for the command itself to report."""
    from pactbank.cli.console import err
    from pactbank.corpus.overview import not_fetched
    from pactbank.errors import InvalidData

    try:
        absent = not_fetched(store, names)
        among = len(store.versions() if names is None else names)
    except InvalidData:
        return
    if absent:
        err.print(f"without text: {len(absent)} of {among} documents; get it with pactbank fetch")


_OF_DOCUMENT = re.compile(r"\A(?:([^.]+)\.)?v[0-9]+\.json")


def documents_at(paths: Iterable[Path]) -> list[str] | None:
    """The documents whose records or labels are in these files, as their names say; None, for all
    documents, where there are others or folders among them, or none."""
    names = set()
    for path in paths:
        if not (found := _OF_DOCUMENT.fullmatch(path.name)):
            return None
        names.add(found[1] or path.absolute().parent.name)
    return sorted(names) or None


def tell_split_not_fetched(context: typer.Context, split: Split | None) -> None:
    """The same of the documents of a split; nothing where none is named."""
    from pactbank.cli.shared import open_store

    if split is not None:
        store = open_store(context)
        tell_not_fetched(store, store.splits.splits.of(split))
