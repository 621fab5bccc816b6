from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.systems.rules import spans
from pactbank.systems.rules.spans import Candidate, SegmentedText
from pactbank.text.offsets import crosses, overlaps

Segment = Callable[..., SegmentedText]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One left. Two came.", ["One left.", "Two came."]),
        ("“No.” Two came.", ["“No.”", "Two came."]),
        ("Gen. Roe met Mr. Abel. Both left.", ["Gen. Roe met Mr. Abel.", "Both left."]),
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


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8)), max_size=12))
def test_the_longer_of_two_ranges_that_overlap_is_taken(made: list[tuple[int, int]]) -> None:
    ranges = [(start, start + length) for start, length in made]
    found = spans.apart(ranges)
    assert found == sorted(found)
    assert not any(overlaps(a, b) for a in found for b in found if a != b)
    for one in ranges:
        assert any(overlaps(one, other) and length(other) >= length(one) for other in found)


def length(of: tuple[int, int]) -> int:
    return of[1] - of[0]


def test_candidates_are_found_by_the_sentence_that_they_begin_in(segmented: Segment) -> None:
    made = segmented("One left. Two came.")
    first, second = Candidate(0, 3, "STATE"), Candidate(10, 13, "STATE")
    assert list(made.by_sentence([first, second]).values()) == [[first], [second]]


@pytest.mark.parametrize("unit", ["Peru ", "Peru", "Peru, "])
def test_no_sentence_is_longer_than_a_sentence_is(
    segmented: Callable[..., SegmentedText], unit: str
) -> None:
    made = segmented(unit * 2_000)
    assert max(s.end - s.start for s in made.sentences) <= spans.LONGEST
    assert "".join(made.text[slice(*s.range)] for s in made.sentences).count("Peru") >= 1_990
