"""TIME mentions and their normalised values.

Values: YYYY, YYYX (a decade), YYYY-MM, YYYY-MM-DD, YYYY-Www, YYYY-Qn, YYYY-Hn,
YYYY-SP|SU|FA|WI, a date with Thh:mm or TMO|TAF|TEV|TNI, durations PnY and the like, intervals
a/b, PAST_REF, PRESENT_REF, FUTURE_REF.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import regex

from pactbank.systems.rules import data, timepatterns, timevalues
from pactbank.systems.rules.spans import Candidate, SegmentedText, Sentence, place
from pactbank.text.offsets import Range

_AHEAD = regex.compile(
    r"\b(?:will|shall|to be|is to|are to|was to|were to|next|coming|scheduled|expected|plan\w*|due)"
    r"\b"
)
_CLAUSE = 100
"""Characters before and after a time in which a verb says whether it is past or to come."""
_TO_COME = regex.compile(
    r"\b(?:will|shall|would|scheduled|expected|planned|plans?|due"
    r"|to (?:be|begin|come|conclude|end|enter|go|hold|host|join|launch|meet|open|ratify"
    r"|resume|return|sign|start|take|visit|vote))\b"
)
_PRESENT = regex.compile(
    r"\b(?:begins?|comes?|ends?|enters?|expires?|is|meets?|opens?|resumes?|starts?|takes?)\b"
)
_PAST = regex.compile(
    r"\b(?:(?!need|scheduled|expected|planned|proposed|supposed)\p{Ll}{2,20}ed|began|broke|came|fell"
    r"|had|held|left|lost|made|met|struck|took|was|went|were|won)\b|\bsince \Z"
)
_CLAUSE_END = regex.compile(r"[.;:]|, (?:and|but|who|which|that|when|while) ")
_VAGUE = {"last": "PAST_REF", "this": "PRESENT_REF", "next": "FUTURE_REF"}


def find(segmented: SegmentedText) -> Iterator[Candidate]:
    """TIME candidates with their values; those that mean nothing (31 June) are left out."""
    for sentence in segmented.sentences:
        for name, pattern in timepatterns.patterns():
            for match in pattern.finditer(segmented.text, sentence.start, sentence.end):
                value = _value(name, match, segmented, sentence)
                if value is not None and _cased(match):
                    yield Candidate(*place(match), "TIME", value=value, rank=1)


def _cased(match: regex.Match[str]) -> bool:
    """Whether months and weekdays have their capital: "may" and "march" are verbs, "sun" is not
    a day."""
    groups = match.groupdict()
    return all(
        groups.get(name) is None or groups[name][0].isupper() for name in ("month", "weekday")
    )


def _value(
    name: str, match: regex.Match[str], segmented: SegmentedText, sentence: Sentence
) -> str | None:
    groups = {key: value for key, value in match.groupdict().items() if value is not None}
    if name in _ABSOLUTE:
        return _ABSOLUTE[name](groups)
    groups["tense"] = _tense(segmented.text, sentence, match.span())
    groups["ahead"] = "yes" if _AHEAD.search(segmented.text, sentence.start, sentence.end) else ""
    return _RELATIVE[name](groups, segmented.today)


Groups = dict[str, str]


def _tense(text: str, sentence: Sentence, span: Range) -> str:
    """Whether the clause around a time tells what was or what is to come; "" for neither or both.
    What comes before the time decides, else what comes after it."""
    start, end = span
    before = text[max(sentence.start, start - _CLAUSE) : start]
    after = text[end : min(sentence.end, end + _CLAUSE)]
    for clause in (_CLAUSE_END.split(before)[-1], _CLAUSE_END.split(after)[0]):
        if _TO_COME.search(clause):
            return "future"
        if _PAST.search(clause):
            return "" if _PRESENT.search(clause) else "past"
    return ""


def _tense_of(groups: Groups) -> timevalues.Tense | None:
    tense = groups.get("tense")
    return "past" if tense == "past" else "future" if tense == "future" else None


def _direction(groups: Groups) -> timevalues.Direction | None:
    which = groups.get("which", "").lower()
    if which in ("this", "current"):
        return "this"
    if which in ("next", "coming"):
        return "next"
    return "last" if which else None


def _vague(groups: Groups) -> str:
    """A value for a time that no reference date anchors."""
    return _VAGUE[_direction(groups) or ("next" if groups["ahead"] else "last")]


def _month_of(groups: Groups) -> int:
    return data.times().months[groups["month"].lower().rstrip(".")]


def _iso(groups: Groups) -> str | None:
    return timevalues.day(int(groups["year"]), int(groups["number"]), int(groups["day"]))


def _slashed(groups: Groups) -> str | None:
    """Day before month, unless only the other order makes a date."""
    first, second, year = int(groups["day"]), int(groups["number"]), int(groups["year"])
    return timevalues.day(year, second, first) or timevalues.day(year, first, second)


def _month(groups: Groups) -> str:
    return f"{groups['year']}-{_month_of(groups):02}"


def _years(groups: Groups) -> str | None:
    until = groups["until"]
    last = until if len(until) == 4 else groups["year"][:2] + until
    return f"{groups['year']}/{last}" if groups["year"] < last else None


def _decade(groups: Groups) -> str:
    return f"{groups['year'][:3]}X"


def _duration(groups: Groups) -> str:
    words = data.times()
    number = groups["number"].lower()
    count = words.numbers.get(number) or int(number)
    return timevalues.duration(count, words.units[groups["unit"].lower()])


def _reference(groups: Groups) -> str:
    words = data.times()
    word = groups["word"].lower()
    if word in words.present:
        return "PRESENT_REF"
    return "PAST_REF" if word in words.past else "FUTURE_REF"


def _dated(groups: Groups, today: date | None) -> str | None:
    """A day of a month, and the time of day where it is given."""
    if "year" in groups:
        year = int(groups["year"])
    elif today is None:
        return _vague(groups)
    else:
        year = _year_of(groups, today)
    value = timevalues.day(year, _month_of(groups), int(groups["day"]))
    if value is None or "hour" not in groups:
        return value
    return value + (_clock_of(groups) or "")


def _year_of(groups: Groups, today: date) -> int:
    """The year of a day that is given without one: one in which it is the weekday given, else as
    `timevalues.day_of_year` says."""
    month, number = _month_of(groups), int(groups["day"])
    if "weekday" in groups:
        weekday = data.times().weekdays[groups["weekday"].lower().rstrip(".")]
        for year in (today.year, today.year - 1, today.year + 1):
            if timevalues.is_weekday(year, month, number, weekday):
                return year
    return timevalues.day_of_year(today, month, number, _tense_of(groups))


def _clock_of(groups: Groups) -> str | None:
    minute = int(groups.get("minute", "0"))
    return timevalues.clock(int(groups["hour"]), minute, groups.get("half", "").lower())


def _days(groups: Groups, today: date | None) -> str | None:
    first = _dated(groups, today)
    if first is None or not first[0].isdigit():
        return None
    last = _dated({**groups, "day": groups["until"], "year": first[:4]}, today)
    if last is None:
        return None
    return f"{first}/{last}" if first < last else None


def _bare_month(groups: Groups, today: date | None) -> str:
    if today is None:
        return _vague(groups)
    tense = _tense_of(groups)
    return timevalues.named_month(today, _month_of(groups), _direction(groups), tense)


def _month_of_year(groups: Groups, today: date | None) -> str:
    """A month of last, this or next year."""
    if today is None:
        return _vague(groups)
    shift = {"last": -1, "this": 0, "next": 1}[_direction(groups) or "this"]
    return f"{today.year + shift:04}-{_month_of(groups):02}"


def _weekday(groups: Groups, today: date | None) -> str:
    if today is None:
        return _vague(groups)
    number = data.times().weekdays[groups["weekday"].lower()]
    value = timevalues.weekday(today, number, _direction(groups), bool(groups["ahead"]))
    return value + _part(groups)


def _part(groups: Groups) -> str:
    return data.times().parts[groups["part"].lower()] if "part" in groups else ""


def _season(groups: Groups, today: date | None) -> str:
    season = data.times().seasons[groups["season"].lower()]
    if "year" in groups:
        return f"{groups['year']}-{season}"
    if today is None:
        return _vague(groups)
    shift = {"last": -1, "next": 1}.get(_direction(groups) or "", 0)
    # "Last spring", said in autumn, is this year's; so is "next winter", said in spring.
    starts = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[season]
    shift += (shift == -1 and today.month > starts + 2) - (shift == 1 and today.month < starts - 3)
    return f"{today.year + shift:04}-{season}"


def _quarter(groups: Groups, today: date | None) -> str:
    """A quarter or half of a year."""
    number = groups.get("four") or data.times().ordinals[groups["ordinal"].lower()]
    if "year" not in groups and today is None:
        return _vague(groups)
    year = groups.get("year", f"{today.year:04}" if today else "")
    return f"{year}-{'H' if groups.get('part_of_year') == 'half' else 'Q'}{number}"


def _relative(groups: Groups, today: date | None) -> str | None:
    direction = _direction(groups) or "this"
    if today is None:
        return _vague(groups)
    shift = {"last": -1, "this": 0, "next": 1}[direction]
    unit = groups["span"].lower()
    if unit == "weekend":
        return timevalues.weekend(today, direction)
    if unit == "week":
        return timevalues.week(today, shift)
    if unit == "month":
        return timevalues.month(today, shift)
    if unit == "quarter":
        return timevalues.quarter(today, shift)
    if unit == "year":
        return f"{today.year + shift:04}"
    return f"{today.year // 10 + shift:03}X"


def _deictic(groups: Groups, today: date | None) -> str:
    word = groups.get("deictic", "today").lower()
    shift = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    if today is None:
        return {-1: "PAST_REF", 0: "PRESENT_REF", 1: "FUTURE_REF"}[shift]
    part = "TNI" if word == "tonight" else _part(groups)
    return timevalues.shifted(today, shift) + part


def _ago(groups: Groups, today: date | None) -> str | None:
    words = data.times()
    ahead = groups["way"].lower() == "from now"
    if today is None:
        return "FUTURE_REF" if ahead else "PAST_REF"
    number = words.numbers.get(groups["number"].lower()) or int(groups["number"])
    return timevalues.ago(today, -number if ahead else number, words.units[groups["unit"].lower()])


def _clock(groups: Groups, today: date | None) -> str | None:
    clock = _clock_of(groups)
    return f"{today.isoformat()}{clock}" if today and clock else None


_ABSOLUTE: dict[str, Callable[[Groups], str | None]] = {
    "iso": _iso,
    "slashed": _slashed,
    "month": _month,
    "years": _years,
    "year": lambda groups: groups["year"],
    "decade": _decade,
    "duration": _duration,
    "reference": _reference,
}
_RELATIVE: dict[str, Callable[[Groups, date | None], str | None]] = {
    "dated": _dated,
    "clocked": _dated,
    "days": _days,
    "bare month": _bare_month,
    "month of year": _month_of_year,
    "weekday": _weekday,
    "season": _season,
    "quarter": _quarter,
    "relative": _relative,
    "day": _deictic,
    "ago": _ago,
    "clock": _clock,
}
