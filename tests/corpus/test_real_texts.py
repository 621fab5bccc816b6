"""Real texts, referenced: the checkout has none of their words, and everything works on them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import msgspec
import pytest

from pactbank.corpus import rights
from pactbank.corpus.batch import ingest_all
from pactbank.corpus.overview import not_fetched
from pactbank.corpus.store import Store
from pactbank.corpus.supply import Supplied
from pactbank.corpus.validate import validate
from pactbank.dataset.builder import build
from pactbank.model.annotation import Annotation, Mention, Ref, blank
from pactbank.model.document import Document
from pactbank.model.registers import SplitLists, Splits
from support import real_texts, sample_corpus
from support.builds import contents

pytestmark = real_texts.needed
DAY = "2031-06-01"
NAME = re.compile(r"[A-Z]\w+(?: (?:of |the |and )?[A-Z]\w+)*")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("real")


@pytest.fixture(scope="module")
def corpus(folder: Path) -> Path:
    """A corpus of all real texts in one split, each with labels of its capitalised words."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PACTBANK_CACHE", str(folder / "cache"))
        store = sample_corpus.make_corpus(folder / "corpus", samples=())
        texts = [
            Supplied(
                text.id,
                text.id,
                {"id": text.id, "publisher": text.publisher, "recipe": text.recipe},
                data=text.data,
            )
            for text in real_texts.all_of_them()
        ]
        report = ingest_all(store, texts, {})
        assert report.refused == {}
        lists = SplitLists(test=tuple(sorted(store.versions())))
        with store.held():
            store.write_splits(Splits(schema_version=1, splits=lists))
        for name in store.versions():
            document = store.document(name)
            store.write_annotation(labelled(document, store.text(document)))
    return folder / "corpus"


@pytest.fixture
def store(corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("PACTBANK_CACHE", str(folder / "cache"))
    return Store(corpus)


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Called for an empty cache."""
    monkeypatch.setenv("PACTBANK_CACHE", str(tmp_path / "empty"))
    return monkeypatch


def labelled(document: Document, text: str) -> Annotation:
    """Runs of capitalised words as organizations, the longest of which are quotations."""
    runs = [
        found for start, end in document.kept_ranges for found in NAME.finditer(text, start, end)
    ]
    names = {found[0]: f"r{at}" for at, found in enumerate(runs, 1)}
    mentions = tuple(
        Mention(
            id=f"e{at}",
            start=found.start(),
            end=found.end(),
            text=found[0],
            type="ORG",
            refs=(names[found[0]],),
            level="NAM",
        )
        for at, found in enumerate(runs, 1)
    )
    refs = tuple(Ref(id=ref, type="ORG", name=name) for name, ref in names.items())
    made = blank(document, annotator="gold", guidelines_sha256="0" * 64, created=DAY)
    return msgspec.structs.replace(
        made, layers=("entities",), refs=refs, entities=mentions, agreements=None, stances=None
    )


def test_no_file_of_the_checkout_has_four_words_of_a_text(store: Store) -> None:
    forbidden: set[tuple[str, ...]] = set()
    for text in real_texts.all_of_them():
        forbidden |= rights.runs(text.data.decode())
    files = [path for path in store.root.rglob("*") if path.is_file()]
    assert len(files) > 80
    for path in files:
        words = re.sub(r"https?://[^\"\s]*", "", path.read_text("utf-8"))
        assert not rights.runs(words) & forbidden, path
        assert not path.name.endswith(".txt")


def test_every_rule_is_kept_with_the_texts_and_without(
    store: Store, without: pytest.MonkeyPatch, folder: Path
) -> None:
    assert not_fetched(store) == sorted(store.versions())
    assert validate(store) == []
    without.setenv("PACTBANK_CACHE", str(folder / "cache"))
    assert not_fetched(store) == []
    assert validate(store) == []


def test_labels_have_their_words_again(store: Store) -> None:
    for text in real_texts.all_of_them():
        document = store.document(text.id)
        assert store.raw(document).encode() == text.data
        whole = labelled(document, store.text(document))
        assert store.annotation("gold", document) == whole


def test_long_names_are_withheld_and_short_ones_stay(store: Store) -> None:
    kept = withheld = 0
    for text in real_texts.all_of_them():
        document = store.document(text.id)
        path = store.annotation_path("gold", text.id, 1)
        filed = msgspec.json.decode(path.read_bytes(), type=Annotation)
        whole = store.annotation("gold", document)
        assert whole is not None
        for bare, ref in zip(filed.refs, whole.refs, strict=True):
            assert ref.name is not None
            assert (bare.name is None) == bool(rights.runs(ref.name))
            kept, withheld = kept + (bare.name is not None), withheld + (bare.name is None)
    assert kept > 500
    assert withheld > 20


def test_an_open_build_needs_no_text(
    store: Store, tmp_path: Path, without: pytest.MonkeyPatch, folder: Path
) -> None:
    build(store, tmp_path / "bare", "open")
    without.setenv("PACTBANK_CACHE", str(folder / "cache"))
    build(store, tmp_path / "open", "open")
    assert contents(tmp_path / "bare") == contents(tmp_path / "open")
    shutil.rmtree(tmp_path / "open")
