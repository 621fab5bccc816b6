"""A document whose text is not in the corpus: ingested, labelled, checked, read with and without
the text."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from pactbank.corpus import rights
from pactbank.corpus.cached_texts import store_text
from pactbank.corpus.changes import changes
from pactbank.corpus.correction import set_zones
from pactbank.corpus.files import sha256
from pactbank.corpus.ingest import Particulars, ingest
from pactbank.corpus.overview import not_fetched
from pactbank.corpus.recording import record
from pactbank.corpus.removal import remove
from pactbank.corpus.store import Store
from pactbank.corpus.validate import check, validate
from pactbank.corpus.wordless import recorded_annotation
from pactbank.errors import InvalidData, WithheldText, WrongUse
from pactbank.model import codec
from pactbank.model.annotation import Annotation
from pactbank.model.recipe import Recipe
from support import sample_corpus

NAME = "veldria-talks"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PACTBANK_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def held(tmp_path: Path) -> Store:
    """The same corpus, every text of which is held."""
    return sample_corpus.make_corpus(tmp_path / "held")


@pytest.fixture
def store(tmp_path: Path, cache: Path) -> Store:
    return sample_corpus.make_corpus(tmp_path / "corpus", referenced=(NAME,))


def codes(store: Store) -> list[tuple[str, str]]:
    return [(found.code, found.pointer) for found in validate(Store(store.root))]


def test_the_checkout_has_no_words_of_the_text(store: Store, held: Store) -> None:
    assert {path.name for path in (store.corpus / NAME).iterdir()} == {"v1.json"}
    texts = held.text(held.document(NAME)), held.raw(held.document(NAME))
    quoted = rights.runs(texts[0]) | rights.runs(texts[1])
    for path in store.root.rglob("*"):
        if path.is_file():
            assert not rights.runs(path.read_text("utf-8")) & quoted, path
    assert b'"text": "' not in store.annotation_path("gold", NAME, 1).read_bytes()
    assert codes(store) == []
    assert changes(store) == {}


def test_with_the_text_everything_is_as_if_it_were_held(store: Store, held: Store) -> None:
    document, other = store.document(NAME), held.document(NAME)
    assert store.has_text(document)
    assert store.text(document) == held.text(other)
    assert store.raw(document) == held.raw(other)
    assert store.annotation("gold", document) == held.annotation("gold", other)
    assert not_fetched(store) == []


def test_without_the_text_everything_else_is_there(store: Store, held: Store, cache: Path) -> None:
    shutil.rmtree(cache)
    document = store.document(NAME)
    assert not store.has_text(document)
    with pytest.raises(WithheldText, match="referenced, and not here"):
        store.text(document)
    with pytest.raises(WithheldText):
        store.raw(document)
    bare, whole = store.annotation("gold", document), held.annotation("gold", document)
    assert bare is not None
    assert whole is not None
    assert [ref.name for ref in bare.refs] == [ref.name for ref in whole.refs]
    assert bare.entities is not None
    assert whole.entities is not None
    places = [(one.id, one.start, one.end, one.type) for one in bare.entities]
    assert places == [(one.id, one.start, one.end, one.type) for one in whole.entities]
    assert {one.text for one in bare.entities} == {None}
    assert codes(store) == []
    assert not_fetched(store) == [NAME]
    assert not_fetched(store, ["mirr-boats"]) == []


def test_a_damaged_copy_in_the_cache_is_no_copy(store: Store, cache: Path) -> None:
    [file] = cache.rglob("*.txt")
    file.write_bytes(file.read_bytes().replace(b"a", b"e", 1))
    assert not store.has_text(store.document(NAME))
    assert codes(store) == []


def test_labels_are_written_only_with_the_text(store: Store, cache: Path) -> None:
    gold = store.annotation("gold", store.document(NAME))
    assert gold is not None
    shutil.rmtree(cache)
    with pytest.raises(WithheldText, match="pactbank fetch"):
        store.write_annotation(gold)


def test_labels_that_quote_the_text_are_not_written(store: Store) -> None:
    gold = store.annotation("gold", store.document(NAME))
    assert gold is not None
    assert gold.entities is not None
    quoting = replace(gold.entities[0], ruling=QUOTATION)
    before = store.annotation_path("gold", NAME, 1).read_bytes()
    with pytest.raises(InvalidData, match="PB327 /entities/0/ruling: quotes a text"):
        store.write_annotation(replace(gold, entities=(quoting, *gold.entities[1:])))
    assert store.annotation_path("gold", NAME, 1).read_bytes() == before


def test_ordinary_labels_are_checked_as_such(store: Store, cache: Path) -> None:
    """As `pactbank anchor` checks them, before they are filed."""
    gold = store.annotation("gold", store.document(NAME))
    assert gold is not None
    assert check(store, gold, codec.encode(gold), "draft") == []
    assert gold.entities is not None
    wrong = replace(gold, entities=(replace(gold.entities[0], text="Veldrie"), *gold.entities[1:]))
    [found] = check(store, wrong, codec.encode(wrong), "draft")
    assert found.code == "PB302"
    shutil.rmtree(cache)
    assert check(store, gold, codec.encode(gold), "draft") == []


def edited(store: Store, path: Path, change: Callable[[Any], object]) -> None:
    """Change a JSON file, and record its hash if the lock has one."""
    value = json.loads(path.read_bytes())
    change(value)
    path.write_bytes(codec.lay_out(json.dumps(value, ensure_ascii=False).encode()))
    if path.is_relative_to(store.corpus):
        store.relock({path.relative_to(store.corpus).as_posix(): sha256(path.read_bytes())})


Change = Callable[[Any], object]
QUOTATION = "an Intelligence Sharing Agreement between neighbours"
DIGEST = ("PB327", "/words_sha256")
LABEL_FAULTS: dict[str, tuple[Change, list[tuple[str, str]], list[tuple[str, str]]]] = {
    "moved": (lambda v: v["entities"][3].update(end=v["entities"][3]["end"] - 1), [DIGEST], []),
    "no digest": (lambda v: v.pop("words_sha256"), [("PB327", "")], [("PB327", "")]),
    "words": (lambda v: v["entities"][0].update(text="Veldria"),
              [("PB327", "/entities/0/text")], [("PB327", "/entities/0/text")]),
    "a quotation": (lambda v: v["refs"][0].update(name=QUOTATION),
                    [("PB320", "/refs/0/name_spans"), ("PB327", "/refs/0/name"), DIGEST],
                    [("PB327", "/refs/0/name")]),
    "words elsewhere": (lambda v: v["entities"][0].update(ruling=QUOTATION),
                        [("PB325", "/entities/0/ruling"), ("PB327", "/entities/0/ruling"), DIGEST],
                        [("PB325", "/entities/0/ruling")]),
    "a name of other letters": (lambda v: v["refs"][0].update(name="Kestania"),
                                [("PB320", "/refs/0/name_spans"), DIGEST], []),
    "a name without places": (lambda v: v["refs"][0].pop("name_spans"),
                              [("PB327", "/refs/0")], [("PB327", "/refs/0")]),
    "another text": (lambda v: v.update(text_sha256="0" * 64),
                     [("PB316", "/text_sha256")], [("PB316", "/text_sha256")]),
}  # fmt: skip
"""A change of filed labels, and what is found with the text and without it."""


@pytest.mark.parametrize("name", LABEL_FAULTS)
def test_faults_of_labels(store: Store, cache: Path, name: str) -> None:
    change, with_text, without = LABEL_FAULTS[name]
    edited(store, store.annotation_path("gold", NAME, 1), change)
    found = validate(Store(store.root))
    assert sorted((one.code, one.pointer) for one in found) == sorted(with_text)
    assert all(one.line for one in found)
    shutil.rmtree(cache)
    assert codes(store) == without


def test_labels_with_a_changed_offset_are_not_shown(store: Store, cache: Path) -> None:
    change, *_ = LABEL_FAULTS["moved"]
    edited(store, store.annotation_path("gold", NAME, 1), change)
    with pytest.raises(InvalidData, match="PB327 /words_sha256"):
        store.annotation("gold", store.document(NAME))
    shutil.rmtree(cache)
    assert store.annotation("gold", store.document(NAME)) is not None


DOCUMENT_FAULTS: dict[str, tuple[Change, list[tuple[str, str]]]] = {
    "full-text": (lambda v: v["rights"].update(redistribution="full-text"),
                  [("PB213", "/words"), ("PB220", "/rights/redistribution")]),
    "another raw text": (lambda v: v["recipe"].update(raw_sha256="0" * 64),
                         [("PB220", "/recipe/raw_sha256")]),
    "no such extractor": (lambda v: v["recipe"].update(extractor="htlm"), [("PB220", "/recipe")]),
    "words in a parameter": (lambda v: v["recipe"]["parameters"].update(end=QUOTATION),
                             [("PB220", "/recipe/parameters/end")]),
    "no address": (lambda v: v["recipe"].update(url="https:///x"), [("PB215", "/recipe/url")]),
    "a quotation": (lambda v: v["origin"].update(how=QUOTATION), [("PB220", "/origin/how")]),
    "a title": (lambda v: v.update(title="Veldria-Kestania intelligence pact nears"),
                [("PB220", "/title"), ("PB212", "/title_spans")]),
    "other words": (lambda v: v["words"].pop(), [("PB213", "/words")]),
    "other edits": (lambda v: v["edits"][1].__setitem__(0, v["edits"][1][0] - 1),
                    [("PB206", "/edits")]),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENT_FAULTS)
def test_faults_of_the_record(store: Store, name: str) -> None:
    change, expected = DOCUMENT_FAULTS[name]
    edited(store, store.path(NAME, 1, ".json"), change)
    found = [one for one in codes(store) if one[0] not in ("PB301", "PB304")]
    assert found == expected


@pytest.mark.parametrize("ending", [".txt", ".raw.txt"])
def test_a_text_file_beside_the_record_is_refused(store: Store, held: Store, ending: str) -> None:
    file = store.path(NAME, 1, ending)
    shutil.copy(held.path(NAME, 1, ending), file)
    assert ("PB220", "") in codes(store)
    with pytest.raises(InvalidData, match="PB220"):
        record(Store(store.root))


def test_a_page_that_quotes_the_text_is_told(store: Store, cache: Path) -> None:
    page = store.annotation_folder / "RULINGS.md"
    page.write_text("# Rulings\n\nOf an Intelligence\nSharing Agreement between\ntwo. Under it.\n")
    [found] = validate(Store(store.root))
    assert (found.code, found.line) == ("PB220", 3)
    assert "'an intelligence sharing agreement'" in found.message
    shutil.rmtree(cache)
    assert codes(store) == []


def test_a_text_that_two_documents_have_is_told(store: Store, held: Store) -> None:
    raw = held.raw(held.document(NAME)).encode()
    ingest(store, ARTICLE, Particulars(id="ports", recipe=recipe_for(ARTICLE)), "ports.txt")
    ingest(store, ARTICLE, Particulars(id="harbours", recipe=recipe_for(ARTICLE)), "ports.txt")
    ingest(store, raw, Particulars(id="talks"), "talks.txt")
    found = [one for one in validate(Store(store.root)) if one.code == "PB615"]
    assert [(one.file, one.message) for one in found] == [
        ("corpus/ports/v1.json", "harbours v1 has the same text"),
        (f"corpus/{NAME}/v1.json", "talks v1 has the same text"),
    ]


def test_a_held_text_has_labels_with_words(held: Store) -> None:
    document = held.document(NAME)
    gold = held.annotation("gold", document)
    assert gold is not None
    held.write(
        held.annotation_path("gold", NAME, 1),
        codec.encode(recorded_annotation(gold, held.text(document))),
    )
    assert {"PB327", "PB318"} <= {code for code, _ in codes(held)}


def recipe_for(data: bytes) -> Recipe:
    digest = sha256(data)
    return Recipe(
        url="https://example.org/archive/ports.html",
        file_sha256=digest,
        extractor="plain",
        parameters={},
        raw_sha256=digest,
    )


ARTICLE = (
    "Mirr and Tolmar sign port accord\nBy Ana Moreth, The Old Harbour Town Gazette\n"
    "March 4, 2031\n\nORLEN — Mirr and Tolmar signed a port accord on Tuesday.\n"
    "The Old Harbour Town Gazette was told so.\n"
).encode()


def test_ingest_with_a_recipe(store: Store, cache: Path) -> None:
    about = Particulars(id="ports", recipe=recipe_for(ARTICLE), license="CC0-1.0")
    document = ingest(store, ARTICLE, about, "ports.txt")
    assert document == store.document("ports")
    assert document.title is None
    assert document.words is not None
    assert document.source.publisher.value is None
    assert document.source.authors.value == ("Ana Moreth",)
    assert store.raw(document).encode() == ARTICLE
    assert [path.name for path in (store.corpus / "ports").iterdir()] == ["v1.json"]
    assert codes(store) == []
    shutil.rmtree(cache)
    assert codes(store) == []
    store_text(ARTICLE.decode())
    assert store.has_text(document)


def test_a_byte_order_mark_is_kept(store: Store) -> None:
    data = b"\xef\xbb\xbf" + ARTICLE
    document = ingest(store, data, Particulars(id="ports", recipe=recipe_for(data)), "ports.txt")
    assert document.raw.encoding == "utf-8-sig"
    assert store.raw(document) == ARTICLE.decode()
    assert codes(store) == []


@pytest.mark.parametrize(
    ("about", "message"),
    [
        ({"recipe": recipe_for(b"another")}, "--reference: is of a raw text with sha256"),
        (
            {"recipe": replace(recipe_for(ARTICLE), extractor="htlm")},
            "--reference: no extractor 'htlm'.*perhaps 'html' is meant",
        ),
        ({"redistribution": "full-text"}, "--rights: a text that is referenced is offsets-only"),
        ({"publisher": "The Old Harbour Town"}, "--publisher: quotes a text that is referenced"),
        ({"holder": "Mirr and Tolmar signed"}, "--holder: quotes a text that is referenced"),
    ],
)
def test_what_ingest_refuses(store: Store, about: dict[str, Any], message: str) -> None:
    particulars = Particulars(**{"id": "ports", "recipe": recipe_for(ARTICLE), **about})
    with pytest.raises(WrongUse, match=message):
        ingest(store, ARTICLE, particulars, "ports.txt")
    assert "ports" not in Store(store.root).versions()


def test_a_new_version_is_referenced_too(store: Store) -> None:
    ingest(store, ARTICLE, Particulars(id="ports", recipe=recipe_for(ARTICLE)), "ports.txt")
    corrected = ARTICLE.replace(b"Tuesday", b"Monday")
    about = Particulars(id="ports", reason="the day was wrong")
    with pytest.raises(WrongUse, match="--reference: is of a raw text"):
        ingest(store, corrected, about, "ports.txt")
    recipe = replace(recipe_for(corrected), extractor="html")
    told = Particulars(id="ports", reason="the day was wrong", recipe=recipe)
    second = ingest(store, corrected, told, "ports.txt")
    assert (second.version, second.recipe) == (2, recipe)
    third = ingest(store, corrected, about, "ports.txt")
    assert third.recipe == recipe
    assert {path.name for path in (store.corpus / "ports").iterdir()} == {
        "v1.json",
        "v2.json",
        "v3.json",
    }


def test_a_new_version_takes_over_a_title_that_is_withheld(store: Store, cache: Path) -> None:
    bare = ARTICLE.partition(b"\n")[2]
    title = "Mirr and Tolmar signed a port accord"
    ingest(store, bare, Particulars(id="p", recipe=recipe_for(bare), title=title), "p.txt")
    second = ingest(store, bare, Particulars(id="p", reason="zones"), "p.txt")
    assert second.title is None
    assert second.title_spans == store.document("p", 1).title_spans is not None


def test_a_referenced_document_is_removed(store: Store) -> None:
    remove(store, NAME)
    assert NAME not in Store(store.root).versions()
    assert codes(store) == []


def test_what_is_shipped_is_the_same_with_and_without_the_text(store: Store, held: Store) -> None:
    """The wheel has no names in words, and everybody with the text can restore them."""
    text = held.text(held.document(NAME))
    for path in (store.path(NAME, 1, ".json"), store.annotation_path("gold", NAME, 1)):
        place = path.relative_to(store.root).as_posix()
        data = path.read_bytes()
        shipped = rights.shipped_bytes(place, data, {NAME})
        assert shipped is not None
        assert json.loads(shipped) == json.loads(
            rights.shipped_bytes(place, data, {NAME}, text) or b""
        )
        if path.name != "v1.json":
            filled = rights.restore_annotation(json.loads(shipped), text)
            whole = held.annotation("gold", held.document(NAME))
            assert replace(msgspec.convert(filled, Annotation), words_sha256=None) == whole


@pytest.mark.parametrize("labelled", [True, False])
def test_a_reason_may_not_quote_the_text(store: Store, labelled: bool) -> None:
    text = store.text(store.document(NAME))
    if not labelled:
        for path in (*store.annotation_files("gold"), store.corpus / "splits.json"):
            path.unlink()
        store.relock({}, ["splits.json"])
    before = {path: path.read_bytes() for path in store.root.rglob("*") if path.is_file()}
    quoting = " ".join(text.split()[:6])
    with pytest.raises(WrongUse, match=r"^--reason: quotes a text that is referenced") as raised:
        set_zones(Store(store.root), NAME, ["1=heading"], f"I read: {quoting}")
    assert str(raised.value).count("--reason") == 1
    after = {path: path.read_bytes() for path in store.root.rglob("*") if path.is_file()}
    assert {*after.items()} - {*before.items()} <= {(store.corpus / ".lock", b"")}


def test_zones_are_set_as_in_a_held_text(store: Store, held: Store) -> None:
    for each in (store, held):
        made = set_zones(each, NAME, ["1=heading"], "read by a person")
        assert made.made == "next"
        assert made.moved
    assert {path.name for path in (store.corpus / NAME).iterdir()} == {"v1.json", "v2.json"}
    here, there = (Store(each.root) for each in (store, held))
    document, other = here.document(NAME), there.document(NAME)
    assert here.text(document) == there.text(other)
    assert document.zones == other.zones
    assert here.annotation("gold", document) == there.annotation("gold", other)
    assert codes(store) == codes(held)
