from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pactbank.corpus.files import file_sha256
from pactbank.corpus.store import Store
from pactbank.dataset import build, load, manifest, parquet, path, rehydrate
from pactbank.dataset.released import GOLD
from pactbank.errors import InvalidData, WrongUse
from support import sample_corpus
from support.builds import contents, relist, rewrite
from support.founding import founding_corpus

pytestmark = pytest.mark.acceptance  # many builds, or many examples

ROOT = Path(__file__).parents[2]


@pytest.fixture
def article(tmp_path: Path, store: Store) -> Path:
    """The user's own copy of the withheld text, under a name of their own."""
    (tmp_path / "mine").mkdir()
    return Path(
        shutil.copy(store.path("veldria-talks", 1, ".raw.txt"), tmp_path / "mine/article.txt")
    )


@pytest.mark.parametrize("ending", [".raw.txt", ".txt"])
def test_either_form_of_the_text_gives_the_full_build(
    tmp_path: Path, store: Store, full: Path, bare: Path, ending: str
) -> None:
    rehydrate(bare, store.path("veldria-talks", 1, ending), tmp_path / "out")
    assert contents(tmp_path / "out") == contents(full)


@pytest.mark.parametrize("whole_folder", [False, True])
def test_an_open_build_and_the_text_give_the_full_build(
    tmp_path: Path, article: Path, full: Path, bare: Path, whole_folder: bool
) -> None:
    made = rehydrate(bare, article.parent if whole_folder else article, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(full)
    assert made == manifest.read(full)
    assert manifest.check(tmp_path / "out") == []


def test_the_founding_article_gives_the_full_build(tmp_path: Path) -> None:
    """With gold as soon as the checkout has it."""
    store = Store(founding_corpus(tmp_path / "founding"))
    build(store, tmp_path / "full")
    build(store, tmp_path / "open", "open")
    for ending in (".raw.txt", ".txt"):
        copy = store.path("ph-jp-security-talks", 1, ending)
        rehydrate(tmp_path / "open", copy, tmp_path / "out")
        assert contents(tmp_path / "out") == contents(tmp_path / "full")


@pytest.mark.parametrize("at_hand", [False, True])
def test_one_changed_byte_of_the_founding_article_is_refused(tmp_path: Path, at_hand: bool) -> None:
    """The place is told where the recorded text is at hand, and otherwise the two lengths."""
    store = Store(founding_corpus(tmp_path / "founding"))
    build(store, tmp_path / "open", "open")
    data = bytearray(store.path("ph-jp-security-talks", 1, ".raw.txt").read_bytes())
    before = chr(data[2000])
    data[2000] ^= 1
    (tmp_path / "article.txt").write_bytes(data)
    with pytest.raises(InvalidData, match="PB801") as raised:
        rehydrate(
            tmp_path / "open",
            tmp_path / "article.txt",
            tmp_path / "out",
            store if at_hand else None,
        )
    [problem] = raised.value.problems
    at = data[:2000].decode().count("\n") + 1
    chars = len(data.decode())
    if at_hand:
        assert problem.line == at
        assert f"line {at}, column" in problem.message
        assert "(byte 2000)" in problem.message
        assert f"recorded is '{before}" in problem.message
    else:
        assert problem.line is None
        assert "the hash differs" in problem.message
        assert f"{chars} code points, the recorded text {chars}" in problem.message
    assert not (tmp_path / "out").exists()


def test_with_the_corpus_at_hand_the_first_difference_is_told(
    tmp_path: Path, article: Path, bare: Path, store: Store
) -> None:
    article.write_bytes(article.read_bytes().replace(b"Thursday", b"Thirsday and"))
    with pytest.raises(InvalidData) as raised:
        rehydrate(bare, article, tmp_path / "out", store)
    at = store.raw(store.document("veldria-talks")).split("\n")[6].index("Thursday") + 3
    assert f"first difference at line 7, column {at} (byte " in str(raised.value)
    assert "'irsday and, May ', recorded is 'ursday, May 29 t'" in str(raised.value)


def test_every_missing_text_is_named(tmp_path: Path, article: Path) -> None:
    talks = sample_corpus.SAMPLES[0]
    samples = (talks, *(replace(talks, id=f"talks-{at}", lines=lines(at)) for at in (1, 2)))
    build(sample_corpus.make_corpus(tmp_path / "corpus", samples), tmp_path / "open", "open")
    (article.parent / "talks-2.txt").write_text("Something else.\n")
    with pytest.raises(InvalidData) as raised:
        rehydrate(tmp_path / "open", article.parent, tmp_path / "out")
    assert [(p.code, Path(p.file).name) for p in raised.value.problems] == [
        ("PB802", "mine"),
        ("PB801", "talks-2.txt"),
    ]
    assert "talks-1 v1 (Marsk Daily, 2031-05-29T14:05, https://example.org/talks-1)" in str(
        raised.value
    )


def lines(number: int) -> sample_corpus.Lines:
    return (*sample_corpus.VELDRIA_TALKS, ((("paragraph", f"BuildPart {number}."),)))


def test_all_of_several_texts_are_filled_in(tmp_path: Path) -> None:
    talks = sample_corpus.SAMPLES[0]
    several = [replace(talks, id=f"talks-{at}", lines=lines(at)) for at in range(7)]
    store = sample_corpus.make_corpus(tmp_path / "corpus", (*several, *sample_corpus.SAMPLES))
    build(store, tmp_path / "full")
    build(store, tmp_path / "open", "open")
    rehydrate(tmp_path / "open", store.corpus, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(tmp_path / "full")


def test_two_documents_may_have_one_text(tmp_path: Path) -> None:
    talks = sample_corpus.SAMPLES[0]
    store = sample_corpus.make_corpus(tmp_path / "corpus", (talks, replace(talks, id="talks-2")))
    build(store, tmp_path / "full")
    build(store, tmp_path / "open", "open")
    rehydrate(tmp_path / "open", store.path(talks.id, 1, ".raw.txt"), tmp_path / "out")
    assert contents(tmp_path / "out") == contents(tmp_path / "full")


def test_rows_in_batches_give_the_same_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "_BATCH_ROWS", 3)
    test_all_of_several_texts_are_filled_in(tmp_path)


def test_a_copy_of_the_corpus_that_never_had_the_text_can_be_filled_in(
    tmp_path: Path, article: Path, full: Path, bare: Path
) -> None:
    """As in a wheel: the records leave with the places of words and without the words."""
    from pactbank.corpus import rights

    away = sample_corpus.make_corpus(tmp_path / "away")
    text = away.text(away.document("veldria-talks"))
    for file in (
        away.path("veldria-talks", 1, ".json"),
        away.annotation_path(GOLD, "veldria-talks", 1),
    ):
        name = file.relative_to(away.root).as_posix()
        kept = rights.shipped_bytes(name, file.read_bytes(), {"veldria-talks"}, text)
        assert kept is not None
        file.write_bytes(kept)
    # The build hook writes a lock of what is shipped.
    away.relock({"veldria-talks/v1.json": file_sha256(away.path("veldria-talks", 1, ".json"))})
    for ending in (".txt", ".raw.txt"):
        away.path("veldria-talks", 1, ending).unlink()
    build(away, tmp_path / "open", "open")
    assert contents(tmp_path / "open") == contents(bare)
    rehydrate(tmp_path / "open", article, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(full)
    assert load("entities", "test", away.root, article)[0]["refs"][0]["name"] == "Veldria"


def test_load_with_texts_gives_the_rows_of_the_full_build(
    article: Path, full: Path, store: Store, cache: Path
) -> None:
    folder = path(store.root, article)
    assert contents(Path(folder)) == contents(full)
    made = (Path(folder) / "manifest.json").stat().st_mtime_ns
    row = load("entities", split="test", root=store.root, texts=str(article.parent))[0]
    assert row["text_available"]
    assert row["entities"][6]["text"] == "Zoe\u0308 Marek"
    assert row["refs"][4]["name"] == "Zoe\u0308 Marek"
    assert (Path(folder) / "manifest.json").stat().st_mtime_ns == made
    article.write_bytes(article.read_bytes().replace(b"MARSK", b"MARSH"))
    with pytest.raises(InvalidData, match="PB801"):
        load("entities", split="test", root=store.root, texts=article)


def test_load_with_texts_needs_none_where_nothing_is_withheld(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path / "corpus", sample_corpus.SAMPLES[1:2])
    assert load(split="train", root=store.root, texts=tmp_path)[0]["text"].startswith("Mirr")


def damage(folder: Path) -> None:
    (folder / "README.md").write_text("changed")


def other_rows(folder: Path) -> None:
    """A column fewer, as an earlier version may have written it."""
    [path] = folder.glob("entities/test-*")
    pq.write_table(pq.read_table(path).drop_columns(["refs"]), path)
    relist(folder)


def other_words(folder: Path) -> None:
    """Words that were cut otherwise than this version cuts them."""
    rewrite(folder, "tokens/test-*", starts=[0], ends=[3], tags=[0])


def other_cuts(folder: Path) -> None:
    """Edits that make another text of the raw one."""
    rewrite(folder, "documents/test-*", edits=[])


@pytest.mark.parametrize(
    ("change", "error", "expected"),
    [
        (damage, InvalidData, r"PB811: README\.md: sha256 is"),
        (shutil.rmtree, WrongUse, "is no PactBank build"),
        (other_rows, WrongUse, "whose rows this version does not read"),
        (other_words, WrongUse, "cut by other rules"),
        (other_cuts, InvalidData, "PB206: the recorded edits make a text with sha256"),
    ],
)
def test_a_build_that_cannot_be_filled_in(
    tmp_path: Path,
    article: Path,
    bare: Path,
    change: Callable[[Path], Any],
    error: Any,
    expected: str,
) -> None:
    folder = Path(shutil.copytree(bare, tmp_path / "copy"))
    change(folder)
    with pytest.raises(error, match=expected):
        rehydrate(folder, article, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_full_build_has_nothing_to_fill_in(tmp_path: Path, full: Path, article: Path) -> None:
    with pytest.raises(WrongUse, match="withholds nothing"):
        rehydrate(full, article, tmp_path / "out")


def test_a_place_that_is_not_there(tmp_path: Path, bare: Path) -> None:
    with pytest.raises(WrongUse, match="does not exist"):
        rehydrate(bare, tmp_path / "nowhere", tmp_path / "out")
