"""What commands share: the store, common options, comma-separated lists, questions."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from pactbank.corpus.store import Store


Format = Literal["text", "json", "github"]
"""How problems are printed."""
DocumentId = Annotated[str, typer.Argument(help="Document id.", show_default=False)]
AnnotatorOption = Annotated[str, typer.Option(help="Whose labels.")]
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


def checked_day(parameter: typer.CallbackParam, value: str | None) -> str | None:
    """The value of an option that takes a day. Raises `WrongUse`."""
    from pactbank.errors import WrongUse
    from pactbank.model.times import is_day

    if value is not None and not is_day(value):
        raise WrongUse(f"{parameter.opts[0]}: {value!r} is not a day like 2031-05-28")
    return value


def checked_address(parameter: typer.CallbackParam, value: str | None) -> str | None:
    """The value of an option that takes a web address. Raises `WrongUse`."""
    from pactbank.errors import WrongUse
    from pactbank.model.values import address_fault

    if value and (fault := address_fault(value)):
        raise WrongUse(f"{parameter.opts[0]}: {fault}")
    return value


def agreed(question: str, otherwise: str, yes: bool) -> bool:
    """Whether somebody agrees to what was listed; `yes` says so beforehand. Raises `WrongUse` with
    `otherwise` where nobody can be asked."""
    from pactbank.errors import WrongUse

    if yes:
        return True
    if not sys.stdin.isatty():
        raise WrongUse(otherwise)
    return typer.confirm(question, err=True)


def comma_list(value: str) -> list[str]:
    """The names of a comma-separated list; empty ones are dropped."""
    return [name.strip() for name in value.split(",") if name.strip()]


def counted(counts: Mapping[str, int]) -> str:
    """Counts with what was counted, in one line."""
    return ", ".join(f"{number} {what}" for what, number in counts.items())
