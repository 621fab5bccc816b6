from __future__ import annotations

from pathlib import Path

import pytest

from pactbank.corpus.store import Store
from pactbank.dataset import check, manifest
from pactbank.dataset.publish import Plan, prepare, withheld_texts
from pactbank.errors import WrongUse
from support import sample_corpus

pytestmark = pytest.mark.acceptance  # many builds, or many examples

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("tag", ["v1.0.0", "v0.12.3", "v1.0.0-rc.1"])
def test_tags_of_releases(tag: str) -> None:
    release = Plan(repository="marsk-lab/pacts", tag=tag).release
    assert (release.tag, release.version) == (tag, tag[1:])


@pytest.mark.parametrize(
    "tag", ["1.0.0", "v1", "v1.0", "v01.0.0", "main", "", "v1.0.0\n", "v1.0.0 x", "../v1.0.0"]
)
def test_other_tags_are_refused(tag: str) -> None:
    with pytest.raises(WrongUse, match=r"write it like v1\.0\.0"):
        Plan(repository="marsk-lab/pacts", tag=tag)


@pytest.mark.parametrize("name", ["pacts", "a/b/c", "a b/c", "-a/b", "a/b--c", "", "a/..", "/a"])
def test_what_is_no_repository_is_refused(name: str) -> None:
    with pytest.raises(WrongUse, match="is no repository"):
        Plan(repository=name, tag="v1.0.0")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_full_texts_are_published_only_where_all_may_be(tmp_path: Path) -> None:
    plan = Plan(repository="marsk-lab/pacts", tag="v1.0.0", text="full")
    store = sample_corpus.make_corpus(tmp_path / "mixed")
    with pytest.raises(WrongUse, match="the texts of veldria-talks may not be passed on"):
        prepare(store, tmp_path / "out", plan)
    assert not (tmp_path / "out").exists()
    free = sample_corpus.make_corpus(tmp_path / "free", sample_corpus.SAMPLES[1:])
    prepare(free, tmp_path / "out", plan)
    assert manifest.read(tmp_path / "out").text == "full"
    assert check(tmp_path / "out") == []


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame")
def test_the_checkout_is_fit_to_be_published(tmp_path: Path) -> None:
    prepare(Store(ROOT), tmp_path / "out", Plan(repository="marsk-lab/pacts", tag="v1.0.0"))
    assert manifest.read(tmp_path / "out").text == "open"


def test_all_that_is_known_of_a_withheld_text_is_looked_for(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    known = withheld_texts(store)
    assert known.keys() == {"veldria-talks"}
    document = store.document("veldria-talks")
    assert store.raw(document) in known["veldria-talks"]
    assert document.title is not None
    assert known["veldria-talks"].startswith(document.title)
    for ending in (".txt", ".raw.txt"):
        store.path("veldria-talks", 1, ending).unlink()
    assert withheld_texts(store) == {}
