"""How many examples a property is tried on: all of them in CI, a quarter at one's desk."""

from __future__ import annotations

import os

from hypothesis import settings

IN_CI = bool(os.environ.get("CI"))


def examples(number: int) -> int:
    return number if IN_CI else max(5, number // 6)


def tried(number: int) -> settings:
    """The settings of a property that is tried on this many examples in CI."""
    return settings(max_examples=examples(number))
