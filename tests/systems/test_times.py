from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from pactbank.model.times import is_time_value
from pactbank.systems.rules import times
from pactbank.systems.rules.spans import Candidate, SegmentedText

Segment = Callable[..., SegmentedText]
Chosen = Callable[[SegmentedText, list[Candidate]], list[tuple[str, str | None]]]

VALUES = [
    ("in 1998 already", "1998", "1998"),
    ("the 2029 exercise", "2029", "2029"),
    ("in early 2030", "early 2030", "2030"),
    ("in March 2030", "March 2030", "2030-03"),
    ("in May of 2030", "May of 2030", "2030-05"),
    ("in February", "February", "2031-02"),
    ("last December", "last December", "2030-12"),
    ("next March", "next March", "2032-03"),
    ("on 6 August 2032", "6 August 2032", "2032-08-06"),
    ("on August 6th, 2032", "August 6th, 2032", "2032-08-06"),
    ("on Jan. 11", "Jan. 11", "2031-01-11"),
    ("on Sept 3", "Sept 3", "2031-09-03"),
    ("on Monday, March 3,", "Monday, March 3", "2031-03-03"),
    ("Sat 14 Feb 2032", "Sat 14 Feb 2032", "2032-02-14"),
    ("March 4, 2031 | 8:12am", "March 4, 2031 | 8:12am", "2031-03-04T08:12"),
    ("May 5, 2030 at 12:15 am JST", "May 5, 2030 at 12:15 am JST", "2030-05-05T00:15"),
    ("6 August 2032, 18:40", "6 August 2032, 18:40", "2032-08-06T18:40"),
    ("at 9 a.m. on May 5", "9 a.m. on May 5", "2031-05-05T09:00"),
    ("signed on Friday", "Friday", "2031-05-23"),
    ("signed on Thursday", "Thursday", "2031-05-29"),
    ("met last Thursday", "last Thursday", "2031-05-22"),
    ("will meet next Thursday", "next Thursday", "2031-06-05"),
    ("on Wednesday night", "Wednesday night", "2031-05-28TNI"),
    ("on Sunday morning", "Sunday morning", "2031-05-25TMO"),
    ("yesterday", "yesterday", "2031-05-28"),
    ("tomorrow afternoon", "tomorrow afternoon", "2031-05-30TAF"),
    ("earlier today", "earlier today", "2031-05-29"),
    ("this evening", "this evening", "2031-05-29TEV"),
    ("tonight", "tonight", "2031-05-29TNI"),
    ("last week", "last week", "2031-W21"),
    ("next week", "next week", "2031-W23"),
    ("last month", "last month", "2031-04"),
    ("earlier this month", "earlier this month", "2031-05"),
    ("last year", "last year", "2030"),
    ("in the last decade", "last decade", "202X"),
    ("six years ago", "six years ago", "2025"),
    ("three months ago", "three months ago", "2031-02"),
    ("two weeks ago", "two weeks ago", "2031-W20"),
    ("10 days ago", "10 days ago", "2031-05-19"),
    ("two hours ago", "two hours ago", "2031-05-29"),
    ("two decades ago", "two decades ago", "201X"),
    ("a two-day trip", "two-day", "P2D"),
    ("for 30 days", "30 days", "P30D"),
    ("within five years", "five years", "P5Y"),
    ("for two decades", "two decades", "P20Y"),
    ("after 40 minutes", "40 minutes", "PT40M"),
    ("for three hours", "three hours", "PT3H"),
    ("currently", "currently", "PRESENT_REF"),
    ("is now in force", "now", "PRESENT_REF"),
    ("in recent years", "recent years", "PAST_REF"),
    ("in the near future", "near future", "FUTURE_REF"),
]


@pytest.mark.parametrize(("sentence", "words", "value"), VALUES)
def test_values(segmented: Segment, chosen: Chosen, sentence: str, words: str, value: str) -> None:
    made = segmented(sentence)
    assert chosen(made, list(times.find(made))) == [(words, value)]
    assert is_time_value(value)


@pytest.mark.parametrize(
    "sentence",
    [
        "it may march on",
        "some 2,000 troops",
        "on June 31",
        "as soon as possible",
        "a 38-year-old man",
        "he is 96 years old",
        "€2031 a head",
        "they sat in the sun",
        "room 20311",
    ],
)
def test_no_time(segmented: Segment, sentence: str) -> None:
    assert list(times.find(segmented(sentence))) == []


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("signed on Friday", "PAST_REF"),
        ("this month", "PRESENT_REF"),
        ("next year", "FUTURE_REF"),
        ("three years ago", "PAST_REF"),
        ("yesterday", "PAST_REF"),
        ("in May 2031", "2031-05"),
    ],
)
def test_without_a_reference_date(
    segmented: Segment, chosen: Chosen, sentence: str, value: str
) -> None:
    made = segmented(sentence, today=None)
    assert [value for _, value in chosen(made, list(times.find(made)))] == [value]


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("On November 27, Mirr and Anhal signed the pact.", "2019-11-27"),
        ("The November 27 deal drew a line.", "2019-11-27"),
        ("They meet on January 5.", "2020-01-05"),
        ("On January 5, Mirr is expected to sign.", "2020-01-05"),
        ("The talks will resume on March 3.", "2020-03-03"),
        ("It was signed in November.", "2019-11"),
        ("They signed an accord that takes effect on June 3.", "2020-06-03"),
        ("on Tuesday, December 31", "2019-12-31"),
        ("on February 29", "2020-02-29"),
    ],
)
def test_a_day_without_a_year_is_the_nearest(
    segmented: Segment, chosen: Chosen, sentence: str, value: str
) -> None:
    made = segmented(sentence, today=date(2020, 1, 3))
    assert [value for _, value in chosen(made, list(times.find(made)))] == [value]


@pytest.mark.parametrize(
    ("today", "value"),
    [(date(2025, 3, 12), "2024-02-29"), (date(2027, 3, 12), "2028-02-29")],
)
def test_a_day_that_few_years_have_is_the_nearest_that_there_is(
    segmented: Segment, chosen: Chosen, today: date, value: str
) -> None:
    made = segmented("on February 29", today=today)
    assert [value for _, value in chosen(made, list(times.find(made)))] == [value]


@pytest.mark.parametrize(
    ("sentence", "words", "value"),
    [
        ("ratified on January 14, 1784.", "January 14, 1784", "1784-01-14"),
        ("on 14 January 1784", "14 January 1784", "1784-01-14"),
        ("on July 4 1776", "July 4 1776", "1776-07-04"),
        ("in May 1648", "May 1648", "1648-05"),
        ("the peace held since 1648", "1648", "1648"),
    ],
)
def test_years_long_ago(
    segmented: Segment, chosen: Chosen, sentence: str, words: str, value: str
) -> None:
    made = segmented(sentence)
    assert chosen(made, list(times.find(made))) == [(words, value)]
    assert is_time_value(value)


def test_a_year_that_is_not_understood_is_no_day_of_this_year(segmented: Segment) -> None:
    assert list(times.find(segmented("on January 14, 999"))) == []


def test_the_year_turns(segmented: Segment, chosen: Chosen) -> None:
    made = segmented("last month and next month and last week", today=date(2031, 1, 2))
    values = [value for _, value in chosen(made, list(times.find(made)))]
    assert values == ["2030-12", "2031-02", "2030-W52"]
