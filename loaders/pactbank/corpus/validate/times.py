"""The grammar of normalised time, after TimeML: dates and their parts, durations, intervals.

2031  2031-05  2031-05-28  2031-W22  2031-Q2  2031-H1  2031-SU  203X
2031-05-28T16:39  2031-05-28TMO  P2D  PT2H  PRESENT_REF  2031-05/2031-06

GUIDELINES 4.1 is the handbook's form of it.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PART_OF_YEAR = r"[0-9]{4}-(?:[0-9]{2}|W[0-9]{2}|Q[1-4]|H[12]|SP|SU|FA|WI)"
_CALENDAR = rf"(?:{_DAY}|{_PART_OF_YEAR}|[0-9]{{4}}|[0-9]{{3}}X)"
_CLOCK = rf"{_DAY}T(?:[0-9]{{2}}:[0-9]{{2}}|MO|AF|EV|NI)"
_POINT = rf"(?:{_CLOCK}|{_CALENDAR}|(?:PRESENT|PAST|FUTURE)_REF)"
_DAYS = r"(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+W)?(?:[0-9]+D)?"
_HOURS = r"T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?"
_DURATION = rf"P(?=[0-9T]){_DAYS}(?:{_HOURS})?"
_VALUE = re.compile(rf"{_POINT}(?:/{_POINT})?|{_DURATION}")
_WHOLE_CALENDAR = re.compile(_CALENDAR)


@lru_cache(maxsize=4096)
def is_time_value(value: str) -> bool:
    """Whether this is a value a TIME mention may have; days, weeks and hours must exist, and an
    interval must not end before it begins."""
    if not _VALUE.fullmatch(value):
        return False
    points = value.split("/")
    return all(map(_exists, points)) and not _runs_backwards(points)


@lru_cache(maxsize=4096)
def is_date_value(value: str) -> bool:
    """Whether this is a calendar date or a part of one, as `as_of` needs."""
    return bool(_WHOLE_CALENDAR.fullmatch(value)) and _exists(value)


@lru_cache(maxsize=4096)
def is_day(value: str) -> bool:
    """Whether this is one day that exists, YYYY-MM-DD."""
    return bool(re.fullmatch(_DAY, value)) and _exists(value)


def _runs_backwards(points: list[str]) -> bool:
    """Whether two points that differ in their digits alone stand in the wrong order."""
    first, last = points[0], points[-1]
    return first > last and re.sub(r"[0-9]", "0", first) == re.sub(r"[0-9]", "0", last)


def _exists(point: str) -> bool:
    """Whether the calendar and the clock have this point; durations and *_REF need neither."""
    if point.startswith(("P", "FUTURE")):
        return True
    day, _, clock = point.partition("T")
    if ":" in clock:
        hour, minute = map(int, clock.split(":"))
        if hour > 23 or minute > 59:
            return False
    try:
        return _day_exists(day)
    except ValueError:
        return False


def _day_exists(day: str) -> bool:
    """Raises ValueError for days and weeks the calendar does not have."""
    if re.fullmatch(_DAY, day):
        date.fromisoformat(day)
    elif match := re.fullmatch(r"([0-9]{4})-W([0-9]{2})", day):
        date.fromisocalendar(int(match[1]), int(match[2]), 1)
    elif match := re.fullmatch(r"([0-9]{4})-([0-9]{2})", day):
        date(int(match[1]), int(match[2]), 1)
    return True
