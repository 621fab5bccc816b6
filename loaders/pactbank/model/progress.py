"""How long work reports its progress: it calls a function it was given, so only `cli` prints."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

Progress = Callable[[str], None]
"""Called with the name of each item before the item is processed."""
Watching = Callable[[str, int], AbstractContextManager[Progress]]
"""Makes the progress of one piece of work among several: its title, and how many items it has."""


def silent(_: str) -> None:
    """A progress callback that reports nothing."""
