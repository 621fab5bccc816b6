from __future__ import annotations

from datetime import date

import pytest

from pactbank.model.times import day_range, is_date_value, is_day, is_time_value, normal_form

GOOD = """2031 2031-05 2031-05-28 2031-W22 2031-Q2 2031-H1 2031-SU 203X 2031-05-28T16:39
2031-05-28TMO P2D PT2H P1Y2M3W4DT5H6M7S PRESENT_REF PAST_REF FUTURE_REF 2031-05/2031-06
2031-05-28T09:00/2031-05-28T10:00 2028-02-29 2026-W53 2031-05/PRESENT_REF PAST_REF/2031
2031/2031-05 2031-FA/2031-SP 2031-05/2031-05 2031-03-31TNI/2031-04-01TMO""".split()
BAD = """31 2031-13 2031-00 2031-02-29 2031-W54 2025-W53 2031-Q5 2031-H3 2031-XX 2031-05-28T24:00
2031-05-28T10:60 2031-05T10:00 P PT P2 2D PRESENT 2031/ /2031 P2D/P3D 2031-5-28 2031-05-28T
2031-06/2031-05 2031-05-28T10:00/2031-05-28T09:00 2032/2031 PRESENT_REF/P2D P2D/2031
PRESENT_REF/ FUTURE ٢٠٣١""".split()


@pytest.mark.parametrize("value", GOOD)
def test_values(value: str) -> None:
    assert is_time_value(value)


@pytest.mark.parametrize("value", [*BAD, "", "2031\n", " 2031"])
def test_no_values(value: str) -> None:
    assert not is_time_value(value)


def test_dates_and_days() -> None:
    assert is_date_value("2031-05")
    assert not is_date_value("PRESENT_REF")
    assert not is_date_value("2031-13")
    assert not is_date_value("2031-05/2031-06")
    assert is_day("2031-05-28")
    assert not is_day("2031-05")
    assert not is_day("2031-02-30")
    assert not is_date_value("0000")
    assert not is_date_value("9999-W52")  # ends after the last day the calendar has


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("203X", "2030-01-01", "2039-12-31"),
        ("2031", "2031-01-01", "2031-12-31"),
        ("2031-H1", "2031-01-01", "2031-06-30"),
        ("2031-H2", "2031-07-01", "2031-12-31"),
        ("2031-Q1", "2031-01-01", "2031-03-31"),
        ("2031-Q4", "2031-10-01", "2031-12-31"),
        ("2031-SP", "2031-03-01", "2031-05-31"),
        ("2031-SU", "2031-06-01", "2031-08-31"),
        ("2031-FA", "2031-09-01", "2031-11-30"),
        ("2031-WI", "2031-12-01", "2031-12-31"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2031-W22", "2031-05-26", "2031-06-01"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
        ("2031-05-28", "2031-05-28", "2031-05-28"),
        ("2031-SX", "2031-01-01", "2031-12-31"),  # no part of a year: the year is left
    ],
)
def test_the_days_a_calendar_value_may_mean(value: str, first: str, last: str) -> None:
    assert day_range(value) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "value",
    ["", "31", "2031-13", "2031-02-30", "2025-W53", "2031-W00", "0000", "000X", "9999-W52", "P2D",
     "PRESENT_REF", "2031-05-28T16:39", "2031-05/2031-06", "2031\n"],
)  # fmt: skip
def test_what_has_no_days(value: str) -> None:
    assert day_range(value) is None


@pytest.mark.parametrize("value", GOOD)
def test_a_date_value_has_days(value: str) -> None:
    assert not is_date_value(value) or day_range(value) is not None


@pytest.mark.parametrize(
    ("value", "other"),
    [
        ("2031-5", "2031-05"),
        ("2031-04-03t9:00", "2031-04-03T09:00"),
        ("P1W", "P7D"),
        ("P1Y", "P12M"),
        ("PT60M", "PT1H"),
        ("2031-5-1 / 2031-6", "2031-05-01/2031-06"),
    ],
)
def test_values_that_mean_the_same_have_one_normal_form(value: str, other: str) -> None:
    assert normal_form(value) == normal_form(other)


@pytest.mark.parametrize(
    ("value", "other"),
    [("P1M", "P30D"), ("PT24H", "P1D"), ("P1M", "PT1M"), ("2031-W5", "2031-05"), ("203X", "2030")],
)
def test_values_that_differ_keep_their_difference(value: str, other: str) -> None:
    assert normal_form(value) != normal_form(other)
