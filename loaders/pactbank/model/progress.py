"""How long work reports its progress: it calls a function it was given, so only `cli` prints."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str], None]
"""Called with the name of each item before the item is processed."""


def silent(_: str) -> None:
    """A progress callback that reports nothing."""
