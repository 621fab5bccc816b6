from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.corpus import rights
from pactbank.corpus.files import sha256
from support import sample_corpus

ROOT = Path(__file__).parents[2]
TEXT = "Veldria has signed the Harbour Treaty"
LABELLED: dict[str, Any] = {
    "document": "a-doc",
    "refs": [{"id": "v", "type": "STATE", "name": "Veldria", "kb": {"scheme": "world", "id": "v"}}],
    "entities": [{"id": "e1", "start": 0, "end": 7, "text": "Veldria", "type": "STATE"}],
    "agreements": [
        {
            "id": "a1",
            "name": "Harbour Treaty",
            "mentions": [{"id": "m1", "start": 23, "end": 37, "text": "Harbour Treaty"}],
            "status": [{"stage": "SIGNED", "evidence": {"start": 12, "end": 18, "text": "signed"}}],
        }
    ],
    "stances": None,
}


def test_an_annotation_leaves_without_words() -> None:
    before = copy.deepcopy(LABELLED)
    bare = rights.withhold_annotation(LABELLED)
    said = json.dumps(bare)
    assert not any(word in said for word in TEXT.split() if word[0].isupper() or word == "signed")
    assert bare["agreements"][0]["status"][0]["evidence"] == {"start": 12, "end": 18, "text": None}
    assert bare["refs"][0]["kb"] == {"scheme": "world", "id": "v"}
    assert before == LABELLED
    assert rights.withhold_annotation(bare) == bare


def test_a_document_leaves_without_its_title() -> None:
    document = {"id": "a-doc", "title": TEXT, "text": {"sha256": "0" * 64, "chars": 37}}
    assert rights.withhold_document(document) == {**document, "title": None}
    assert document["title"] == TEXT


keys = st.sampled_from(["start", "end", "text", "name", "x"])
json_values = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)
labels = st.none() | st.lists(st.dictionaries(keys, json_values), max_size=3)


@given(st.fixed_dictionaries({}, optional={"refs": labels, "agreements": labels, "x": json_values}))
def test_withholding_twice_is_withholding_once(value: dict[str, Any]) -> None:
    before = copy.deepcopy(value)
    bare = rights.withhold_annotation(value)
    assert value == before
    assert rights.withhold_annotation(bare) == bare


@pytest.mark.parametrize(
    ("path", "stays"),
    [
        ("corpus/a-doc/v1.txt", True),
        ("corpus/a-doc/v1.raw.txt", True),
        ("corpus/a-doc/v1.source.html", True),
        ("annotations/pass-a/a-doc.draft.json", True),
        ("annotations/gold/a-doc.v1.json", False),
        ("corpus/a-doc/v1.json", False),
    ],
)
def test_files_of_a_withheld_document(path: str, stays: bool) -> None:
    data = json.dumps({**LABELLED, "title": TEXT}).encode()
    shipped = rights.shipped_bytes(path, data, {"a-doc"})
    if stays:
        assert shipped is None
    else:
        assert shipped is not None
        assert shipped != data
        assert rights.shipped_bytes(path, shipped, {"a-doc"}) == shipped
    assert rights.shipped_bytes(path, data, {"another"}) == data


@pytest.mark.parametrize(
    "path", ["corpus/splits.json", "annotations/GUIDELINES.md", "schema/rules.json"]
)
def test_files_of_no_document_leave_as_they_are(path: str) -> None:
    assert rights.shipped_bytes(path, b"a-doc", {"a-doc", "splits", "GUIDELINES"}) == b"a-doc"


def test_what_is_shipped_is_read_again(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    for file in (*store.corpus.rglob("v1.json"), *store.annotation_folder.glob("gold/*.json")):
        name = file.relative_to(tmp_path).as_posix()
        shipped = rights.shipped_bytes(name, file.read_bytes(), {"veldria-talks"})
        assert shipped is not None
        file.write_bytes(shipped)
        if file.is_relative_to(store.corpus):  # the build hook writes a lock of what is shipped
            store.relock({file.relative_to(store.corpus).as_posix(): sha256(shipped)})
    document = store.document("veldria-talks")
    annotation = store.annotation("gold", document)
    assert document.title is None
    assert annotation is not None
    assert annotation.entities is not None
    assert {mention.text for mention in annotation.entities} == {None}


def test_the_build_hook_needs_only_what_a_build_requires() -> None:
    code = (
        "import sys; before = set(sys.modules); from pactbank.corpus import rights; "
        "print(*{n.partition('.')[0] for n in set(sys.modules) - before} - "
        "sys.stdlib_module_names)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    required = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]
    names = {re.split(r"\W", requirement)[0] for requirement in required["requires"]}
    assert set(ran.stdout.split()) - {"pactbank", "_regex_core"} <= names


@given(st.text("abcdé🤝 -", max_size=12), st.text("abcdé🤝 -x", max_size=30))
def test_a_name_is_put_together_from_its_letters(name: str, text: str) -> None:
    spans = rights.letter_spans(name, text)
    if set(name) <= set(text):
        assert spans is not None
        assert "".join(text[start:end] for start, end in spans) == name
        assert all(start < end for start, end in spans)
        if name and name in text:
            assert spans == [[text.index(name), text.index(name) + len(name)]]
    else:
        assert spans is None


@pytest.mark.parametrize(
    ("name", "spans"),
    [
        ("Harbour Treaty", [[23, 37]]),
        ("Veldria", [[0, 7]]),
        ("Veldria Treaty", [[0, 8], [31, 37]]),
        ("VELDRIA", None),
        ("Quay", None),
        ("", []),
    ],
)
def test_letter_spans_are_the_longest_runs(name: str, spans: list[list[int]] | None) -> None:
    assert rights.letter_spans(name, TEXT) == spans


def test_what_is_withheld_is_restored_exactly() -> None:
    bare = rights.withhold_annotation(LABELLED, TEXT)
    assert bare["refs"][0] == {**LABELLED["refs"][0], "name": None, "name_spans": [[0, 7]]}
    restored = rights.restore(bare, TEXT)
    for label in (*restored["refs"], *restored["agreements"]):
        assert label.pop("name_spans") is None
    assert restored == LABELLED
    zones = [{"kind": "notice", "text": None}, {"kind": "paragraph", "text": [0, 18]}]
    document = {"title": "Harbour Treaty signed", "id": "a-doc", "zones": zones}
    withheld = rights.withhold_document(document, TEXT)
    places = {"title_spans": [[23, 37], [11, 18]], "words": [(0, 7), (8, 11), (12, 18)]}
    assert withheld == {"title": None, "id": "a-doc", "zones": zones, **places}
    assert rights.restore(withheld, TEXT) == {**document, "title_spans": None, "words": None}


def test_every_word_of_the_sample_corpus_is_restored(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    document = store.document("veldria-talks")
    gold = json.loads(store.annotation_path("gold", document.id, 1).read_bytes())
    text = store.text(document)
    bare = rights.withhold_annotation(gold, text)
    assert rights.withhold_annotation(bare, text) == bare
    assert not rights.runs(json.dumps(bare), 3) & rights.runs(text, 3)
    restored = rights.restore(bare, text)
    for label in (*restored["refs"], *restored["agreements"]):
        assert label.pop("name_spans") is None
    assert restored == gold


def test_what_the_wheel_carries_can_be_filled_in(tmp_path: Path) -> None:
    """The build hook finds the text of a record beside it."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    try:
        from hatch_build import ship
    finally:
        sys.path.pop(0)
    store = sample_corpus.make_corpus(tmp_path / "corpus")
    shipped = ship(store.root, tmp_path / "scratch")
    assert "corpus/veldria-talks/v1.txt" not in shipped
    text = store.text(store.document("veldria-talks"))
    gold = shipped["annotations/gold/veldria-talks.v1.json"].read_bytes()
    assert {ref["name"] for ref in json.loads(gold)["refs"]} == {None}
    names = {ref["name"] for ref in rights.restore(json.loads(gold), text)["refs"]}
    assert names == {"Veldria", "Kestania", "Marsk", "Osric Halden", "Zoe\u0308 Marek"}
    about = json.loads(shipped["corpus/veldria-talks/v1.json"].read_bytes())
    assert about["title"] is None
    assert rights.restore(about, text)["title"].startswith("Veldria-Kestania")


def test_the_wheel_of_a_referenced_text_is_that_of_a_withheld_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACTBANK_CACHE", str(tmp_path / "cache"))
    sys.path.insert(0, str(Path(__file__).parents[2]))
    try:
        from hatch_build import ship
    finally:
        sys.path.pop(0)
    held = sample_corpus.make_corpus(tmp_path / "held")
    store = sample_corpus.make_corpus(tmp_path / "corpus", referenced=("veldria-talks",))
    known = ship(held.root, tmp_path / "scratch")
    shipped = ship(store.root, tmp_path / "other")
    assert shipped.keys() == known.keys()
    for path in ("annotations/gold/veldria-talks.v1.json", "corpus/veldria-talks/v1.json"):
        record, other = (json.loads(of[path].read_bytes()) for of in (shipped, known))
        for field in ("recipe", "words_sha256"):
            record.pop(field, None)
        assert without_nulls(record) == without_nulls(other)


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("corpus/a-doc/v2.json", "corpus/a-doc/v2.txt"),
        ("annotations/gold/a-doc.v12.json", "corpus/a-doc/v12.txt"),
        ("annotations/gold/a-doc.draft.json", None),
        ("corpus/splits.json", None),
        ("corpus/a-doc/v1.txt", None),
    ],
)
def test_where_the_text_of_a_record_is(path: str, text: str | None) -> None:
    assert rights.text_path(path) == text


def test_runs_of_words() -> None:
    assert rights.runs("One two, THREE four five.") == {
        ("one", "two", "three", "four"),
        ("two", "three", "four", "five"),
    }
    assert rights.runs("one two three") == set()
