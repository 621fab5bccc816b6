"""What commands share: the store, common options, and comma-separated lists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from pactbank.corpus.store import Store


Format = Literal["text", "json", "github"]
"""How problems are printed."""
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


@dataclass(frozen=True, slots=True)
class Settings:
    """Options that stand before the command."""

    root: Path | None


def open_store(context: typer.Context) -> Store:
    """The store that the command works on. Raises `DataNotFound`."""
    from pactbank.corpus.resources import find_root
    from pactbank.corpus.store import Store

    return Store(find_root(context.obj.root))


def recorded_texts(context: typer.Context) -> Store | None:
    """The store that the command works on, which may have recorded texts; None without a corpus."""
    from pactbank.errors import DataNotFound

    try:
        return open_store(context)
    except DataNotFound:
        return None


def own_store(context: typer.Context) -> Store:
    """The store that the command writes to: never the one that came with the package. Raises
    `DataNotFound`."""
    from pactbank.corpus.resources import find_own_root
    from pactbank.corpus.store import Store

    return Store(find_own_root(context.obj.root))


def comma_list(value: str) -> list[str]:
    """The names of a comma-separated list; empty ones are dropped."""
    return [name.strip() for name in value.split(",") if name.strip()]


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raises `WrongUse` for a file that cannot be written."""
    from pactbank.errors import WrongUse

    try:
        yield
    except OSError as error:
        raise WrongUse(f"{path} cannot be written: {error.strerror}") from None
