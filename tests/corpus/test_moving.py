"""Labels that move to another version of a text never drift: they keep their raw code points."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

from pactbank.corpus.cleaning import assemble
from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.files import sha256
from pactbank.corpus.moving import Moving
from pactbank.corpus.raw_lines import rezoned, zone_lines
from pactbank.corpus.store import Store
from pactbank.model import walk
from pactbank.model.annotation import Annotation
from pactbank.model.closed import ZONE_KINDS
from pactbank.model.document import Document, Edit, TextFile
from pactbank.text import zones
from support.effort import tried
from support.generated_annotations import annotated

LIKE = Store(valid_corpus()).document("hask-note")
LINES = [
    "Get 3 months for €9.99! Cancel anytime.", "By Osric Halden", "March 4, 2031 | 8:12am",
    "ORLEN, Veldria — Veldria and Mirr signed a pact on Monday. 🚢", "Advertisement", "a", "a a a",
    "Read more: The valley", "He said “yes” 👩‍🍳 to ₱5bn e\u0301.", "\u00a0", "\ufeff",
    "ORLEN —They met.", "© 2031 Orlen Courier. All rights reserved.",
]  # fmt: skip


def document(raw: str, runs: tuple[zones.ZoneRun, ...]) -> tuple[Document, str]:
    """A document of these zones, and its text."""
    text, placed, edits = assemble(raw, runs)
    clean = TextFile(sha256=sha256(text.encode()), chars=len(text))
    file = msgspec.structs.replace(LIKE.raw, chars=len(raw))
    made = msgspec.structs.replace(LIKE, raw=file, text=clean, zones=placed, edits=edits)
    return made, text


def provenance(edits: tuple[Edit, ...], raw_chars: int) -> list[int | None]:
    """The raw code point that each one of the text was copied from, None for a line feed."""
    found: list[int | None] = []
    at = 0
    for raw_start, raw_end, text_start, text_end in edits:
        found += range(at, raw_start)
        found += [None] * (text_end - text_start)
        at = raw_end
    return [*found, *range(at, raw_chars)]


@st.composite
def corrected(draw: st.DrawFn) -> tuple[str, tuple[Document, str], tuple[Document, str]]:
    """A raw text, and two versions of its document: as it was read, and with zones set."""
    lines = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=10))
    ends = st.sampled_from(["\n", "\r\n", "\r", "\n\n\n", " \t\n"])
    raw = "".join(line + draw(ends) for line in lines)
    before = document(raw, zones.label(raw))
    numbers = sorted({line.number for line in zone_lines(raw, before[0].zones)})
    parts = [line.name for line in zone_lines(raw, before[0].zones)]
    chosen = draw(st.lists(st.sampled_from(numbers), unique=True) if numbers else st.just([]))
    settings = []
    for number in chosen:
        of_line = [part for part in parts if part.rstrip("ab") == str(number)]
        for name in of_line if draw(st.booleans()) else [str(number)]:
            settings.append(f"{name}={draw(st.sampled_from(ZONE_KINDS))}")
    after = document(raw, rezoned(raw, before[0].zones, settings, "by hand"))
    return raw, before, after


@given(corrected(), st.data())
@tried(2000)
def test_a_span_keeps_its_raw_code_points_or_has_no_place(
    versions: tuple[str, tuple[Document, str], tuple[Document, str]], data: st.DataObject
) -> None:
    raw, (before, text), (after, new_text) = versions
    was = provenance(before.edits, len(raw))
    now = provenance(after.edits, len(raw)) if new_text else []
    assert len(was) == len(text) or not text
    moving = Moving(before, after)
    for zone in before.kept:
        assert zone.text is not None
        low, high = zone.text
        start = data.draw(st.integers(low, high - 1))
        end = data.draw(st.integers(start + 1, high))
        found = moving.range(start, end)
        if found is None or not new_text:
            assert not set(was[start:end]) <= set(now)
            continue
        assert now[slice(*found)] == was[start:end]
        assert new_text[slice(*found)] == text[start:end]


@given(corrected(), st.data())
@tried(200)
def test_every_span_and_name_of_any_annotation_moves(
    versions: tuple[str, tuple[Document, str], tuple[Document, str]], data: st.DataObject
) -> None:
    """Whatever the schema lets through: nothing but offsets changes, and what is lost is told."""
    _, (before, text), (after, new_text) = versions
    # A version without text is refused before labels move, and no span is inside of one.
    assume(text and new_text)
    drawn = data.draw(annotated()).annotation
    fitting = _fitted(drawn, text)
    moving = Moving(before, after)
    moved, lost = moving.labels(fitting)
    assert (moved.version, moved.text_sha256) == (after.version, after.text.sha256)
    pairs = list(zip(walk.spans(fitting), walk.spans(moved), strict=True))
    assert len(lost) == sum(moving.range(old.start, old.end) is None for old, _ in pairs)
    for old, new in pairs:
        if (place := moving.range(old.start, old.end)) is not None:
            assert (new.start, new.end) == place
            assert new_text[new.start : new.end] == text[old.start : old.end]
    assert _bare(moved) == _bare(fitting)


def _fitted(annotation: Annotation, text: str) -> Annotation:
    """The annotation with its spans inside another text, and their words."""

    def fit(value: Any) -> Any:
        if isinstance(value, list):
            return [fit(item) for item in value]
        if not isinstance(value, dict):
            return value
        made = {name: fit(item) for name, item in value.items()}
        if "start" in made:
            start = min(made["start"], max(0, len(text) - 1))
            end = max(start + 1, min(made["end"], len(text)))
            made |= {"start": start, "end": end, "text": text[start:end] or "x"}
        return made

    return msgspec.convert(fit(msgspec.to_builtins(annotation)), Annotation)


def _bare(annotation: Annotation) -> Any:
    """The annotation without offsets and pins."""

    def bare(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [bare(item) for item in value]
        if isinstance(value, dict):
            pins = ("start", "end", "version", "text_sha256")
            return {name: bare(item) for name, item in value.items() if name not in pins}
        return value

    return bare(msgspec.to_builtins(annotation))


def test_the_letters_of_a_withheld_name_move_along() -> None:
    raw = "One\nTwo words\nThree\n"
    before, _ = document(raw, tuple(zones.ZoneRun("paragraph", place, "x", 1.0)
                                    for place in ((0, 3), (4, 13), (14, 19))))  # fmt: skip
    runs = rezoned(raw, before.zones, ["1=notice"], "by hand")
    after, text = document(raw, runs)
    value = {
        "id": "r", "type": "STATE", "name": None, "name_spans": [[4, 7], [14, 17]],
    }  # fmt: skip
    annotation = _annotation(refs=[value])
    moved, lost = Moving(before, after).labels(annotation)
    assert lost == []
    assert moved.refs[0].name_spans is not None
    assert [text[slice(*piece)] for piece in moved.refs[0].name_spans] == ["Two", "Thr"]
    gone = _annotation(refs=[{**value, "name_spans": [[1, 3]]}])
    assert Moving(before, after).labels(gone)[1] == [(1, 3)]


def _annotation(**fields: Any) -> Annotation:
    value = {
        "schema_version": 1, "scheme_version": 1, "offset_unit": "codepoint",
        "guidelines_sha256": "0" * 64, "document": "hask-note", "version": 1,
        "text_sha256": "1" * 64, "annotator": "gold", "created": "2031-06-01",
        "layers": ["entities"], "refs": [], "entities": [], **fields,
    }  # fmt: skip
    return msgspec.convert(value, Annotation)
