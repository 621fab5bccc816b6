from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from pactbank.text.offsets import crosses
from pactbank.corpus.validate.spans import crossings


@dataclass(frozen=True)
class Span:
    start: int
    end: int
    text: str | None = None


ends = st.tuples(st.integers(0, 12), st.integers(1, 6))
spans = st.lists(ends.map(lambda pair: Span(pair[0], pair[0] + pair[1])), max_size=9)


@given(spans)
def test_each_span_that_crosses_an_earlier_one_is_told_once(spans: list[Span]) -> None:
    found = list(crossings(spans))
    for at, other in found:
        assert crosses((spans[at].start, spans[at].end), other)
    assert sorted(at for at, _ in found) == [
        at
        for at, span in enumerate(spans)
        if any(
            crosses((span.start, span.end), (o.start, o.end)) and o.start < span.start
            for o in spans
        )
    ]


def test_thousands_of_crossing_spans_take_no_time() -> None:
    spans = [Span(at, at + 5000) for at in range(20_000)]
    assert len(list(crossings(spans))) == 19_999
