"""Values that somebody gives as options, as a record that keeps its rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from pactbank.errors import WrongUse
from pactbank.model import schemas

T = TypeVar("T", bound=msgspec.Struct)


def given(value: object, record: type[T], check: Callable[[T], Iterable[schemas.Finding]]) -> T:
    """The record of a file, from plain values. Raises `WrongUse` with all that its schema finds or
    else all that `check` finds, each by the option that is named like its field."""
    findings = list(schemas.explain(value, record))
    if not findings:
        made = msgspec.convert(value, record)
        findings = list(check(made))
        if not findings:
            return made
    raise WrongUse("; ".join(f"{_option(found.pointer)}{found.message}" for found in findings))


def _option(pointer: str) -> str:
    # A file is given, and its hash is kept.
    field = pointer.rpartition("/")[2].removesuffix("_sha256")
    return f"--{field.replace('_', '-')}: " if field and not field.isdigit() else ""
