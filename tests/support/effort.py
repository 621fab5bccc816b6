"""How many examples a property is tried on.

A sixth of them in CI, a twelfth at a desk, and all of them with EFFORT=full.
"""

from __future__ import annotations

import os

from hypothesis import settings

IN_CI = bool(os.environ.get("CI"))
_SHARE = 1 if os.environ.get("EFFORT") == "full" else 6 if IN_CI else 12


def examples(number: int) -> int:
    """How many of this number are tried in this run."""
    return max(5, number // _SHARE)


def tried(number: int) -> settings:
    """The settings of a property that is tried on this many examples at most."""
    return settings(max_examples=examples(number))
