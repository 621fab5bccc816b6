"""What commands share: where the data are, options, and how lists are given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pactbank.corpus.store import Store


JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and no more.")]


@dataclass(frozen=True, slots=True)
class Settings:
    """Options that stand before the command."""

    root: Path | None


def open_store(context: typer.Context) -> Store:
    """The store the call is about. Raises `DataNotFound`."""
    from pactbank.corpus.resources import find_root
    from pactbank.corpus.store import Store

    return Store(find_root(context.obj.root))


def recorded_texts(context: typer.Context) -> Store | None:
    """The store around the call, for what it may have recorded; None where there is none."""
    from pactbank.errors import DataNotFound

    try:
        return open_store(context)
    except DataNotFound:
        return None


def new_store(context: typer.Context) -> Store:
    """Like `open_store`, but a folder named with --root may still be without a corpus."""
    from pactbank.corpus.store import Store
    from pactbank.errors import WrongUse

    root: Path | None = context.obj.root
    if root is None:
        return open_store(context)
    if not root.is_dir():
        raise WrongUse(f"--root names {root}, which is no folder")
    return Store(root.resolve())


def parted(given: str) -> list[str]:
    """The names in a list that commas part."""
    return [name.strip() for name in given.split(",") if name.strip()]
