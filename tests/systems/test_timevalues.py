from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.model.times import is_time_value
from pactbank.systems.rules import timevalues

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@given(DAYS, st.integers(0, 6), st.booleans())
def test_a_bare_weekday_is_at_most_six_days_away(today: date, number: int, ahead: bool) -> None:
    found = date.fromisoformat(timevalues.weekday(today, number, None, ahead))
    assert found.weekday() == number
    apart = (found - today) if ahead else (today - found)
    assert timedelta(0) <= apart <= timedelta(6)


@given(DAYS, st.integers(0, 6))
def test_last_and_next_are_never_today(today: date, number: int) -> None:
    last = date.fromisoformat(timevalues.weekday(today, number, "last", False))
    following = date.fromisoformat(timevalues.weekday(today, number, "next", False))
    assert last < today < following
    assert following - last in (timedelta(7), timedelta(14))


@given(DAYS, st.integers(0, 400), st.sampled_from(["TM", "TH", "D", "W", "M", "Y", "10Y"]))
def test_long_ago_is_a_value(today: date, number: int, unit: str) -> None:
    value = timevalues.ago(today, number, unit)
    assert value is None or is_time_value(value)


@given(DAYS, st.integers(-50, 50))
def test_months_and_quarters_move_by_their_number(today: date, shift: int) -> None:
    year, month = map(int, timevalues.month(today, shift).split("-"))
    assert (year * 12 + month) - (today.year * 12 + today.month) == shift
    year, quarter = map(int, timevalues.quarter(today, shift).split("-Q"))
    assert (year * 4 + quarter) - (today.year * 4 + (today.month + 2) // 3) == shift


@pytest.mark.parametrize(
    ("hour", "minute", "half", "value"),
    [
        (12, 0, "a", "T00:00"),
        (12, 0, "p", "T12:00"),
        (1, 5, "p", "T13:05"),
        (18, 40, "", "T18:40"),
        (24, 0, "", None),
        (13, 0, "p", None),
        (8, 60, "", None),
    ],
)
def test_clock(hour: int, minute: int, half: str, value: str | None) -> None:
    assert timevalues.clock(hour, minute, half) == value


@pytest.mark.parametrize(
    ("parts", "value"),
    [
        ((2028, 2, 29), "2028-02-29"),
        ((2031, 2, 29), None),
        ((2031, 13, 1), None),
        ((31, 1, 1), None),
        ((2031, 1, 0), None),
    ],
)
def test_day(parts: tuple[int, int, int], value: str | None) -> None:
    assert timevalues.day(*parts) == value


def test_durations() -> None:
    made = [timevalues.duration(2, unit) for unit in ("TM", "TH", "D", "W", "Y", "10Y", "100Y")]
    assert made == ["PT2M", "PT2H", "P2D", "P2W", "P2Y", "P20Y", "P200Y"]
