from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import datasets
import pytest

import pactbank
from pactbank.corpus.cached_texts import store_text
from pactbank.corpus.store import Store
from pactbank.dataset import CONFIGS, check, load, loader, manifest, path
from pactbank.errors import DataNotFound, UnknownName
from support import real_texts, sample_corpus


def changed_at(folder: str) -> float:
    return (Path(folder) / "manifest.json").stat().st_mtime_ns


def test_the_first_call_builds_and_the_next_reuses(store: Store, cache: Path) -> None:
    folder = path(store.root)
    assert type(folder) is str
    assert Path(folder).parent == cache
    assert Path(folder).name.startswith(f"pactbank-{pactbank.__version__}-")
    assert check(Path(folder)) == []
    assert manifest.read(Path(folder)).text == "full"
    made = changed_at(folder)
    assert path(store.root) == folder
    assert changed_at(folder) == made


@pytest.mark.parametrize("file", ["README.md", "manifest.json", "LICENSE"])
def test_a_damaged_build_is_made_again(store: Store, file: str) -> None:
    folder = Path(path(store.root))
    before = (folder / file).read_bytes()
    (folder / file).write_bytes(b"damaged")
    assert path(store.root) == str(folder)
    assert (folder / file).read_bytes() == before
    assert check(folder) == []


def test_what_a_dead_process_left_is_cleared_away(store: Store, cache: Path) -> None:
    folder = Path(path(store.root))
    (folder / "manifest.json").unlink()
    for name in (folder.name, "pactbank-0.0.1-0123456789ab"):
        (cache / f".{name}.abc.partial").mkdir()
    path(store.root)
    assert [found.name for found in cache.iterdir() if found.suffix == ".partial"] == []


def test_a_user_without_a_home_is_told_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(_: str) -> Path:
        raise RuntimeError("could not determine the home directory")

    for cache in (homeless, lambda name: Path("~/.cache", name)):
        monkeypatch.setattr("platformdirs.user_cache_path", cache)
        with pytest.raises(NotADirectoryError, match="there is no home folder"):
            path(store.root)


def test_a_full_cache_of_datasets_is_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        cause = OSError(28, "No space left on device")
        raise datasets.exceptions.DatasetGenerationError("An error occurred") from cause

    monkeypatch.setattr(datasets, "load_dataset", full)
    with pytest.raises(OSError, match="No space left") as raised:
        load(root=store.root)
    assert raised.value.filename == str(datasets.config.HF_DATASETS_CACHE)


@pytest.mark.acceptance
def test_other_data_make_another_folder(tmp_path: Path, store: Store) -> None:
    other = sample_corpus.make_corpus(tmp_path / "other")
    assert path(other.root) == path(store.root)
    document = other.document("mirr-boats")
    gold = other.annotation_path("gold", document.id, 1)
    gold.write_text(gold.read_text().replace("REPLACES", "AMENDS"))
    assert path(other.root) != path(store.root)
    assert (
        load("agreements", "train", other.root)[0]["agreements"][0]["relations"][0]["type"]
        == "AMENDS"
    )
    assert (
        load("agreements", "train", store.root)[0]["agreements"][0]["relations"][0]["type"]
        == "REPLACES"
    )


def test_without_the_texts_the_build_is_open(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path / "corpus")
    with_text = path(store.root)
    store.path("veldria-talks", 1, ".txt").unlink()
    folder = path(store.root)
    assert folder != with_text
    assert manifest.read(Path(folder)).text == "open"
    row = load("entities", "test", store.root)[0]
    assert (row["text"], row["text_available"]) == (None, False)
    assert row["entities"][0]["start"] == 0


@pytest.mark.acceptance
def test_the_texts_that_are_here_are_built(tmp_path: Path, cache: Path) -> None:
    """The checkout has the founding text and refers to others, which nobody has fetched."""
    root = Path(__file__).parents[2]
    assert manifest.read(Path(path(root))).text == "here"
    rows = {row["document"]: row for row in load("entities", "test", root)}
    founding = rows.pop("ph-jp-security-talks")
    first = founding["entities"][0]
    assert founding["text"][first["start"] : first["end"]] == first["text"]
    assert rows
    assert {row["text"] for row in rows.values()} == {None}
    text = real_texts.all_of_them()[0] if real_texts.FOLDER.exists() else None
    if text is not None:
        store_text(text.data.decode("utf-8"))
        filled = {row["document"]: row for row in load("entities", "all", root)}
        assert sum(row["text"] is None for row in filled.values()) == 41


def test_whoever_loads_is_told_once_what_is_withheld(
    tmp_path: Path, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    bare = sample_corpus.make_corpus(tmp_path / "corpus")
    load("tokens", "test", store.root)
    assert caplog.messages == []
    bare.path("veldria-talks", 1, ".txt").unlink()
    for config in ("tokens", "entities"):
        load(config, "test", bare.root)
    [message] = caplog.messages
    assert message.startswith("the text of 1 of 3 document(s) is withheld")
    assert "texts=FILE" in message


@pytest.mark.acceptance
@pytest.mark.parametrize("config", CONFIGS)
def test_rows_survive_json(store: Store, config: str, tmp_path: Path) -> None:
    rows = load(config, split="test", root=store.root)
    assert [json.loads(json.dumps(row)) for row in rows] == list(rows)
    rows.to_json(tmp_path / "rows.jsonl")
    written = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()]
    assert written == list(rows)


def test_dates_are_strings_in_iso_form(store: Store) -> None:
    row = load("documents", split="test", root=store.root)[0]
    assert (row["reference_date"], row["labelled"]) == ("2031-05-29", "2031-06-01")


@pytest.mark.parametrize(
    "config",
    [
        pytest.param(name, marks=() if name == "entities" else pytest.mark.acceptance)
        for name in CONFIGS
    ],
)
def test_load_gives_the_rows_of_load_dataset(store: Store, config: str) -> None:
    ours = load(config, root=store.root)
    theirs = datasets.load_dataset(path(store.root), config)
    assert isinstance(ours, datasets.DatasetDict)
    assert list(ours) == list(theirs)
    for split, part in theirs.items():
        assert list(load(config, split=split, root=store.root)) == list(part)
        assert ours[split].features == part.features


def test_the_root_is_found_as_everywhere(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACTBANK_ROOT", str(store.root))
    assert pactbank.path() == path(store.root)
    assert pactbank.load(split="test")["document"] == ["veldria-talks"]


@pytest.mark.acceptance
def test_split_expressions(store: Store) -> None:
    assert len(load(split="train+validation", root=store.root)) == 2
    assert len(load("tokens", "test[:2]", store.root)) == 2
    assert len(load(split="all", root=store.root)) == 3


@pytest.mark.parametrize(
    ("config", "split", "expected"),
    [
        ("nope", None, "no config 'nope'; there is: agreements, documents, entities, stances, tok"),
        ("entities", "dev", "no split of entities 'dev'; there is: test, train, validation"),
        ("entities", "train+dev[:1]", "no split of entities 'dev'"),
        ("agreements", "validation", "there is: test, train"),
    ],
)
def test_unknown_names(store: Store, config: str, split: str | None, expected: str) -> None:
    with pytest.raises(UnknownName) as raised:
        load(config, split, store.root)
    assert expected in str(raised.value)


def test_a_config_without_rows(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path, sample_corpus.SAMPLES[2:])
    with pytest.raises(UnknownName, match="there is: documents, entities, stances, tokens"):
        load("agreements", root=store.root)


def test_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(DataNotFound):
        path(tmp_path)


@pytest.mark.acceptance
def test_the_digest_covers_all_code_that_a_build_runs() -> None:
    """The name of a build in the cache changes with every file on which its bytes depend. Modules
    of the corpus pass data on or refuse them; of these only `rights` changes any."""
    code = (
        "import sys, pactbank.dataset.builder, pactbank.dataset.card, pactbank.dataset.croissant; "
        "print(*(m.__file__ for m in sys.modules.values() if m.__name__.startswith('pactbank')))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    package = Path(pactbank.__file__).parent
    by_pattern = {pattern: set(package.glob(pattern)) for pattern in loader._CODE}
    assert all(by_pattern.values()), by_pattern
    covered = set().union(*by_pattern.values())
    others = {path.relative_to(package) for path in map(Path, ran.stdout.split())
              if path not in covered}  # fmt: skip
    assert {path.parts[0] for path in others} == {
        "__init__.py", "corpus", "errors.py", "version.py",
    }  # fmt: skip
    assert package / "corpus/rights.py" in covered
    for ending in ("about.toml", "columns.toml", "card.md.jinja", "counts.md.jinja"):
        assert package / "dataset" / ending in covered


def test_importing_costs_nothing() -> None:
    code = (
        "import sys, pactbank.dataset; from pactbank.dataset import build, check, load, path, "
        "CONFIGS; import pactbank.dataset.loader; assert callable(pactbank.dataset.load); "
        "print({'datasets', 'pyarrow', 'jinja2'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.strip() == "set()"


def test_an_unknown_attribute() -> None:
    with pytest.raises(AttributeError, match="nope"):
        pactbank.dataset.nope  # noqa: B018
