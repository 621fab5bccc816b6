from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from datasets import ClassLabel, List

from pactbank.corpus import rights
from pactbank.corpus.files import sha256
from pactbank.corpus.rights import runs
from pactbank.corpus.store import Store
from pactbank.dataset.features import FEATURES
from pactbank.dataset.released import ReleasedDocument, released_documents
from pactbank.dataset.rows import plain, rows_of
from pactbank.model.annotation import Annotation
from pactbank.text.tokens import TAGS
from support import sample_corpus


def made(store: Store, document: str, mode: Any = "full") -> dict[str, list[dict[str, Any]]]:
    return rows_of(released(store, document, mode)).rows


def released(store: Store, document: str, mode: Any = "full") -> ReleasedDocument:
    return next(e for e in released_documents(store, mode) if e.document.id == document)


def assert_shaped(value: Any, feature: Any) -> None:
    """Whether a value has exactly the fields of its feature: Arrow drops others unseen."""
    if value is None:
        return
    if isinstance(feature, dict):
        assert value.keys() == feature.keys()
        for key, part in feature.items():
            assert_shaped(value[key], part)
    elif isinstance(feature, List):
        for item in value:
            assert_shaped(item, feature.feature)
    elif isinstance(feature, ClassLabel):
        assert 0 <= value < len(TAGS)


@pytest.mark.parametrize("mode", ["full", "open"])
@pytest.mark.parametrize("config", list(FEATURES))
def test_rows_have_exactly_the_fields_of_the_features(store: Store, config: str, mode: Any) -> None:
    seen = [row for e in released_documents(store, mode) for row in rows_of(e).rows.get(config, [])]
    assert seen
    for row in seen:
        assert_shaped(row, dict(FEATURES[config]))


def test_a_record_is_named_as_its_json() -> None:
    mention = {"id": "e1", "from": "both", "start": 0, "end": 1, "text": "x", "type": "STATE",
               "refs": ["v"], "level": "NAM"}  # fmt: skip
    data = {
        "schema_version": 1, "scheme_version": 1, "offset_unit": "codepoint",
        "guidelines_sha256": "0" * 64, "document": "d", "version": 1, "text_sha256": "0" * 64,
        "annotator": "gold", "created": "2031-01-01", "layers": ["entities"], "refs": [],
        "entities": [mention],
    }  # fmt: skip
    row = plain(msgspec.convert(data, Annotation))
    assert row["entities"][0] == {
        **mention, "open": False, "value": None, "ruling": None, "checked_by": None,
    }  # fmt: skip
    assert row["stances"] is None


def test_a_document_row(store: Store) -> None:
    row = made(store, "veldria-talks")["documents"][0]
    assert (row["reference_date"], row["labelled"]) == ("2031-05-29", "2031-06-01")
    assert (row["publisher"], row["authors"]) == ("Marsk Daily", ["Osric Halden"])
    assert row["title"] == "Veldria-Kestania intelligence pact nears 🤝"
    assert row["text_chars"] == len(row["text"])
    kinds = {zone["kind"]: row["text"][zone["start"] : zone["end"]] for zone in row["zones"]
             if zone["start"] is not None}  # fmt: skip
    assert kinds["dateline"] == "MARSK —"
    assert kinds["byline"] == "By Osric Halden"
    assert {zone["kind"] for zone in row["zones"] if zone["start"] is None} == {
        "advertisement",
        "related-link",
    }


def test_mentions_know_their_zone(store: Store) -> None:
    mentions = made(store, "veldria-talks")["entities"][0]["entities"]
    zone = {mention["id"]: mention["zone"] for mention in mentions}
    assert [zone[name] for name in ("e1", "e3", "e4", "e5")] == [
        "headline", "byline", "dateline", "paragraph",
    ]  # fmt: skip


def test_an_agreement_row_has_what_is_derived(store: Store) -> None:
    treaty, memorandum = made(store, "mirr-boats")["agreements"][0]["agreements"]
    assert (treaty["overall_stage"], treaty["overall_condition"]) == ("PENDING_APPROVAL", "STALLED")
    assert (memorandum["overall_stage"], memorandum["overall_condition"]) == (None, None)


def test_a_layer_that_was_not_annotated_has_no_row(store: Store) -> None:
    assert made(store, "brenn-remarks").keys() == {"documents", "entities", "tokens", "stances"}
    assert made(store, "mirr-boats")["stances"][0]["stances"] == []


def test_token_rows(store: Store) -> None:
    talks = rows_of(released(store, "veldria-talks"))
    dateline = next(row for row in talks.rows["tokens"] if row["kind"] == "dateline")
    assert dateline["tokens"] == ["MARSK", "—"]
    assert [TAGS[tag] for tag in dateline["tags"]] == ["B-PLACE", "O"]
    assert talks.lost == {"nested": 1, "inside-word": 1}
    text = talks.rows["documents"][0]["text"]
    for row in talks.rows["tokens"]:
        assert [text[s:e] for s, e in zip(row["starts"], row["ends"], strict=True)] == row["tokens"]


def test_an_open_row_keeps_offsets_and_labels(store: Store) -> None:
    full, bare = made(store, "veldria-talks"), made(store, "veldria-talks", "open")
    assert bare["documents"][0]["text"] is None
    assert bare["documents"][0]["title"] is None
    assert bare["documents"][0]["zones"] == full["documents"][0]["zones"]
    pact = bare["agreements"][0]["agreements"][0]
    assert pact["name"] is None
    assert pact["mentions"][0]["text"] is None
    assert (
        pact["mentions"][0]["start"]
        == full["agreements"][0]["agreements"][0]["mentions"][0]["start"]
    )
    for with_words, without in zip(full["tokens"], bare["tokens"], strict=True):
        assert without == {**with_words, "tokens": None, "text_available": False}
    assert made(store, "mirr-boats", "open") == made(store, "mirr-boats")


def test_a_copy_with_the_places_of_words_has_the_tokens_of_one_with_the_text(
    tmp_path: Path,
) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    with_text = made(store, "veldria-talks", "open")
    document, text = store.document("veldria-talks"), store.text(store.document("veldria-talks"))
    path = store.path(document.id, 1, ".json")
    bare = rights.shipped_bytes(
        path.relative_to(tmp_path).as_posix(), path.read_bytes(), {document.id}, text
    )
    assert bare is not None
    assert not runs(text) & runs(bare.decode())
    path.write_bytes(bare)
    store.relock({f"{document.id}/v1.json": sha256(bare)})
    store.path(document.id, 1, ".txt").unlink()
    assert made(Store(tmp_path), document.id, "open")["tokens"] == with_text["tokens"]
    assert restored(store, text) == document


def restored(store: Store, text: str) -> Any:
    return msgspec.convert(
        rights.restore(msgspec.to_builtins(Store(store.root).document("veldria-talks")), text),
        type(store.document("veldria-talks")),
    )


def without_text(root: Path, document: str) -> Store:
    store = sample_corpus.make_corpus(root)
    store.path(document, 1, ".txt").unlink()
    return store


def test_a_copy_without_the_text_counts_no_words(tmp_path: Path) -> None:
    bare = made(without_text(tmp_path, "veldria-talks"), "veldria-talks", "open")
    assert {row["starts"] for row in bare["tokens"]} == {None}
    assert bare["entities"][0]["entities"][0]["start"] == 0


def test_a_document_without_gold_has_a_document_row_only(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    store.annotation_path("gold", "mirr-boats", 1).unlink()
    assert made(store, "mirr-boats").keys() == {"documents"}
