"""Short drafts: rows with sentence numbers become quotes, or every fault of them is told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given

from pactbank.corpus.draft import anchor_draft
from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.short import in_quotes, read_draft
from pactbank.corpus.store import Store
from pactbank.errors import Problem
from pactbank.model import walk
from pactbank.model.annotation import Annotation
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import Finding, place
from pactbank.model.short import ShortDraft
from support.effort import tried
from support.generated_annotations import Drawn, annotated
from support.shortened import PROVENANCE, shortened

DOCUMENT = Store(valid_corpus()).document("hask-note")
TEXT = (
    "Accord in sight\n"
    "ORLEN — Mirr and Veldria will sign an accord, Mr. Halden said. Mirr hailed Mirrian towns.\n\n"
    "The accord is the accord of an age. It is weak.\n"
)
NUMBERED = """\
[1] Accord in sight
[2] ORLEN — Mirr and Veldria will sign an accord, Mr. Halden said.
[3] Mirr hailed Mirrian towns.
[4] The accord is the accord of an age.
[5] It is weak.
"""


def filed(value: dict[str, Any], text: str = TEXT) -> tuple[Annotation | None, list[Problem]]:
    """What becomes of a short draft, written with one value a line."""
    data = msgspec.json.format(json.dumps({"document": "hask-note", **value})).encode()
    written, problems = read_draft(data, "short.json")
    if written is None:
        return None, problems
    draft, findings = in_quotes(written, text)
    if findings:
        return None, sorted(place(findings, data, "short.json"))
    return anchor_draft(
        draft, (data, "short.json"), DOCUMENT, text,
        annotator="gold", guidelines_sha256="0" * 64, created="2031-06-07",
    )  # fmt: skip


def placed(*rows: list[Any], text: str = TEXT) -> tuple[Prediction, list[Finding]]:
    """The quotes of entity rows that give sentence, words and perhaps n."""
    entities = [[row[0], row[1], "STATE", "NAM", "", *({"n": n} for n in row[2:])] for row in rows]
    value = {"document": "hask-note", "entities": entities}
    return in_quotes(msgspec.convert(value, ShortDraft), text)


@pytest.mark.parametrize(
    ("row", "at"),
    [
        ([1, "Accord"], 0),
        ([2, "Mirr"], TEXT.index("Mirr")),
        ([3, "Mirr"], TEXT.index("Mirr hailed")),  # the whole word comes first
        ([3, "Mirr", 1], TEXT.index("Mirr hailed")),
        ([3, "Mirr", 2], TEXT.index("Mirrian")),
        ([4, "accord", 2], TEXT.rindex("accord")),
        ([4, "an"], TEXT.index("an age")),
        ([3, "ian"], TEXT.index("ian towns")),
        ([2, "said. Mirr hailed"], TEXT.index("said.")),  # runs on beyond the end
        ([2, "Mr"], TEXT.index("Mr. ")),
        ([5, "It is weak.\n"], TEXT.index("It is")),
        ([3, "\n\nThe"], TEXT.index("\n\nThe")),  # white space before a sentence: PB712 later
    ],
)
def test_words_in_a_sentence_become_a_quote_of_one_place(row: list[Any], at: int) -> None:
    draft, findings = placed(row)
    assert findings == []
    [mention] = draft.entities or ()
    words = (mention.before or "") + row[1] + (mention.after or "")
    assert (mention.text, TEXT.count(words)) == (row[1], 1)
    assert TEXT.index(words) + len(mention.before or "") == at


@pytest.mark.parametrize("there", ["Me\u0301xico", "Mé\u200bxico", "Mé\u00adxico"])
def test_words_that_look_the_same_in_the_sentence_are_meant_though_others_are_exact(
    there: str,
) -> None:
    text = f"México signs.\nThen {there} left.\nMéxico and Peru met.\n"
    draft, findings = placed([2, "México"], text=text)
    assert findings == []
    [mention] = draft.entities or ()
    words = (mention.before or "") + (mention.text or "") + (mention.after or "")
    assert text.count(words) == 1
    assert text.index("\n") < text.index(words) < text.rindex("México and")


LOOKS = "Peru met México; Me\u0301xico and Mé\u200bxico left with Me\u0301xicos.\n"


@pytest.mark.parametrize("words", ["México", "Me\u0301xico", "Mé\u200bxico"])
@pytest.mark.parametrize(("n", "there"), [(1, 9), (2, 17), (3, 29), (4, 47)])
def test_n_counts_what_looks_the_same(words: str, n: int, there: int) -> None:
    draft, findings = placed([1, words, n], text=LOOKS)
    assert findings == []
    [mention] = draft.entities or ()
    quoted = (mention.before or "") + (mention.text or "") + (mention.after or "")
    assert LOOKS.count(quoted) == 1
    assert LOOKS.index(quoted) + len(mention.before or "") == there


@pytest.mark.parametrize("words", ["México", "Me\u0301xico"])
def test_words_that_look_the_same_in_one_sentence_need_n(words: str) -> None:
    [found] = placed([1, words], text=LOOKS)[1]
    told = (
        f"{words!r} stands 3 times in sentence 1, 2 of them in other characters that look the same"
    )
    assert (found.code, found.message) == ("PB708", told)
    [found] = placed([1, words, 5], text=LOOKS)[1]
    assert (found.code, found.message) == (
        "PB707",
        f"{words!r} stands only 4 times in sentence 1, not 5",
    )


def test_a_place_counts_once_however_it_is_found() -> None:
    text = "Peru\u200b, Peru\u0301\u200b and Peru met.\n"
    assert [placed([1, "Peru", n], text=text)[1] == [] for n in (1, 2, 3)] == [True, True, True]
    assert placed([1, "Peru", 4], text=text)[1] != []


def test_the_context_is_the_shortest() -> None:
    draft, _ = placed([2, "accord"], [5, "weak"])
    assert [(of.before, of.text, of.after) for of in draft.entities or ()] == [
        (None, "accord", ","), (None, "weak", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "code", "message"),
    [
        ([9, "Mirr"], "PB706", "there is no sentence 9; the last sentence is 5"),
        ([4, "Mirr"], "PB707", "'Mirr' does not begin in sentence 4, but in 2, 3"),
        ([1, "accord", 1], "PB707", "'accord' does not begin in sentence 1, but in 2, 4"),
        ([4, "accord", 3], "PB707", "'accord' stands only 2 times in sentence 4, not 3"),
        ([4, "accord"], "PB708", "'accord' stands 2 times in sentence 4"),
        ([2, "i"], "PB708", "'i' stands 5 times in sentence 2"),
        ([3, "mirr"], "PB701", "'mirr' does not stand in the text"),
        ([3, "Mirr  hailed"], "PB701", "'Mirr  hailed' does not stand in the text"),
    ],
)
def test_a_span_that_is_not_where_it_is_said_to_be(row: list[Any], code: str, message: str) -> None:
    assert placed(row)[1] == [Finding(code, "/entities/0", message)]


def test_only_the_first_ten_sentences_that_have_the_words_are_named() -> None:
    _, [found] = placed([1, "Mirr"], text="Talks go on.\n" + "Mirr met.\n" * 20)
    assert found.message.endswith("but in 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …")


def test_words_that_look_the_same_are_found() -> None:
    draft, findings = placed([1, "José"], text="Jose\u0301 met Ana.\n")
    assert (draft.entities or ())[0].text == "Jose\u0301"
    assert findings == []


EVERYWHERE: dict[str, Any] = {
    "refs": [["m", "STATE", "Mirr"]],
    "entities": [[4, "Mirr", "STATE", "NAM", "m"]],
    "agreements": [
        {"type": "OTHER", "form": "TREATY", "mentions": [[4, "accord", "NOM"]],
         "arguments": [["PARTY", 9, "Mirr", "m"]],
         "status": [{"stage": "SIGNED", "evidence": [3, "sign"]}],
         "relations": [{"type": "AMENDS", "target": "a1", "evidence": [1, "weak"]}]},
    ],
    "stances": [
        {"type": "ASSESS", "polarity": "negative", "quote": "none", "holders": [[1, "Mirr", "m"]],
         "cue": [4, "weak"], "target": [5, "accord"], "chain": [["m", [5, "Mirr"]]]},
    ],
}  # fmt: skip


def test_all_faults_are_told_at_once_with_line_and_pointer() -> None:
    annotation, problems = filed(EVERYWHERE)
    assert annotation is None
    assert {(found.pointer, found.code) for found in problems} == {
        ("/entities/0", "PB707"),
        ("/agreements/0/mentions/0", "PB708"),
        ("/agreements/0/arguments/0", "PB706"),
        ("/agreements/0/status/0/evidence", "PB707"),
        ("/agreements/0/relations/0/evidence", "PB707"),
        ("/stances/0/cue", "PB707"),
        ("/stances/0/target", "PB707"),
        ("/stances/0/holders/0", "PB707"),
        ("/stances/0/chain/0/1", "PB707"),
    }
    assert len({found.line for found in problems}) == 9
    assert {found.file for found in problems} == {"short.json"}


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"entities": [[1, "Accord", "STATE", "NAM"]]}, "PB108", "/entities/0"),
        ({"entities": [[1, "Accord", "STATE", "NAM", "", {}, 1]]}, "PB108", "/entities/0"),
        ({"entities": [[1, "Accord", "STAT", "NAM", ""]]}, "PB104", "/entities/0/2"),
        ({"entities": [["1", "Accord", "STATE", "NAM", ""]]}, "PB101", "/entities/0/0"),
        ({"entities": [[0, "Accord", "STATE", "NAM", ""]]}, "PB106", "/entities/0/0"),
        ({"entities": [[1, "", "STATE", "NAM", ""]]}, "PB107", "/entities/0/1"),
        ({"entities": [[1, "Accord", "STATE", "NAM", ["r1"]]]}, "PB101", "/entities/0/4"),
        ({"entities": [[1, "A", "STATE", "NAM", "", {"N": 1}]]}, "PB103", "/entities/0/5/N"),
        ({"entities": [[1, "Accord", "STATE", "NAM", ""], {"text": "x"}]}, "PB101", "/entities/1"),
        ({"refs": [["R 1", "STATE", "Mirr"]]}, "PB105", "/refs/0/0"),
        ({"stances": [{"cue": [1, "in"]}]}, "PB102", "/stances/0"),
        ({"layers": ["entities"], "refs": [["r1", "STATE", "Mirr"]]}, "PB103", "/layers"),
    ],
)
def test_what_is_not_of_the_form(change: dict[str, Any], code: str, pointer: str) -> None:
    annotation, problems = filed(change)
    assert annotation is None
    assert (code, pointer) in {(found.code, found.pointer) for found in problems}


@pytest.mark.parametrize(
    ("value", "short"),
    [
        ({"entities": [[1, "Mirr", "STATE", "NAM", ""]]}, True),
        ({"entities": [], "stances": [{"cue": [1, "x"]}]}, True),
        ({"agreements": [{"mentions": [], "status": [{"evidence": [1, "x"]}]}]}, True),
        ({"refs": [["r1", "STATE", "Mirr"]]}, True),
        ({"entities": []}, False),
        ({"entities": [{"text": "Mirr"}]}, False),
        ({"refs": [["r1", "STATE", "Mirr"]], "entities": [{"text": "Mirr"}]}, False),
        ({"entities": {"text": []}}, False),
        ([[[1, "x"]]], False),
        (None, False),
    ],
)
def test_the_form_of_its_spans_tells_a_short_draft(value: Any, short: bool) -> None:
    if isinstance(value, dict):
        value = {"document": "hask-note", **value}
    written, problems = read_draft(json.dumps(value).encode(), "f")
    if written is not None:
        assert isinstance(written, ShortDraft) == short
    else:
        as_short = msgspec.json.encode(value)
        assert problems
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(as_short, type=ShortDraft if short else Prediction)


def test_bytes_that_are_no_json_are_told() -> None:
    assert [found.code for found in read_draft(b'{"entities": [[1,', "f")[1]] == ["PB005"]
    assert [found.code for found in read_draft(b'{"a": 1, "a": 2}', "f")[1]] == ["PB006"]


def test_the_example_of_the_form_is_one() -> None:
    page = (Path(__file__).parents[2] / "annotations/FORM.md").read_text("utf-8")
    [example] = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    written, problems = read_draft(example.encode(), "FORM.md")
    assert problems == []
    assert isinstance(written, ShortDraft)
    assert in_quotes(written, TEXT)[1], "it is of another text"


@pytest.mark.parametrize("layer", ["entities", "agreements", "stances"])
def test_a_layer_that_is_absent_stays_absent(layer: str) -> None:
    annotation, problems = filed({"refs": [["r1", "STATE", "Mirr"]], layer: []})
    assert problems == []
    assert annotation is not None
    assert annotation.layers == (layer,)
    others = {"entities", "agreements", "stances"} - {layer}
    assert [getattr(annotation, other) for other in others] == [None, None]


def test_what_is_left_out_is_filled_in() -> None:
    annotation, problems = filed(
        {
            "refs": [["m", "STATE", "Mirr", {"kb": {"scheme": "world", "id": "mirr"}}]],
            "agreements": [
                {"type": "OTHER", "form": "TREATY", "mentions": [[2, "accord", "NOM"]],
                 "status": [{"stage": "SIGNED", "evidence": [2, "sign"]}]},
            ],
            "stances": [
                {"type": "ENDORSE", "polarity": "positive", "quote": "none", "cue": [3, "hailed"],
                 "holders": [[3, "Mirr", "m"]]},
            ],
        }
    )  # fmt: skip
    assert problems == []
    assert annotation is not None
    pact, stance = (annotation.agreements or ())[0], (annotation.stances or ())[0]
    assert (pact.id, pact.name, pact.mentions[0].id) == ("a1", None, "a1.m1")
    entry = pact.status[0]
    assert (entry.id, entry.party, entry.condition, entry.source) == (
        "a1.s1", None, "ACTIVE", "AUTHOR",
    )  # fmt: skip
    assert [(link.ref, link.span, link.inferred) for link in stance.chain] == [
        ("AUTHOR", None, False)
    ]
    assert (stance.implicit, stance.target) == (None, None)


def labelled(annotation: Annotation) -> dict[str, Any]:
    """An annotation as plain JSON, without what belongs to gold alone and to its file."""
    value = _without(json.loads(msgspec.json.encode(annotation)), PROVENANCE)
    return {key: value.get(key) for key in ("layers", "refs", "entities", "agreements", "stances")}


def _without(value: Any, names: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [_without(item, names) for item in value]
    if isinstance(value, dict):
        return {key: _without(inner, names) for key, inner in value.items() if key not in names}
    return value


def numbered_ids(annotation: Annotation, text: str) -> Annotation:
    """The annotation with the order and the ids that a draft without them gets."""
    value = labelled(annotation)
    for layer in ("entities", "stances"):
        for label in value[layer] or ():
            del label["id"]
    for pact in value["agreements"] or ():
        for parts in ("mentions", "arguments", "status", "relations"):
            for part in pact[parts]:
                del part["id"]
    draft = msgspec.convert({"document": "generated", **value}, Prediction)
    found, problems = anchor_draft(
        draft, (b"", "f"), DOCUMENT, text,
        annotator="gold", guidelines_sha256="0" * 64, created="2031-06-07",
    )  # fmt: skip
    assert found is not None, problems
    return found


def begins_and_ends_in_words(annotation: Annotation) -> bool:
    return all(span.text == span.text.strip() != "" for span in walk.spans(annotation))


@given(annotated())
@tried(300)
def test_an_annotation_comes_back_from_its_short_form(drawn: Drawn) -> None:
    assume(begins_and_ends_in_words(drawn.annotation))
    once = numbered_ids(drawn.annotation, drawn.text)
    annotation = numbered_ids(once, drawn.text)
    short = shortened(annotation, drawn.text)
    assert filed(short, drawn.text) == (annotation, [])


@pytest.mark.parametrize("name", ["brenn-statement", "calder-radar", "hask-note"])
def test_gold_comes_back_from_its_short_form(name: str) -> None:
    store = Store(valid_corpus())
    document = store.document(name)
    gold = store.annotation("gold", document)
    assert gold is not None
    text = store.text(document)
    annotation = numbered_ids(numbered_ids(gold, text), text)
    assert filed(shortened(annotation, text), text) == (annotation, [])
