"""What must hold of any prediction, whatever the text: the validator's rules for annotations."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from pactbank.corpus.validate.annotations import check_annotation
from pactbank.corpus.validate.spans import SpannedText
from pactbank.model import codec
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.systems.rules import RuleSystem
from pactbank.text.offsets import crosses
from support import sample_corpus

STORY = (
    "LIMA, Peru — Peruvian Foreign Minister Ana\u00a0Rivas and her Greek counterpart, Nikos "
    "Pappas, signed an Acquisition and Cross-Servicing Agreement (ACSA) in Lima on Thursday.",
    "“We welcomed the opening of talks on a Visiting Forces Agreement,” Rivas told a reporter. "
    "Both countries pledged to ratify the ACSA by the spring of 2033 if the Senate agrees.",
    "Ostavia's navy sailed on May 3 at 5 p.m. An Ostavian spokesman warned Peru against the pact.",
)
# Words that the rules react to, so that random texts reach beyond the first pattern.
WORDS = """
Peru Greek Tokyo U.S. Japan-Chile Ostavia Ostavian President Minister of Foreign Affairs the and
Ana Rivas Jr. signed welcomed agreement Treaty pact deal (ACSA) on Friday, May 3 2031 — - ’s ' “ ”
" , . ; : said told warned against in with between both countries Navy Senate Sea Inc. 5 p.m. two
days ago last week if not will counterpart, ₱ 🤝 e\u0301 İ ﬁ
""".split()
WORDS += ["\u00a0", "\u2009", "\t", ""]
TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join),
    st.lists(st.sampled_from([*WORDS, "."]), max_size=40).map("".join),
)


def document_of(lines: list[str]) -> tuple[Document, str]:
    """A document with a paragraph a line; lines without words are left out."""
    kept = ["".join(line.splitlines()).strip() for line in lines]
    zones: sample_corpus.Lines = tuple((("paragraph", line),) for line in kept if line)
    document, _, text = sample_corpus.make_document("doc", zones or ((("paragraph", "x"),),))
    return document, text


def faults(prediction: Prediction, document: Document, text: str) -> list[tuple[str, str]]:
    """What the validator says of the prediction, read as an annotation."""
    whole = msgspec.structs.replace(prediction, guidelines_sha256="0" * 64, created="2031-05-29")
    annotation = msgspec.convert(whole, Annotation, from_attributes=True)
    found = check_annotation(annotation, document, SpannedText(document, text))
    return [(finding.code, finding.message) for finding in found]


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_any_text_gives_a_valid_annotation(lines: list[str]) -> None:
    document, text = document_of(lines)
    prediction = RuleSystem().labels(document, text)
    assert faults(prediction, document, text) == []
    assert prediction == RuleSystem().labels(document, text)


@given(TEXTS)
def test_mentions_are_slices_sorted_apart_and_nested(line: str) -> None:
    document, text = document_of([line])
    prediction = RuleSystem().labels(document, text)
    mentions = prediction.entities or ()
    ranges = [(m.start or 0, m.end or 0) for m in mentions]
    assert [m.text for m in mentions] == [text[slice(*place)] for place in ranges]
    assert ranges == sorted(ranges)
    assert len(set(ranges)) == len(ranges)
    for agreement in prediction.agreements or ():
        assert len({(m.start, m.end) for m in agreement.mentions}) == len(agreement.mentions)
    assert not any(crosses(a, b) for a in ranges for b in ranges)


@given(st.text(max_size=60))
def test_a_document_without_zones_is_read_by_lines(text: str) -> None:
    document, _ = document_of(["x"])
    bare = msgspec.structs.replace(document, zones=())
    for mention in RuleSystem().labels(bare, text).entities or ():
        assert mention.text == text[mention.start : mention.end]


def test_a_whole_story() -> None:
    document, text = document_of(list(STORY))
    prediction = RuleSystem().labels(document, text)
    assert faults(prediction, document, text) == []
    assert codec.decode(codec.encode_line(prediction), Prediction) == prediction
    assert prediction.layers == ("entities", "agreements", "stances")
    assert (prediction.document, prediction.version, prediction.annotator) == ("doc", 1, "rules")
    assert "Ana\u00a0Rivas" in {m.text for m in prediction.entities or ()}
    assert [m.text for m in (prediction.agreements or ())[0].mentions] == [
        "Acquisition and Cross-Servicing Agreement"
    ]
    assert [stance.type for stance in prediction.stances or ()] == ["ENDORSE", "COMMIT"]


def test_one_document_does_not_change_the_next() -> None:
    story, story_text = document_of(list(STORY))
    other, other_text = document_of(["Ostavia has ships."])
    alone = RuleSystem().labels(other, other_text)
    system = RuleSystem()
    system.labels(story, story_text)
    assert system.labels(other, other_text) == alone
    assert alone.entities == ()


def test_bylines_and_datelines_by_zone() -> None:
    lines: sample_corpus.Lines = (
        (("byline", "By Osric Halden and Petra Lunov"),),
        (("dateline", "LIMA, Peru (KNA) —"), ("paragraph", "It rained.")),
        (("credit", "Photo by Ana Rivas"),),
    )
    document, _, text = sample_corpus.make_document("doc", lines)
    prediction = RuleSystem().labels(document, text)
    assert [(m.text, m.type) for m in prediction.entities or ()] == [
        ("Osric Halden", "PERSON"),
        ("Petra Lunov", "PERSON"),
        ("LIMA", "PLACE"),
        ("Peru", "STATE"),
        ("Ana Rivas", "PERSON"),
    ]
