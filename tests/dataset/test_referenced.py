"""The dataset of a corpus with a text that it does not hold."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from pactbank.corpus.cached_texts import store_text
from pactbank.corpus.resources import CACHE_VARIABLE
from pactbank.corpus.store import Store
from pactbank.dataset import check, load, loader, manifest, path, rehydrate
from pactbank.dataset.publish import Plan, prepare, withheld_texts
from pactbank.errors import WithheldText, WrongUse
from support import sample_corpus
from support.builds import contents

NAME = "veldria-talks"


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where fetched texts are."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "mine"))
    return tmp_path / "mine" / "texts"


@pytest.fixture
def referring(tmp_path: Path, texts: Path) -> Store:
    return sample_corpus.make_corpus(tmp_path / "referring", referenced=(NAME,))


def test_rows_have_words_where_the_text_was_fetched(
    referring: Store, store: Store, full: Path, texts: Path, caplog: pytest.LogCaptureFixture
) -> None:
    raw = referring.raw(referring.document(NAME))
    with_text = path(referring.root)
    assert manifest.read(Path(with_text)).text == "full"
    assert contents(Path(with_text)) == contents(full)
    shutil.rmtree(texts)
    loader._tell_withheld.cache_clear()
    with caplog.at_level(logging.WARNING):
        rows = load("entities", split="test", root=referring.root)
    assert "pactbank fetch gets those that are referenced" in caplog.text
    [row] = rows
    assert {mention["text"] for mention in row["entities"]} == {None}
    assert {mention["type"] for mention in row["entities"]} >= {"STATE", "PERSON"}
    store_text(raw)
    assert path(referring.root) == with_text


@pytest.mark.parametrize("kind", [".raw.txt", ".txt"])
def test_a_copy_fills_in_the_words(
    referring: Store, store: Store, full: Path, texts: Path, tmp_path: Path, kind: str
) -> None:
    shutil.rmtree(texts)
    copy = tmp_path / "article"
    shutil.copy(store.path(NAME, 1, kind), copy)
    folder = Path(path(referring.root))
    rehydrate(folder, copy, tmp_path / "filled", referring)
    assert contents(tmp_path / "filled") == contents(full)


@pytest.mark.acceptance
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("fetched", [True, False])
def test_what_is_published(
    referring: Store, bare: Path, texts: Path, tmp_path: Path, fetched: bool
) -> None:
    plan = Plan(repository="marsk-lab/pacts", tag="v1.0.0")
    if not fetched:
        shutil.rmtree(texts)
    prepare(referring, tmp_path / "out", plan)
    assert check(tmp_path / "out") == []
    assert (NAME in withheld_texts(referring)) is fetched
    tables = {name: of for name, of in contents(bare).items() if name.endswith(".parquet")}
    published = contents(tmp_path / "out")
    assert {name: published[name] for name in tables} == tables
    whole = Plan(repository="marsk-lab/pacts", tag="v1.0.0", text="full")
    with pytest.raises(WrongUse, match=f"the texts of {NAME} may not be passed on"):
        prepare(referring, tmp_path / "other", whole)


def test_a_full_build_names_the_way_to_the_text(
    referring: Store, texts: Path, tmp_path: Path
) -> None:
    from pactbank.dataset import build

    shutil.rmtree(texts)
    with pytest.raises(WithheldText, match=f"pactbank fetch {NAME}. Or build without it"):
        build(referring, tmp_path / "out")
