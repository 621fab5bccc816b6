"""What is said of documents whose text is not at hand."""

from __future__ import annotations

from collections.abc import Collection
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


def tell_split_not_fetched(context: typer.Context, split: Split | None) -> None:
    """The same of the documents of a split; nothing where none is named."""
    from pactbank.cli.shared import open_store

    if split is not None:
        store = open_store(context)
        tell_not_fetched(store, store.splits.splits.of(split))
