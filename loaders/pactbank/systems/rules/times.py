"""TIME mentions and their normalised values, in the grammar of the handbook. What is told without a
year or a date is the time of that name which is nearest to the reference date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from dateutil.parser import parse, parserinfo
from dateutil.relativedelta import relativedelta
from regex import Match

from pactbank.systems.rules import data
from pactbank.systems.rules.spans import Candidate, SegmentedText, place

_CLOCK = (
    r"(?P<clock>\d{1,2}(?:[:.]\d\d)?\s?[ap](?:\.m\.|m\b)|\d{1,2}[:.]\d\d(?!\d))(?:\s[A-Z]{3,4}\b)?"
)
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)"
_YEAR = r"(?P<year>(?:1\d|20|21)\d\d)(?![\d%]|[,.]\d)"
_DATE = (
    rf"(?:\L<days>\b\.?,?\s)?(?:(?P<month>\L<months>)\b\.?\s{_DAY}"
    rf"|{_DAY}\s(?:of\s)?(?P<month>\L<months>)\b)(?:,?\s{_YEAR}|(?!,?\s\d{{3,4}}\b))"
)
_WHICH = r"(?P<which>(?i:\L<sides>))\s"
_PART = r"(?:\s(?P<part>\L<parts>)\b)?"
_NUMBER = r"(?<![\d.,$€£₱¥-])\b(?P<number>\d{1,3}|(?i:(?:\L<tens>-)?\L<numbers>|\L<tens>))"
_VAGUELY = r"(?:(?:[Ee]arly|[Ll]ate|[Mm]id|end\sof)[-\s])?"
_PARTS = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}
_SIDES = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
_VAGUE = {None: "PAST_REF", -1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}
_NUMBERS = {one: at for at, one in enumerate(data.words("numbers"), 1)} | {
    one: 10 * at for at, one in enumerate(data.words("tens"), 1)
}


_ANY = (date(2001, 1, 2), date(2012, 6, 24))  # a time that they make another needs a reference date


def find(segmented: SegmentedText) -> Iterator[Candidate]:
    """TIME candidates with their values, a vague one where a reference date is missing; those that
    mean nothing (31 June) are left out."""
    for pattern, valued in _PATTERNS:
        for _, match in segmented.find(pattern):
            days = (segmented.today,) if segmented.today else _ANY
            try:
                values = {valued(match, day) for day in days}
            except (ValueError, OverflowError):
                continue
            value = values.pop() if len(values) == 1 else _VAGUE[_side(match)]
            yield Candidate(*place(match), "TIME", value=value, rank=1)


def _nearest(match: Match[str], options: Iterable[date], anchor: date) -> date:
    """The option nearest to `anchor`; after "last" or "next" one that lies on that side of it."""
    sides = (_side(match),) if _side(match) else (-1, 0, 1)
    return min(
        (one for one in options if (one > anchor) - (one < anchor) in sides),
        key=lambda one: abs(one - anchor),
    )


def _side(match: Match[str]) -> int | None:
    return _SIDES.get((match.groupdict().get("which") or "").lower())


def _as(unit: str, day: date) -> str:
    """The unit that the day lies in: YYYY-MM-DD, YYYY-Www, YYYY-MM, YYYY or YYYX."""
    iso, week = day.isoformat(), day.isocalendar()
    values = {"week": f"{week.year:04}-W{week.week:02}", "month": iso[:7], "year": iso[:4]}
    return values.get(unit, f"{iso[:3]}X" if unit == "decade" else iso)


def _shifted(day: date, number: int, unit: str) -> date:
    months = number * {"month": 1, "year": 12, "decade": 120}.get(unit, 0)
    return day + relativedelta(months=months, days=number * {"day": 1, "week": 7}.get(unit, 0))


def _date(match: Match[str], today: date) -> str:
    """A day, maybe with a clock time; the year may be told elsewhere."""
    day = parse(f"{match['day']} {match['month'][:3]} {match['year'] or 2000}").date()
    if not match["year"]:
        years = [day + relativedelta(year=today.year + by) for by in range(-8, 9)]
        same = [one for one in years if one.day == day.day]  # not every year has 29 February
        day = _nearest(match, same, today)
    clock = (match["clock"] or "").replace(".m.", "m").replace(".", ":")
    return day.isoformat() + (parse(clock).strftime("T%H:%M") if clock else "")


def _month(match: Match[str], today: date) -> str:
    number = data.MONTHS.index(match["month"]) + 1
    if match["year"]:
        return f"{match['year']}-{number:02}"
    first = today.replace(day=1)
    options = [first.replace(year=first.year + by, month=number) for by in (-1, 0, 1)]
    return _as("month", _nearest(match, options, first))


def _weekday(match: Match[str], today: date) -> str:
    days = [today + timedelta(days=by) for by in (range(-7, 8) if match["which"] else range(-6, 1))]
    named = [day for day in days if day.weekday() == data.WEEKDAYS.index(match["weekday"])]
    return _nearest(match, named, today).isoformat() + _PARTS.get(match["part"], "")


def _relative(match: Match[str], today: date) -> str:
    return _as(match["unit"], _shifted(today, _side(match) or 0, match["unit"]))


def _deictic(match: Match[str], today: date) -> str:
    word = (match["word"] or "today").lower()
    day = _shifted(today, {"yesterday": -1, "tomorrow": 1}.get(word, 0), "day")
    return day.isoformat() + ("TNI" if word == "tonight" else _PARTS.get(match["part"], ""))


def _counted(match: Match[str], today: date) -> str:
    """A duration; or with "ago" and the like the time that lies so far from the reference date."""
    unit, words = match["unit"], match["number"].lower().split("-")
    number = sum(_NUMBERS.get(word) or int(word) for word in words)
    if match["way"]:
        number *= 1 if match["way"] in ("from now", "later") else -1
        return _as(unit, _shifted(today, number, unit))
    if unit == "decade":
        return f"P{10 * number}Y"
    return f"P{'T' if unit in ('minute', 'hour') else ''}{number}{unit[0].upper()}"


def _reference(match: Match[str], today: date) -> str:
    keys: dict[str, list[str]] = data.table("words.toml")["references"]
    return next(key for key in keys if match["word"].lower() in keys[key])


_FORMS: tuple[tuple[str, Callable[[Match[str], date], str]], ...] = (
    (rf"(?:{_CLOCK}\s(?:on\s)?)?{_DATE}(?:(?:,|\sat|\s[|•])?\s{_CLOCK})?", _date),
    (
        rf"{_VAGUELY}(?P<month>\L<full_months>),?\s(?:of\s)?{_YEAR}"
        rf"|(?:{_WHICH}|(?:[Ee]arly|[Ll]ate)\s|[Mm]id-|(?<=\b(?i:in|since|until|by|of|from)\s))"
        r"(?P<month>\L<full_months>)\b(?!\s\d)",
        _month,
    ),
    (rf"(?:{_WHICH})?(?P<weekday>\L<full_days>)\b{_PART}", _weekday),
    (
        rf"(?<![\d$€£₱¥,./-]){_VAGUELY}{_YEAR}(?![-/]\d|\w)",
        lambda match, _: str(match["year"]),
    ),
    (rf"\b(?:(?:earlier|later)\s)?{_WHICH}(?P<unit>\L<units>)\b", _relative),
    (
        rf"\b(?:(?:earlier|later)\s)?(?P<word>(?i:today|yesterday|tomorrow|tonight))\b{_PART}"
        r"|\b(?i:this)\s(?P<part>\L<parts>)\b",
        _deictic,
    ),
    (
        rf"{_NUMBER}[-\s](?P<unit>\L<units>)s?\b(?![-\s]olds?\b)"
        r"(?:\s(?P<way>ago|earlier|later|from now)\b)?",
        _counted,
    ),
    (r"(?<!\bas\s)\b(?P<word>(?i:\L<references>))\b", _reference),
)
_LISTS: dict[str, Iterable[str]] = {
    "sides": _SIDES,
    "parts": _PARTS,
    "months": [name for names in parserinfo.MONTHS for name in names],
    "days": [name for names in parserinfo.WEEKDAYS for name in names],
    "full_months": data.MONTHS,
    "full_days": data.WEEKDAYS,
    "units": ["minute", "hour", "day", "week", "month", "year", "decade"],
}
_PATTERNS = tuple((data.compiled(form, **_LISTS), valued) for form, valued in _FORMS)
