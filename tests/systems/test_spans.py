from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.systems.rules import datelines, spans
from pactbank.systems.rules.spans import Candidate, SegmentedText
from pactbank.text.offsets import crosses

Segment = Callable[..., SegmentedText]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One left. Two came.", ["One left.", "Two came."]),
        ("“No.” Two came.", ["“No.”", "Two came."]),
        ("Gen. Roe met Mr. Abel. Both left.", ["Gen. Roe met Mr. Abel.", "Both left."]),
        ("The U.S. Senate voted at 5 p.m. Monday.", ["The U.S. Senate voted at 5 p.m. Monday."]),
        (
            "It cost 3.5 million. Why? No one knows!",
            ["It cost 3.5 million.", "Why?", "No one knows!"],
        ),
        ("John Q. Roe left. He ran.", ["John Q. Roe left.", "He ran."]),
    ],
)
def test_sentences(segmented: Segment, text: str, expected: list[str]) -> None:
    made = segmented(text)
    assert [made.text[s.start : s.end] for s in made.sentences] == expected


def test_title_case(segmented: Segment) -> None:
    made = segmented("Peru Seeks Grain Accord With Chile", "Peru, Chile and Greece met on Friday.")
    assert [s.title_case for s in made.sentences] == [True, False]


def test_a_sentence_is_looked_up_by_offset(segmented: Segment) -> None:
    made = segmented("One.", "Two.")
    assert made.sentence_at(made.text.index("Two")) == made.sentences[1]
    with pytest.raises(LookupError):
        made.sentence_at(len(made.text) + 1)


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("LIMA, Peru — It rained.", "LIMA, Peru —"),
        ("LIMA — It rained.", "LIMA —"),
        ("ORLEN (KNA) — It rained.", "ORLEN (KNA) —"),
        ("SEVRA, Jan. 11 (DPA) - It rained.", "SEVRA, Jan. 11 (DPA) -"),
        ("Port Duro, Anhal — It rained.", "Port Duro, Anhal —"),
        ("Peru — an ally — waited.", ""),
        ("It rained.", ""),
    ],
)
def test_datelines(segmented: Segment, text: str, dateline: str) -> None:
    made = segmented(text)
    assert made.text[: datelines.end(made.text, made.sentences[0])] == dateline


def test_choice() -> None:
    role = Candidate(0, 10, "ROLE", rank=2)
    state = Candidate(0, 5, "STATE", rank=2)
    crossing = Candidate(8, 12, "PLACE", rank=1)
    twin = Candidate(0, 5, "PLACE", rank=3)
    person = Candidate(11, 20, "PERSON", "NAM", rank=1)
    inner = Candidate(15, 20, "STATE", rank=1)
    found = spans.choose([inner, twin, crossing, person, state, role])
    assert found == [state, role, person]


SPANS = st.builds(
    lambda start, length, type_, rank: Candidate(start, start + length, type_, rank=rank),
    st.integers(0, 20),
    st.integers(1, 8),
    st.sampled_from(["STATE", "ROLE", "PERSON", "EVENT", "TIME", "PLACE"]),
    st.integers(1, 7),
)


@given(st.lists(SPANS, max_size=12), st.randoms(use_true_random=False))
def test_what_is_chosen_stands_together(made: list[Candidate], random: object) -> None:
    found = spans.choose(made)
    assert not any(crosses(a.range, b.range) for a in found for b in found)
    assert len({c.range for c in found}) == len(found)
    assert found == sorted(found, key=lambda c: (c.start, c.end, c.type))
    assert bool(found) == bool(made)
    assert spans.choose(found) == found


@given(st.lists(SPANS, max_size=12), st.lists(SPANS, max_size=4))
def test_what_is_addable_would_be_chosen(made: list[Candidate], more: list[Candidate]) -> None:
    found = spans.choose(made)
    new = [candidate for candidate in more if candidate not in found]
    assert spans.addable(found, new) == [c for c in new if c in spans.choose([*found, c])]


@pytest.mark.parametrize("unit", ["Peru ", "Peru", "Peru, "])
def test_no_sentence_is_longer_than_a_sentence_is(
    segmented: Callable[..., SegmentedText], unit: str
) -> None:
    made = segmented(unit * 2_000)
    assert max(s.end - s.start for s in made.sentences) <= spans.LONGEST
    assert "".join(made.text[slice(*s.range)] for s in made.sentences).count("Peru") >= 1_990


@pytest.mark.parametrize(
    ("text", "extra", "expected"),
    [(" a b ", "", (1, 4)), (" ,a. ", ",.", (2, 3)), ("  ", "", None), ("", "", None)],
)
def test_trim(text: str, extra: str, expected: tuple[int, int] | None) -> None:
    assert spans.trim(text, 0, len(text), extra) == expected
