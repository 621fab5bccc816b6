"""How long work tells how far it is: a callback that is handed in, so that only `cli` prints."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str], None]
"""Called with the name of each thing before it is worked on."""


def silent(_: str) -> None:
    """The progress of a call that nobody watches."""
