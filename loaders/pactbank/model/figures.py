"""Figures as tables and pages have them."""

from __future__ import annotations

NOTHING = "–"
"""What stands where there is no figure."""


def percent(share: float | None) -> str:
    """A share in points of 100."""
    return NOTHING if share is None else f"{100 * share:.1f}"


def between(interval: tuple[float, float] | None) -> str:
    """An interval of shares; empty where there is none."""
    return "" if interval is None else f"{100 * interval[0]:.1f}–{100 * interval[1]:.1f}"


def amount(value: float) -> str:
    """A count, which may have halves."""
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}"
