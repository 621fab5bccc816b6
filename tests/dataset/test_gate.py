"""Every way in which a build is not fit to be published, found in one run."""

from __future__ import annotations

import builtins
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest

from pactbank.corpus.files import file_sha256
from pactbank.corpus.store import Store
from pactbank.dataset import build, gate, manifest, release_problems
from pactbank.dataset.gate.withheld_words import find_withheld_words
from pactbank.errors import WrongUse
from pactbank.model import codec
from support import sample_corpus
from support.builds import relist, rewrite

pytestmark = pytest.mark.acceptance  # many builds, or many examples

Change = Callable[[Path], object]
WITHHELD = {"veldria-talks": "the progress of both countries, and of the camp in Marsk"}


@pytest.fixture
def copy(tmp_path: Path, bare: Path) -> Path:
    return Path(shutil.copytree(bare, tmp_path / "copy"))


@pytest.fixture
def unloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the process that loads everything, which takes its time."""
    monkeypatch.setattr(gate, "_loads", lambda _: iter(()))


def edit(name: str, old: str, new: str) -> Change:
    def change(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), "utf-8")
        relist(folder)

    return change


def rows(pattern: str, **values: Any) -> Change:
    return lambda folder: rewrite(folder, pattern, **values)


no_dataset = edit("croissant.json", '"@type": "sc:Dataset"', '"@type": "sc:Thing"')
miscounted = edit("README.md", "num_examples: 1\n", "num_examples: 2\n")


def without_rows(folder: Path) -> None:
    [path] = folder.glob("stances/test-*.parquet")
    pq.write_table(pq.read_table(path).slice(0, 0), path)
    relist(folder)


def swapped(folder: Path) -> None:
    """The card takes one split for the other."""
    text = (folder / "README.md").read_text("utf-8")
    [train], [test] = folder.glob("entities/train-*"), folder.glob("entities/test-*")
    text = text.replace(train.name, "?").replace(test.name, train.name).replace("?", test.name)
    (folder / "README.md").write_text(text, "utf-8")
    relist(folder)


def named(folder: Path) -> None:
    """A file whose name is a quotation."""
    old = manifest.read(folder)
    name = "On the progress of both countries.txt"
    (folder / "LICENSE").rename(folder / name)
    files = tuple(
        msgspec.structs.replace(file, path=name) if file.path == "LICENSE" else file
        for file in old.files
    )
    new = msgspec.structs.replace(old, files=files, digest=manifest.digest(old.documents, files))
    (folder / "manifest.json").write_bytes(codec.encode(new))


def scrambled(folder: Path) -> None:
    """Bytes that are no Parquet any more, in the middle and at the end."""
    for pattern, part in (("stances/test-*", slice(-8, None)), ("flat/stances-*", slice(20, 60))):
        [path] = folder.glob(pattern)
        data = bytearray(path.read_bytes())
        data[part] = b"?" * len(data[part])
        path.write_bytes(data)


def without_a_column(folder: Path) -> None:
    [path] = folder.glob("stances/test-*.parquet")
    pq.write_table(pq.read_table(path).drop_columns(["refs"]), path)
    relist(folder)


def of_something_else(folder: Path) -> None:
    """A Parquet file whose rows are of no document."""
    [path] = folder.glob("stances/test-*.parquet")
    pq.write_table(pq.read_table(path).drop_columns(["document"]), path)
    relist(folder)


def codes(folder: Path, withheld: dict[str, str] | None = None) -> list[tuple[str, str]]:
    found = release_problems(folder, WITHHELD if withheld is None else withheld)
    return [(problem.code, problem.message) for problem in found]


def test_a_sound_build_has_no_problem(bare: Path, store: Store) -> None:
    document = store.document("veldria-talks")
    assert release_problems(bare, {document.id: store.raw(document)}) == []


@pytest.mark.usefixtures("unloaded")
@pytest.mark.parametrize(
    ("damage", "code", "expected"),
    [
        (lambda folder: (folder / "LICENSE").write_text("?"), "PB811", "sha256 is"),
        (lambda folder: (folder / "manifest.json").unlink(), "PB811", "has no manifest.json"),
        (lambda folder: (folder / "README.md").unlink(), "PB812", "FileNotFoundError"),
        (edit("README.md", "license: other", "license: mixed"), "PB812", "does not know 'mixed'"),
        (edit("README.md", "task_ids:\n-", "task_ids:\n- dancing\n-"), "PB812", "'dancing'"),
        (edit("README.md", "license_link: LICENSE", "license_link: TERMS"), "PB812", "names no"),
        (edit("README.md", "path: tokens/test", "path: tokens/tset"), "PB812", "tokens/tset"),
        (edit("README.md", "---\nlanguage_c", "--\nlanguage_c"), "PB813", "has no features of"),
        (edit("README.md", "name: kind\n", "name: sort\n"), "PB813", "not the card's features"),
        (scrambled, "PB811", "flat/stances-"),
        (scrambled, "PB813", "it cannot be read: ArrowInvalid"),
        (edit("README.md", "  data_files:", "  files:"), "PB812", "it cannot be read: KeyError"),
        (edit("README.md", "language:", "language: ["), "PB812", "it cannot be read: "),
        (edit("README.md", "language:", "language: ["), "PB813", "its features cannot be read: "),
        (of_something_else, "PB813", "not the card's features of stances"),
        (without_a_column, "PB813", "not the card's features of stances"),
        (miscounted, "PB814", "2 in the card"),
        (without_rows, "PB814", "0 rows in the file, 0 in the manifest, 1 in the card"),
        (edit("croissant.json", '"column": "cue_text"', '"column": "cues"'), "PB816", "cues"),
        (no_dataset, "PB816", "Dataset"),
        (edit("croissant.json", "{", "["), "PB816", "JSONDecodeError"),
        (edit("croissant.json", '"@id": "holders"', '"@id": "hands"'), "PB816", "holders: 0 rec"),
        (
            rows("documents/test-*", title="Pact nears"),
            "PB817", "veldria-talks is offsets-only and has title",
        ),
        (
            rows("tokens/test-*", tokens=["x"]),
            "PB817", "veldria-talks is offsets-only and has tokens",
        ),
        (
            rows("flat/stances-*", document="veldria-talks"),
            "PB817", "veldria-talks is offsets-only and has cue_text",
        ),
        (
            rows("documents/test-*", origin_how="Both countries AND of the"),
            "PB817", "it quotes veldria-talks: both countries and of",
        ),
        (named, "PB817", "it quotes veldria-talks: progress of both countries"),
        (
            edit("README.md", "## Limitations", "## Progress of both countries"),
            "PB817", "it quotes veldria-talks: progress of both countries",
        ),
    ],
)  # fmt: skip
def test_what_keeps_a_build_from_being_published(
    copy: Path, damage: Change, code: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if code != "PB816":  # reading every record takes its time as well
        monkeypatch.setattr(gate, "_croissant", lambda *_: iter(()))
    damage(copy)
    found = codes(copy)
    assert any(code == one and expected in message for one, message in found), found


@pytest.mark.parametrize(
    ("field", "words", "quotes"),
    [
        ("text", 7, False),
        ("text", 8, True),
        ("title", 7, False),
        ("origin_how", 3, False),
        ("origin_how", 4, True),
    ],
)
def test_a_text_that_may_be_passed_on_shares_no_eight_words_with_one_that_may_not(
    copy: Path, field: str, words: int, quotes: bool
) -> None:
    held = "One two three four five six seven eight nine ten"
    rows("documents/train-*", **{field: f"Boats, {' '.join(held.split()[:words])}, boats"})(copy)
    found = [*find_withheld_words(copy, manifest.read(copy), {"held": held})]
    assert [code for code, _, _ in found] == ["PB817"] * quotes


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (miscounted, "NonMatchingSplitsSizesError"),
        (without_rows, "stances, test: "),
        (edit("README.md", "config_name: stances", "config_name: views"), "'stances' not found"),
        (edit("README.md", "dtype: int32", "dtype: int64"), "features are not those of this"),
        (swapped, "entities, train: row 0 is not as it was written"),
    ],
)  # fmt: skip
@pytest.mark.acceptance
def test_what_does_not_load_is_quoted(copy: Path, damage: Change, expected: str) -> None:
    damage(copy)
    found = [message for code, message in codes(copy) if code == "PB815"]
    assert any(expected in message for message in found), found


def test_the_process_knows_no_cache_no_network_and_no_token(
    tmp_path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here it is one that tells what it knows, and dies."""
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\nenv > {tmp_path}/known\npwd >> {tmp_path}/known\nexit 3\n")
    script.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(script))
    monkeypatch.setenv("HF_TOKEN", "hf_secret_of_somebody")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "mine"))
    assert ("PB815", "the process ended with code 3:") in [
        (code, message.strip()) for code, message in codes(copy)
    ]
    known = (tmp_path / "known").read_text()
    assert "HF_HUB_OFFLINE=1" in known
    assert "hf_secret" not in known
    assert "HF_DATASETS_CACHE" not in known
    home = re.search(r"^HF_HOME=(.*)$", known, re.MULTILINE)
    assert home is not None
    assert known.strip().endswith(home[1])


@pytest.mark.usefixtures("unloaded")
def test_all_problems_are_found_in_one_run(copy: Path) -> None:
    for change in (
        edit("README.md", "license: other", "license: mixed"),
        no_dataset,
        rows("documents/test-*", title="Pact nears"),
        without_rows,
    ):
        change(copy)
    (copy / "LICENSE").write_text("?")
    assert {code for code, _ in codes(copy)} == {"PB811", "PB812", "PB814", "PB816", "PB817"}


@pytest.mark.usefixtures("unloaded")
def test_a_full_build_with_a_withheld_text_is_never_fit(full: Path) -> None:
    found = codes(full, {})
    assert {code for code, _ in found} == {"PB817"}
    assert len(found) > 5


@pytest.mark.usefixtures("unloaded")
def test_the_address_of_a_text_may_have_its_words(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path / "corpus")
    file = store.path("veldria-talks", 1, ".json")
    address = "https://example.org/said-early-thursday-may-29"
    file.write_text(file.read_text().replace("https://example.org/veldria-talks", address))
    store.relock({"veldria-talks/v1.json": file_sha256(file)})
    build(store, tmp_path / "open", "open")
    text = store.raw(store.document("veldria-talks"))
    assert codes(tmp_path / "open", {"veldria-talks": text}) == []


def test_without_the_extra_it_is_said_how_to_get_it(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Any = builtins.__import__

    def lacking(name: str, *rest: Any) -> Any:
        if name == "mlcroissant":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", lacking)
    with pytest.raises(WrongUse, match=r"pip install 'pactbank\[croissant\]'"):
        release_problems(bare, {})
