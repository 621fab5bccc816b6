from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from string import ascii_lowercase
from typing import Any, Literal

import pyarrow.parquet as pq
import pytest
from datasets import Features, load_dataset
from datasets.info import DatasetInfosDict

from pactbank.corpus import processes
from pactbank.corpus.store import Store
from pactbank.dataset import CONFIGS, build, check, manifest, parquet, parts
from pactbank.dataset.features import FEATURES
from pactbank.errors import DataNotFound, InvalidData, WrongUse
from pactbank.model.registers import Manifest
from pactbank.model.schemas import validator
from support import sample_corpus
from support.builds import contents
from support.many_documents import make, name_of

SPLITS = {config: ["train", "validation", "test"] for config in CONFIGS}
SPLITS["agreements"] = ["train", "test"]


def strings(value: Any) -> Iterator[str]:
    """Every string in a row; a list of strings also as one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        yield " ".join(item for item in value if isinstance(item, str))
        for item in value:
            yield from strings(item)


def runs_of_four(text: str) -> set[tuple[str, ...]]:
    """Runs of four words, without case and punctuation."""
    words = re.findall(r"\w+", text.casefold())
    return set(zip(*(islice(words, at, None) for at in range(4)), strict=False))


def rows_of(folder: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.rglob("*.parquet")):
        yield from pq.read_table(file).to_pylist()


def leaked(folder: Path, text: str) -> set[tuple[str, ...]]:
    """Runs of four words of a text anywhere in a build but in addresses."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    parts = [path.relative_to(folder).as_posix() for path in files]
    parts += [path.read_text("utf-8") for path in files if path.suffix != ".parquet"]
    parts += [part for row in rows_of(folder) for part in strings(row)]
    parts = [re.sub(r"https?://\S+", "", part) for part in parts]
    return runs_of_four(text) & {run for part in parts for run in runs_of_four(part)}


def test_a_build_names_every_file_after_its_content(full: Path) -> None:
    built = manifest.read(full)
    assert check(full) == []
    data = [file for file in built.files if file.config]
    assert [(file.config, file.split) for file in data] == [
        (config, split) for config in CONFIGS for split in SPLITS[config]
    ]
    for file in data:
        assert file.path == f"{file.config}/{file.split}-00000-of-00001-{file.sha256[:12]}.parquet"
        assert file.rows
        assert file.bytes == (full / file.path).stat().st_size
    assert {file.path for file in built.files} | {"manifest.json"} == contents(full).keys()
    assert validator(Manifest).is_valid(json.loads((full / "manifest.json").read_bytes()))


@pytest.mark.parametrize("mode", ["full", "open"])
def test_the_same_corpus_gives_the_same_bytes(
    tmp_path: Path, full: Path, bare: Path, mode: Literal["full", "open"]
) -> None:
    again = sample_corpus.make_corpus(tmp_path / "elsewhere")
    build(again, tmp_path / "other name", mode)
    assert contents(tmp_path / "other name") == contents(full if mode == "full" else bare)


def test_features_parquet_and_yaml_are_one(full: Path) -> None:
    infos = DatasetInfosDict.from_directory(str(full))
    assert infos.keys() == set(CONFIGS)
    for file in manifest.read(full).files:
        if file.config is None or file.split is None:
            continue
        schema = pq.read_schema(full / file.path)
        assert schema.equals(FEATURES[file.config].arrow_schema)
        assert (
            Features.from_arrow_schema(schema)
            == infos[file.config].features
            == FEATURES[file.config]
        )
        splits = infos[file.config].splits
        assert splits is not None
        assert splits[file.split].num_examples == file.rows


@pytest.mark.parametrize("config", CONFIGS)
def test_every_config_loads_and_its_spans_cover_their_text(full: Path, config: str) -> None:
    loaded = load_dataset(str(full), config)
    assert list(loaded) == SPLITS[config]
    spans = 0
    for row in (row for part in loaded.values() for row in part):
        for span in found_spans(row):
            assert row["text"][span["start"] : span["end"]] == span["text"]
            spans += 1
    assert spans or config in ("documents", "tokens")


def found_spans(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.keys() >= {"start", "end", "text"}:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from found_spans(item)


def test_none_comes_back_as_none(full: Path) -> None:
    stance = load_dataset(str(full), "stances", split="validation")[0]["stances"][0]
    assert stance["target"] is None
    assert stance["about"] == []
    assert stance["chain"] == [{"ref": "AUTHOR", "span": None, "inferred": False}]
    mention = load_dataset(str(full), "entities", split="train")[0]["entities"][0]
    assert (mention["value"], mention["open"], mention["from"]) == (None, False, None)


def test_documents_is_the_default(full: Path) -> None:
    assert load_dataset(str(full), split="test")[0]["document"] == "veldria-talks"


def test_an_open_build_says_no_four_words_of_a_withheld_text(
    bare: Path, full: Path, store: Store
) -> None:
    document = store.document("veldria-talks")
    withheld = f"{store.raw(document)} {document.title}"
    assert leaked(bare, withheld) == set()
    assert leaked(full, withheld) != set()
    built = {entry.id: entry.text_available for entry in manifest.read(bare).documents}
    assert built == {"mirr-boats": True, "brenn-remarks": True, "veldria-talks": False}


@pytest.mark.acceptance
def test_an_open_build_of_the_founding_article_says_no_four_words_of_it(tmp_path: Path) -> None:
    """With gold as soon as the checkout has it."""
    root = Path(__file__).parents[2]
    checkout = Store(root)
    document = checkout.document("ph-jp-security-talks")
    build(checkout, tmp_path / "open", "open")
    assert leaked(tmp_path / "open", checkout.raw(document)) == set()
    build(checkout, tmp_path / "here", "here")
    assert len(leaked(tmp_path / "here", checkout.raw(document))) > 400


def test_an_open_build_has_no_name_or_word_of_a_withheld_text(bare: Path, store: Store) -> None:
    gold = store.annotation("gold", store.document("veldria-talks"))
    assert gold is not None
    names = {ref.name for ref in gold.refs} - {"Osric Halden"}
    rows = [row for row in rows_of(bare) if row["document"] == "veldria-talks"]
    assert rows
    assert not names & {part for row in rows for part in strings(row)}
    assert {row.get("text") for row in rows} == {None}
    assert {row["text_available"] for row in rows} == {False}


def titled(letter: str) -> sample_corpus.Sample:
    sample = sample_corpus.SAMPLES[1]
    lines = tuple(
        tuple((kind, words.replace("boat treaty", f"boat treat{letter}")) for kind, words in line)
        for line in sample.lines
    )
    return replace(sample, lines=lines)


@pytest.mark.acceptance
def test_two_builds_of_one_folder_name_share_no_cache_entry(tmp_path: Path) -> None:
    """`datasets` keys its cache by the folder's name and what the card says: here the cards are
    equal but for the digests in file names, and without these the second load is wrong."""
    letters: dict[str, str] = {}
    for letter in ascii_lowercase:
        out = tmp_path / letter / "pactbank"
        build(sample_corpus.make_corpus(tmp_path / letter, (titled(letter),)), out)
        card = re.sub(r"-[0-9a-f]{12}\.parquet", "", (out / "README.md").read_text())
        if card in letters:
            break
        letters[card] = letter
    else:
        pytest.fail("no two cards are alike")
    for config in ("documents", "tokens"):
        for place in (letters[card], letter, letters[card]):
            rows = load_dataset(str(tmp_path / place / "pactbank"), config, split="train")
            assert f"treat{place}" in " ".join(strings(rows[0]))


def test_one_document_in_test_makes_no_other_split(tmp_path: Path) -> None:
    sample = sample_corpus.SAMPLES[0]
    build(sample_corpus.make_corpus(tmp_path / "corpus", (sample,)), tmp_path / "out", "open")
    files = [file for file in manifest.read(tmp_path / "out").files if file.config]
    assert [(file.config, file.split) for file in files] == [(name, "test") for name in CONFIGS]
    for config in CONFIGS:
        assert list(load_dataset(str(tmp_path / "out"), config)) == ["test"]


def test_a_corpus_without_gold_has_documents_only(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path / "corpus")
    for file in (store.annotation_folder / "gold").iterdir():
        file.unlink()
    build(store, tmp_path / "out")
    assert {file.config for file in manifest.read(tmp_path / "out").files} == {None, "documents"}
    assert len(load_dataset(str(tmp_path / "out"), split="train")) == 1


def test_an_empty_corpus_is_refused(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path / "corpus", ())
    with pytest.raises(DataNotFound, match="nothing to build"):
        build(store, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_unknown_text_mode_is_refused(tmp_path: Path, store: Store) -> None:
    with pytest.raises(WrongUse, match="full, open"):
        build(store, tmp_path / "out", "half")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["a[b]", "a*", "a?", "a::b"])
def test_a_path_that_load_dataset_misreads_is_refused(
    tmp_path: Path, store: Store, name: str
) -> None:
    for out in (tmp_path / name, tmp_path / name / "inside"):
        with pytest.raises(WrongUse, match="name another folder"):
            build(store, out)
        assert not out.exists()


def test_only_an_earlier_build_is_replaced(tmp_path: Path, store: Store) -> None:
    out = tmp_path / "out"
    out.mkdir()
    build(store, out)
    (out / "README.md").write_text("changed")
    build(store, out, "open")
    assert check(out) == []
    (out / "notes.txt").write_text("mine")
    with pytest.raises(WrongUse, match=r"notes\.txt"):
        build(store, out)
    assert (out / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json"])
def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, store: Store, name: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("{}")
    with pytest.raises(WrongUse, match="no PactBank build"):
        build(store, tmp_path / "out")
    assert contents(tmp_path / "out") == {name: b"{}"}


def test_a_file_in_the_way_is_left_alone(tmp_path: Path, store: Store) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(WrongUse, match="no PactBank build"):
        build(store, tmp_path / "out")


def stop(_: str) -> None:
    raise KeyboardInterrupt


def test_an_interrupted_build_leaves_the_old_one(tmp_path: Path, store: Store) -> None:
    out = tmp_path / "out"
    build(store, out)
    before = contents(out)
    with pytest.raises(KeyboardInterrupt):
        build(store, out, "open", stop)
    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_build_that_cannot_take_its_place_leaves_the_old_one(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    build(store, out)
    before = contents(out)
    rename: Callable[[Path, Path], Path] = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.suffix == ".partial" and target == out:
            raise OSError("no room")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="no room"):
        build(store, out, "open")
    assert contents(out) == before


def test_progress_names_each_document(tmp_path: Path, store: Store) -> None:
    seen: list[str] = []
    build(store, tmp_path / "out", progress=seen.append)
    assert seen == ["mirr-boats", "brenn-remarks", "veldria-talks"]


def test_rows_are_the_same_in_small_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = tuple(replace(sample, split="test") for sample in sample_corpus.SAMPLES)
    store = sample_corpus.make_corpus(tmp_path / "corpus", samples)
    build(store, tmp_path / "one")
    monkeypatch.setattr(parquet, "_BATCH_ROWS", 2)
    build(store, tmp_path / "two")
    (file,) = (tmp_path / "two" / "documents").glob("*.parquet")
    assert pq.ParquetFile(file).num_row_groups == 2
    assert list(rows_of(tmp_path / "two")) == list(rows_of(tmp_path / "one"))


def test_parts_of_any_size_give_the_same_bytes(
    store: Store, full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "_DOCUMENTS", 1)
    build(store, tmp_path / "small")
    assert contents(tmp_path / "small") == contents(full)


@pytest.mark.acceptance
def test_several_processes_give_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches of rows begin and end in the middle of parts, as they do with one part."""
    store = Store(make(tmp_path / "corpus", 60))
    build(store, tmp_path / "one")
    monkeypatch.setattr(parts, "_DOCUMENTS", 7)
    monkeypatch.setattr(parts, "_WORTH_PROCESSES", 2)
    monkeypatch.setattr(processes, "_processors", lambda: 2)
    build(store, tmp_path / "several")
    assert contents(tmp_path / "several") == contents(tmp_path / "one")


@pytest.mark.acceptance
def test_gold_that_does_not_fit_is_told_by_whichever_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(make(tmp_path / "corpus", 20))
    for name in (name_of(3), name_of(12)):
        path = store.annotation_path("gold", name, 1)
        path.write_bytes(path.read_bytes().replace(b'"start": ', b'"start": 1', 1))
    monkeypatch.setattr(parts, "_DOCUMENTS", 2)
    with pytest.raises(InvalidData) as alone:
        build(store, tmp_path / "one")
    monkeypatch.setattr(parts, "_WORTH_PROCESSES", 2)
    monkeypatch.setattr(processes, "_processors", lambda: 2)
    with pytest.raises(InvalidData) as together:
        build(store, tmp_path / "several")
    assert together.value.problems == alone.value.problems
    assert not (tmp_path / "several").exists()
