"""What dates, times and durations look like."""

from __future__ import annotations

from functools import cache

import regex

from pactbank.systems.rules import data

_CLOCK = (
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>[ap])(?:\.m\.|m\b)(?:\s(?-i:[A-Z]{3,4})\b)?"
    r"|(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:\s(?-i:[A-Z]{3,4})\b)?(?!\d)"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d)"
_MONTH = r"(?:(?P<month>\L<months>)\b\.?)"
_WEEKDAY = r"(?:(?P<weekday>\L<weekdays>)\b\.?)"
_FULL_DAY = r"(?P<weekday>\L<long_weekdays>)\b"
_FULL_MONTH = r"(?P<month>\L<long_months>)\b"
_YEAR = r"(?P<year>(?:1[89]|20|21)\d\d)(?![\d%]|[,.]\d)"
_OLD_YEAR = r"(?P<year>1[0-7]\d\d)(?![\d%]|[,.]\d|[-/]\d|\s\L<counted>|\w)"
# A day that another number follows ("January 14, 999") has a year that is not understood.
_OF_YEAR = rf"(?:,?\s(?:{_YEAR}|{_OLD_YEAR})|(?!,?\s\d{{3,4}}(?!\d|[,.]\d|\s\p{{L}})))"
_NUMBER = r"(?P<number>\d{1,3}|\L<numbers>)"
_UNIT = r"(?P<unit>\L<units>)"
_WHICH = r"(?P<which>last|this past|past|previous|this|current|next|coming)"
_DATE = (
    rf"(?:{_MONTH}\s{_DAY}{_OF_YEAR}"
    rf"|{_DAY}\s(?:of\s)?{_MONTH}{_OF_YEAR})"
)
_PATTERNS = {
    "iso": r"(?<!\d)(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})(?!\d)",
    "slashed": r"(?<![\d/])(?P<day>\d{1,2})/(?P<number>\d{1,2})/(?P<year>\d{4})(?![\d/])",
    "dated": rf"(?:{_WEEKDAY},?\s)?{_DATE}(?:(?:,|\sat|\s[|•])?\s(?:{_CLOCK}))?"
    rf"|{_FULL_DAY}\s\({_DATE}\)",
    "clocked": rf"(?:(?:{_CLOCK})\s)(?:on\s)?(?:{_WEEKDAY},?\s)?{_DATE}",
    "days": rf"{_MONTH}\s{_DAY}(?:\s?[-–]\s?|\sto\s)(?P<until>\d{{1,2}})(?!\d){_OF_YEAR}"
    rf"|{_DAY}(?:\s?[-–]\s?|\sto\s)(?P<until>\d{{1,2}})\s{_MONTH}{_OF_YEAR}",
    "month": rf"(?:(?:early|late|mid)[-\s])?{_MONTH},?\s(?:of\s)?(?:{_YEAR}|{_OLD_YEAR})",
    "bare month": rf"(?:{_WHICH}\s|(?:early|late)\s|mid-|(?<=\b(?:in|since|until|by|of|from)\s))"
    rf"{_FULL_MONTH}(?!\s\d)",
    "weekday": rf"(?:{_WHICH}\s)?{_FULL_DAY}(?:\s(?P<part>\L<parts>))?",
    "years": rf"(?<![\d-]){_YEAR}\s?[-–]\s?(?P<until>(?:1[89]|20|21)?\d\d)(?![\d-])",
    "year": rf"(?<![\d$€£₱¥,./-])(?:(?:early|late|mid)[-\s])?{_YEAR}(?![-/]\d|\s\L<counted>|\w)"
    rf"|(?<=\b(?:in|since|until)\s){_OLD_YEAR}",
    "decade": r"(?P<year>(?:19|20)\d0)s\b",
    "season": r"(?:(?P<which>last|this|next)\s|(?<=\b(?:in|by|until|before|the)\s))"
    rf"(?:early\s|late\s)?(?P<season>\L<seasons>)\b(?:\s(?:of\s)?{_YEAR})?"
    rf"|(?P<season>\L<seasons>)\s(?:of\s)?{_YEAR}",
    "quarter": rf"(?P<ordinal>\L<ordinals>)\s(?P<part_of_year>quarter)(?:\sof\s{_YEAR})?"
    rf"|(?P<ordinal>first|second)\s(?P<part_of_year>half)\sof\s{_YEAR}|Q(?P<four>[1-4])\s{_YEAR}",
    "relative": rf"(?:earlier\s|later\s)?{_WHICH}\s"
    r"(?P<span>week|month|year|quarter|decade|weekend)\b",
    "day": r"\b(?:earlier\s|later\s)?(?P<deictic>today|yesterday|tomorrow|tonight)\b"
    r"(?:\s(?P<part>\L<parts>))?|\bthis\s(?P<part>\L<parts>)\b",
    "ago": rf"\b(?:about\s|nearly\s|over\s)?{_NUMBER}\s{_UNIT}s?\s(?P<way>ago|earlier|from now)\b",
    "duration": rf"(?<![\d.,$€£₱¥]|-)\b{_NUMBER}[-\s]{_UNIT}(?:s\b|\b)(?![-\s]olds?\b)",
    "clock": r"(?<![\d:.,$€£₱¥])(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?"
    r"(?P<half>[ap])(?:\.m\.|m\b)(?:\s(?-i:[A-Z]{3,4})\b)?)",
    "month of year": rf"{_FULL_MONTH}\s(?:of\s)?{_WHICH}\syear\b",
    "reference": r"(?<!\bas\s)\b(?P<word>\L<references>)\b",
}


@cache
def patterns() -> tuple[tuple[str, regex.Pattern[str]], ...]:
    """Every pattern by its name, with the word lists filled in."""
    words = data.times()
    long_months = [w for w in words.months if len(w) > 4 or w in ("may", "june", "july")]
    lists = {
        "months": list(words.months),
        "weekdays": list(words.weekdays),
        "long_months": long_months,
        "long_weekdays": [w for w in words.weekdays if w.endswith("day")],
        "numbers": list(words.numbers),
        "ordinals": list(words.ordinals),
        "seasons": list(words.seasons),
        "parts": list(words.parts),
        "units": list(words.units),
        "counted": list(words.counted),
        "references": [*words.present, *words.past, *words.future],
    }
    used = {
        name: {key: value for key, value in lists.items() if rf"\L<{key}>" in pattern}
        for name, pattern in _PATTERNS.items()
    }
    return tuple(
        (name, regex.compile(pattern, regex.IGNORECASE, **used[name]))
        for name, pattern in _PATTERNS.items()
    )
