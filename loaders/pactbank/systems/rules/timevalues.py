"""Arithmetic of dates: from a day and words about it to a normalised value."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Literal

Direction = Literal["last", "this", "next"]
Tense = Literal["past", "future"]
_YEARS = range(1000, 2200)


def day(year: int, month: int, number: int) -> str | None:
    """YYYY-MM-DD, or None if the calendar has no such day."""
    if year not in _YEARS or month not in range(1, 13):
        return None
    last = calendar.monthrange(year, month)[1]
    return f"{year:04}-{month:02}-{number:02}" if 1 <= number <= last else None


def month(today: date, months: int) -> str:
    """The month that lies `months` from today's: YYYY-MM."""
    count = today.year * 12 + today.month - 1 + months
    return f"{count // 12:04}-{count % 12 + 1:02}"


def named_month(today: date, number: int, direction: Direction | None, tense: Tense | None) -> str:
    """YYYY-MM of a month of the year: the last or next one of that name, this year's, or without
    direction the one that `tense` or nearness tells."""
    year = today.year
    if direction == "last" and number >= today.month:
        year -= 1
    elif direction == "next" and number <= today.month:
        year += 1
    elif direction is None:
        year += _years_off(number - today.month, 12, tense)
    return f"{year:04}-{number:02}"


def day_of_year(today: date, month: int, number: int, tense: Tense | None) -> int:
    """The year of a day that is given without one: the last such day where something is told that
    was, the next where something is told that will be, else the one nearest to today."""
    ahead = (month - today.month) * 31 + number - today.day
    return today.year + _years_off(ahead, 12 * 31, tense)


def is_weekday(year: int, month: int, number: int, weekday: int) -> bool:
    """Whether this day exists and is that weekday (0 is Monday)."""
    exists = day(year, month, number) is not None
    return exists and calendar.weekday(year, month, number) == weekday


def _years_off(ahead: int, whole: int, tense: Tense | None) -> int:
    """How many years from today's a point of the year lies that is `ahead` (negative: behind) in
    today's year of the length `whole`."""
    if tense == "past":
        return -1 if ahead > 0 else 0
    if tense == "future":
        return 1 if ahead < 0 else 0
    return (2 * ahead < -whole) - (2 * ahead > whole)


def week(today: date, weeks: int) -> str:
    """The ISO week that lies `weeks` from today's: YYYY-Www."""
    return _week(_shifted(today, 7 * weeks))


def _week(of: date) -> str:
    year, number, _ = of.isocalendar()
    return f"{year:04}-W{number:02}"


def quarter(today: date, quarters: int) -> str:
    """The quarter that lies `quarters` from today's: YYYY-Qn."""
    count = today.year * 4 + (today.month - 1) // 3 + quarters
    return f"{count // 4:04}-Q{count % 4 + 1}"


def weekday(today: date, number: int, direction: Direction | None, ahead: bool) -> str:
    """The day of that weekday (0 is Monday) nearest to today: at or before it, unless the
    sentence looks ahead; "last" and "next" never mean today."""
    if direction == "next" or (direction is None and ahead):
        days = (number - today.weekday()) % 7
        days += 7 * (direction == "next" and days == 0)
    elif direction == "this":
        days = number - today.weekday()
    else:
        days = -((today.weekday() - number) % 7)
        days -= 7 * (direction == "last" and days == 0)
    return _shifted(today, days).isoformat()


def weekend(today: date, direction: Direction) -> str:
    """Saturday and Sunday as an interval."""
    shift = {"last": -7, "this": 0, "next": 7}[direction]
    saturday = _shifted(today, 5 - today.weekday() + shift)
    return f"{saturday.isoformat()}/{_shifted(saturday, 1).isoformat()}"


def ago(today: date, number: int, unit: str) -> str | None:
    """The time `number` units before today (negative: after), as exact as the unit says.
    `unit` is the ISO 8601 duration unit of the word list."""
    if unit in ("TM", "TH"):
        return today.isoformat()
    if unit == "D":
        return _shifted(today, -number).isoformat()
    if unit == "W":
        return week(today, -number)
    if unit == "M":
        return month(today, -number) if number < 12 * today.year - 12 else None
    year = today.year - number * int(unit.removesuffix("Y") or 1)
    return f"{year:04}" if year in _YEARS else None


def duration(number: int, unit: str) -> str:
    """PnD, PnW, PnM, PnY, PTnH or PTnM; decades and centuries are written in years."""
    if unit.startswith("T"):
        return f"PT{number}{unit[1]}"
    return f"P{number * int(unit[:-1] or 1)}{unit[-1]}"


def shifted(today: date, days: int) -> str:
    return _shifted(today, days).isoformat()


def _shifted(today: date, days: int) -> date:
    """A number of days on; the calendar's ends stop it."""
    ordinal = min(max(today.toordinal() + days, date.min.toordinal()), date.max.toordinal())
    return date.fromordinal(ordinal)


def clock(hour: int, minute: int, half: str) -> str | None:
    """Thh:mm; `half` is "a", "p" or "" (24 hours). None if no clock shows that."""
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + 12 * (half == "p")
    return f"T{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None
