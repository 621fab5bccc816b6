from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.model.closed import ENTITY_TYPES, EntityType
from pactbank.text.tokens import TAGS, Lost, Tagged, bio, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Japan-Philippines", "Japan - Philippines"),
        ("Japan's plan", "Japan 's plan"),
        ("Japan’s plan", "Japan ’s plan"),
        ("JAPAN'S", "JAPAN 'S"),
        ("parties' words", "parties ' words"),
        ("'s alone", "' s alone"),
        ("O'sullivan don't", "O ' sullivan don ' t"),
        ("May 29, 2025.", "May 29 , 2025 ."),
        ("₱12M (US$1.2)", "₱ 12M ( US $ 1 . 2 )"),
        ("Zoe\u0308 né", "Zoe\u0308 né"),
        ("peace 🕊\ufe0fnow", "peace 🕊\ufe0f now"),
        ("“so far”—yes…", "“ so far ” — yes …"),
        ("a\u200bb\u00a0c\x1cd\n", "a \u200b b c d"),
        ("東京と協定", "東京と協定"),
        ("", ""),
    ],
)
def test_words(text: str, expected: str) -> None:
    assert [text[s:e] for s, e in words(text, 0, len(text))] == expected.split(" ") * bool(text)


def test_words_of_a_part_have_offsets_into_the_whole() -> None:
    text = "Brenn said: Mirr's ship sailed"
    assert words(text, 12, 23) == [(12, 16), (16, 18), (19, 23)]
    assert words(text, 16, 18) == [(16, 18)]


marks = st.sampled_from([*"aB9é ', ’sS-₱🕊\u0308\ufe0f\u200b\u200d\n\x1c\u00a0東"])
texts = st.one_of(st.text(max_size=60), st.text(marks, max_size=60))


@given(texts)
def test_words_cover_each_character_once(text: str) -> None:
    found = words(text, 0, len(text))
    covered = Counter(at for start, end in found for at in range(start, end))
    assert covered == Counter(at for at, char in enumerate(text) if not char.isspace())
    assert all(a[1] <= b[0] for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("mentions", "expected", "lost"),
    [
        ([(0, 5, "STATE")], "B-STATE O O O O", {}),
        ([(0, 7, "ORG")], "B-ORG I-ORG O O O", {}),
        ([(0, 5, "STATE"), (0, 13, "ROLE")], "B-ROLE I-ROLE I-ROLE O O", {"nested": 1}),
        ([(0, 5, "STATE"), (0, 5, "PERSON")], "B-PERSON O O O O", {"nested": 1}),
        ([(0, 5, "STATE"), (0, 12, "ROLE")], "B-STATE O O O O", {"inside-word": 1}),
        ([(14, 17, "TIME"), (18, 20, "TIME")], "O O O B-TIME B-TIME", {}),
        ([(13, 17, "TIME")], "O O O O O", {"inside-word": 1}),
        ([], "O O O O O", {}),
    ],
)
def test_bio(mentions: list[Tagged], expected: str, lost: dict[Lost, int]) -> None:
    text = "Japan's envoy May 29"
    spans = words(text, 0, len(text))
    assert bio(spans, mentions) == (expected.split(), Counter(lost))


def decoded(spans: list[tuple[int, int]], tags: list[str]) -> list[Tagged]:
    kinds: dict[str, EntityType] = {str(name): name for name in ENTITY_TYPES}
    found: list[Tagged] = []
    for (start, end), tag in zip(spans, tags, strict=True):
        if tag.startswith("B-"):
            found.append((start, end, kinds[tag[2:]]))
        elif tag.startswith("I-"):
            assert found[-1][2] == tag[2:]
            found[-1] = (found[-1][0], end, found[-1][2])
    return found


@st.composite
def tagged_texts(draw: st.DrawFn) -> tuple[str, list[Tagged]]:
    text = draw(st.text(marks, min_size=2, max_size=40))
    span = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 12), st.sampled_from(TYPES))
    drawn = draw(st.lists(span, max_size=8))
    return text, [(start, min(start + size, len(text)), kind) for start, size, kind in drawn]


TYPES = ENTITY_TYPES[:3]


@given(tagged_texts())
def test_tags_read_back_are_the_mentions_that_were_kept(case: tuple[str, list[Tagged]]) -> None:
    text, mentions = case
    spans = words(text, 0, len(text))
    tags, lost = bio(spans, mentions)
    kept = decoded(spans, tags)
    assert set(tags) <= set(TAGS)
    assert len(kept) + lost.total() == len(mentions)
    assert not Counter(kept) - Counter(mentions)
    edges = ({start for start, _ in spans}, {end for _, end in spans})
    fitting = [m for m in mentions if m[0] in edges[0] and m[1] in edges[1]]
    assert lost["inside-word"] == len(mentions) - len(fitting)
    # The outermost wins: whatever is lost to nesting overlaps one that is no shorter.
    for start, end, _ in fitting:
        assert any(s < end and start < e and e - s >= end - start for s, e, _ in kept)


@given(tagged_texts())
def test_the_order_of_mentions_does_not_matter(case: tuple[str, list[Tagged]]) -> None:
    text, mentions = case
    spans = words(text, 0, len(text))
    assert bio(spans, mentions) == bio(spans, mentions[::-1])
