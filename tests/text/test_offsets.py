from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.text.offsets import Edit, RawTextMap, contains, crosses, overlaps


@pytest.mark.parametrize(
    ("a", "b", "overlap", "inside", "cross"),
    [
        ((0, 5), (5, 9), False, False, False),  # half-open neighbours only touch
        ((0, 5), (4, 9), True, False, True),
        ((0, 9), (4, 5), True, True, False),
        ((4, 5), (4, 5), True, True, False),
        ((0, 9), (0, 5), True, True, False),
    ],
)
def test_relations(
    a: tuple[int, int], b: tuple[int, int], overlap: bool, inside: bool, cross: bool
) -> None:
    assert overlaps(a, b) == overlaps(b, a) == overlap
    assert contains(a, b) == inside
    assert crosses(a, b) == crosses(b, a) == cross


@pytest.mark.parametrize(
    "edits",
    [
        [(5, 3, 0, 0)],  # raw runs backwards
        [(0, 1, 3, 1)],  # text runs backwards
        [(2, 3, 1, 2)],  # the copied run before it changes its length
        [(0, 4, 0, 1), (3, 5, 1, 2)],  # edits overlap
        [(0, 9, 0, 1)],  # past the end of the raw text
    ],
)
def test_edits_that_cannot_be(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match=r"edit|copied"):
        RawTextMap.from_edits(edits, 5)


@st.composite
def raw_and_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A raw text cut into copied runs and runs that become line feeds."""
    runs = draw(st.lists(st.tuples(st.text(max_size=6), st.booleans(), st.integers(0, 2))))
    raw, at, edits = "", 0, []
    for run, copied, breaks in runs:
        if copied:
            at += len(run)
        else:
            edits.append((len(raw), len(raw) + len(run), at, at + breaks))
            at += breaks
        raw += run
    return raw, edits


@given(raw_and_edits())
def test_the_map_goes_there_and_back(case: tuple[str, list[Edit]]) -> None:
    raw, edits = case
    mapping = RawTextMap.from_edits(edits, len(raw))
    text = mapping.rebuild(raw)
    replaced = {at for edit in edits for at in range(edit[0], edit[1])}
    inserted = {at for edit in edits for at in range(edit[2], edit[3])}
    for at in set(range(len(raw))) - replaced:
        there = mapping.to_text(at)
        assert there is not None
        assert text[there] == raw[at]
        assert mapping.to_raw(there) == at or raw[mapping.to_raw(there) or 0] == text[there]
    for at in set(range(len(text))) - inserted:
        back = mapping.to_raw(at)
        assert back is not None
        assert raw[back] == text[at]


@given(raw_and_edits())
def test_the_map_is_monotone(case: tuple[str, list[Edit]]) -> None:
    raw, edits = case
    mapping = RawTextMap.from_edits(edits, len(raw))
    there = [at for offset in range(len(raw) + 1) if (at := mapping.to_text(offset)) is not None]
    assert there == sorted(there)
    text = mapping.rebuild(raw)
    back = [at for offset in range(len(text) + 1) if (at := mapping.to_raw(offset)) is not None]
    assert back == sorted(back)


def test_replaced_runs_map_to_nothing() -> None:
    mapping = RawTextMap.from_edits([(0, 3, 0, 0), (5, 7, 2, 3)], 9)  # "ad\nabXXcd" → "ab\ncd"
    assert mapping.rebuild("ad\nabXXcd") == "ab\ncd"
    assert [mapping.to_text(at) for at in (0, 1, 3, 4, 6, 7, 8)] == [None, None, 0, 1, None, 3, 4]
    assert [mapping.to_raw(at) for at in (0, 1, 3, 4)] == [3, 4, 7, 8]
