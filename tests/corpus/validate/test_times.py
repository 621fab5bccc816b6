from __future__ import annotations

import pytest

from pactbank.corpus.validate.times import is_date_value, is_day, is_time_value

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
