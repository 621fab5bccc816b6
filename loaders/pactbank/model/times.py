"""The grammar of normalised time, after TimeML: dates and their parts, durations, intervals.

2031  2031-05  2031-05-28  2031-W22  2031-Q2  2031-H1  2031-SU  203X
2031-05-28T16:39  2031-05-28TMO  P2D  PT2H  PRESENT_REF  2031-05/2031-06

GUIDELINES 4.1 explains it to annotators.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
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

_DATE = re.compile(
    r"(?P<decade>[0-9]{3})X|(?P<year>[0-9]{4})"
    r"(?:-(?:W(?P<week>[0-9]{2})|(?P<part>[QHSFW][A-Z1-4])|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?))?"
)
"""The parts of a calendar value; more lenient than the grammar, since predictions are compared
by their dates without being checked first."""
_MONTHS = {
    "Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12), "H1": (1, 6), "H2": (7, 12),
    "SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 12),
}  # fmt: skip
"""First and last month of a part of a year. Winter counts as its first month, which keeps it in
its year."""


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


@lru_cache(maxsize=4096)
def is_moment(value: str) -> bool:
    """Whether this is a day, YYYY-MM-DD, or a minute, YYYY-MM-DDThh:mm, that exists."""
    return bool(re.fullmatch(rf"{_DAY}(?:T[0-9]{{2}}:[0-9]{{2}})?", value)) and _exists(value)


@lru_cache(maxsize=4096)
def normal_form(value: str) -> str:
    """The form in which values that mean the same are equal: capitals without white space, months,
    days and hours of two digits, and durations as months, days and seconds (P1W is P7D)."""
    value = "".join(value.split()).upper()
    length = _LENGTH.fullmatch(value)
    if length is None:
        return re.sub(r"(?<=[-T])([0-9])(?=[-T:/]|$)", r"0\1", value)
    count = {unit: int(digits or 0) for unit, digits in length.groupdict().items()}
    months, days = 12 * count["year"] + count["month"], 7 * count["week"] + count["day"]
    seconds = 3600 * count["hour"] + 60 * count["minute"] + count["second"]
    return f"P{months}M{days}DT{seconds}S"


_LENGTH = re.compile(
    r"P(?=[0-9T])(?:(?P<year>[0-9]+)Y)?(?:(?P<month>[0-9]+)M)?(?:(?P<week>[0-9]+)W)?"
    r"(?:(?P<day>[0-9]+)D)?(?:T(?:(?P<hour>[0-9]+)H)?(?:(?P<minute>[0-9]+)M)?"
    r"(?:(?P<second>[0-9]+)S)?)?"
)
"""The parts of a duration."""


def day_range(value: str) -> tuple[date, date] | None:
    """The first and the last day that a calendar value may mean; None where it is no calendar
    value, or names a day, week or year that does not exist."""
    found = _DATE.fullmatch(value)
    if found is None:
        return None
    try:
        return _days(found)
    except (ValueError, OverflowError):
        return None


def _days(found: re.Match[str]) -> tuple[date, date]:
    """Raises ValueError or OverflowError for days, weeks and years that do not exist."""
    if found["decade"]:
        first_year = int(found["decade"]) * 10
        return date(first_year, 1, 1), date(first_year + 9, 12, 31)
    year = int(found["year"])
    if found["week"]:
        monday = date.fromisocalendar(year, int(found["week"]), 1)
        return monday, monday + timedelta(days=6)
    if found["day"]:
        day = date(year, int(found["month"]), int(found["day"]))
        return day, day
    months = (int(found["month"]),) * 2 if found["month"] else _MONTHS.get(found["part"], (1, 12))
    return date(year, months[0], 1), date(year, months[1], monthrange(year, months[1])[1])


def _runs_backwards(points: list[str]) -> bool:
    """Whether two points of one form (equal but for their digits) stand in the wrong order."""
    first, last = points[0], points[-1]
    return first > last and re.sub(r"[0-9]", "0", first) == re.sub(r"[0-9]", "0", last)


def _exists(point: str) -> bool:
    """Whether calendar and clock have this point; durations and *_REF are not looked up."""
    if point.startswith(("P", "FUTURE")):
        return True
    day, _, clock = point.partition("T")
    if ":" in clock:
        hour, minute = map(int, clock.split(":"))
        if hour > 23 or minute > 59:
            return False
    return day_range(day) is not None
