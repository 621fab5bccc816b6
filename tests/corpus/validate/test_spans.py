from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.store import Store
from pactbank.corpus.validate.spans import MaybePlaced, SpannedText, crossings, span_faults
from pactbank.text.offsets import crosses

STORE = Store(valid_corpus())
DOCUMENT = STORE.document("hask-note")
TEXT = STORE.text(DOCUMENT)


@dataclass(frozen=True)
class Span:
    start: int
    end: int
    text: str | None = None


@dataclass(frozen=True)
class Quote:
    text: str | None
    start: int | None = None
    end: int | None = None


@pytest.mark.parametrize(
    ("span", "with_text", "with_length", "with_nothing"),
    [
        (Span(0, 4, "HASK"), "", "", ""),
        (Span(0, 4, "HUSK"), "PB302", "", ""),
        (Span(0, 4), "", "", ""),
        (Span(4, 4), "PB303", "PB303", "PB303"),
        (Span(4, 0), "PB301", "PB301", "PB301"),
        (Span(0, 105), "PB301", "PB301", ""),
        (Span(0, 5, "HASK "), "", "", ""),  # white space at an edge is for `SpannedText` to say
        (Quote("anywhere"), "", "", ""),
        (Quote("HASK", start=0), "", "", ""),
        (Quote(None), "PB319", "PB319", "PB319"),
        (Quote(None, end=4), "PB319", "PB319", "PB319"),
    ],
)
def test_any_span_is_checked_as_far_as_its_text_is_known(
    span: MaybePlaced, with_text: str, with_length: str, with_nothing: str
) -> None:
    for text, chars, code in (
        (TEXT, len(TEXT), with_text),
        (None, len(TEXT), with_length),
        (None, None, with_nothing),
    ):
        found = list(span_faults(span, "/cue", text=text, chars=chars))
        assert [(fault.code, fault.pointer) for fault in found] == ([(code, "/cue")] * bool(code))


@pytest.mark.parametrize(
    ("span", "strict", "relaxed"),
    [
        (Span(0, 4, "HASK"), [], []),
        (Span(0, 4), ["PB318"], []),
        (Span(0, 5, "HASK "), ["PB303"], ["PB303"]),
        (Span(0, 11, TEXT[:11]), ["PB304"], []),
        (Span(0, 5, "HUSK "), ["PB302", "PB303"], ["PB302", "PB303"]),
        (Span(0, 105), ["PB301"], ["PB301"]),
        (Quote(None), ["PB319"], ["PB319"]),
    ],
)
def test_predictions_may_leave_text_out_and_cross_zones(
    span: MaybePlaced, strict: list[str], relaxed: list[str]
) -> None:
    text = SpannedText(DOCUMENT, TEXT)
    assert [fault.code for fault in text.faults(span, "")] == strict
    assert [fault.code for fault in text.faults(span, "", relaxed=True)] == relaxed


ends = st.tuples(st.integers(0, 12), st.integers(1, 6))
spans = st.lists(ends.map(lambda pair: Span(pair[0], pair[0] + pair[1])), max_size=9)


@given(spans)
def test_each_span_that_crosses_an_earlier_one_is_found_once(spans: list[Span]) -> None:
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
