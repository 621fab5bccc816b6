from __future__ import annotations

import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pyarrow.parquet as pq
import pytest
from huggingface_hub import DatasetCard
from msgspec import structs

from pactbank.cli.app import run
from pactbank.corpus.files import sha256
from pactbank.corpus.store import Store
from pactbank.dataset import CONFIGS, build, manifest
from pactbank.dataset.card import CLOSED, size_category, unlisted
from pactbank.dataset.counts import counts_page
from pactbank.dataset.flat_tables import FLAT
from support import sample_corpus

ROOT = Path(__file__).parents[2]


def card(folder: Path) -> tuple[dict[str, Any], str]:
    """Metadata and body of a build's card, as the Hub's own client reads them."""
    read: Any = DatasetCard.load(folder / "README.md")
    return read.data.to_dict(), read.text


@pytest.mark.parametrize("mode", ["full", "open"])
def test_the_metadata_are_valid(full: Path, bare: Path, mode: str) -> None:
    data = card(full if mode == "full" else bare)[0]
    assert unlisted(data) == []
    assert (data["license"], data["license_link"]) == ("other", "LICENSE")
    assert data["license_name"] == "marsk-pacts-mixed"
    assert data["pretty_name"] == "Marsk pacts"
    assert data["language"] == ["en"]
    assert data["size_categories"] == ["n<1K"]
    # The register names nobody whose labels were adjudicated, and so the card does not.
    assert {name for name in CLOSED if name not in data} == {"annotations_creators"}


def test_the_metadata_name_every_file_exactly(full: Path) -> None:
    data = card(full)[0]
    named = {
        (config["config_name"], file["split"], file["path"])
        for config in data["configs"]
        for file in config["data_files"]
    }
    listed = {(f.config, f.split, f.path) for f in manifest.read(full).files if f.config}
    assert named == listed
    assert [c["config_name"] for c in data["configs"] if c.get("default")] == ["documents"]
    assert {info["config_name"] for info in data["dataset_info"]} == set(CONFIGS)


def test_a_language_stays_a_word(tmp_path: Path) -> None:
    """`no` without quote marks is false in YAML."""
    store = sample_corpus.make_corpus(tmp_path / "corpus", sample_corpus.SAMPLES[1:2])
    file = store.path("mirr-boats", 1, ".json")
    file.write_text(file.read_text().replace('"language": "en"', '"language": "no-NO"'))
    store.relock({"mirr-boats/v1.json": sha256(file.read_bytes())})
    build(store, tmp_path / "out")
    assert card(tmp_path / "out")[0]["language"] == ["no"]


def test_values_the_hub_does_not_know_are_named() -> None:
    wrong = {"license": "mixed", "task_ids": ["stance-detection", "named-entity-recognition"]}
    assert unlisted(wrong) == [
        "license: the Hub does not know 'mixed'",
        "task_ids: the Hub does not know 'stance-detection'",
    ]


@pytest.mark.parametrize(
    ("documents", "name"),
    [(1, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**5, "100K<n<1M"), (10**8, "10M<n<100M")],
)
def test_size_category(documents: int, name: str) -> None:
    assert size_category(documents) == name
    assert name in CLOSED["size_categories"]


def cells(page: str, name: str) -> list[int]:
    (line,) = re.findall(rf"^\| {name} \|(.*)\|$", page, re.MULTILINE)
    return [int(cell) for cell in line.split("|")]


def test_the_counts_are_those_of_the_data(full: Path) -> None:
    page = card(full)[1]
    assert cells(page, "documents") == [1, 1, 1, 3]
    assert cells(page, "entities") == [6, 6, 14, 26]
    assert cells(page, "agreements") == [2, 0, 1, 3]
    assert cells(page, "stances") == [0, 1, 1, 2]
    assert cells(page, "STATE") == [4, 2, 7, 13]
    assert cells(page, "REJECT") == [0, 1, 0, 1]
    words = re.sub(r"\s+", " ", page)
    assert "Of 26 mentions the `tokens` config loses 2 as nested and 1 as beginning" in words
    assert "0 of 31 labels are recorded as checked by a human." in words


def test_the_datasheet_has_the_counts_of_the_card(full: Path, bare: Path, store: Store) -> None:
    page = counts_page(store)
    assert page in card(full)[1]
    assert page in card(bare)[1]


def test_words_that_could_not_be_counted_are_owned_up_to(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    store.path("veldria-talks", 1, ".txt").unlink()
    assert cells(counts_page(store), "tokens")[2] == 0
    assert "The words of 1 document(s)" in counts_page(store)


def test_a_label_that_a_human_checked_is_counted(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    document = store.document("brenn-remarks")
    gold = store.annotation("gold", document)
    assert gold is not None
    assert gold.entities is not None
    checked = structs.replace(gold.entities[0], checked_by="ann")
    store.write_annotation(structs.replace(gold, entities=(checked, *gold.entities[1:])))
    assert "1 of 31 labels are recorded as checked by a human." in counts_page(store)


def test_the_card_says_what_is_withheld(bare: Path, full: Path) -> None:
    body = card(bare)[1]
    assert "1 of 3 document(s) may be passed on as offsets and labels only" in body
    assert "| veldria-talks | 1 | test | LicenseRef-publisher |" in body
    assert "do not pass this build on" in card(full)[1]


def test_a_build_without_withheld_documents_says_so(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path / "corpus", sample_corpus.SAMPLES[1:])
    build(store, tmp_path / "out", "open")
    assert "Every text of this build may be passed on" in card(tmp_path / "out")[1]


def test_a_long_list_of_withheld_documents_is_cut(tmp_path: Path) -> None:
    sample = sample_corpus.SAMPLES[0]
    many = tuple(replace(sample, id=f"veldria-talks-{at}") for at in range(51))
    build(sample_corpus.make_corpus(tmp_path / "corpus", many), tmp_path / "out", "open")
    body = card(tmp_path / "out")[1]
    assert body.count("LicenseRef-publisher") == 50
    assert "The others are the rows" in body


def test_the_creators_are_those_there_truly_are(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path / "corpus")
    build(store, tmp_path / "out")
    data, body = card(tmp_path / "out")
    assert data["language_creators"] == ["other"]
    assert "- 3 document(s) authored: written for tests" in body
    file = store.path("mirr-boats", 1, ".json")
    file.write_text(file.read_text().replace('"kind": "authored"', '"kind": "collected"'))
    store.relock({"mirr-boats/v1.json": sha256(file.read_bytes())})
    build(store, tmp_path / "out")
    data, body = card(tmp_path / "out")
    assert data["language_creators"] == ["found", "other"]
    assert "- 1 document(s) collected: written for tests" in body


def test_one_licence_is_named_where_there_is_one(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path / "corpus", sample_corpus.SAMPLES[1:])
    build(store, tmp_path / "out")
    data, body = card(tmp_path / "out")
    assert data["license"] == "cc-by-4.0"
    assert "license_name" not in data
    assert "Texts and labels are under CC-BY-4.0." in body


def test_how_to_fill_in_is_told_where_something_is_withheld(bare: Path, full: Path) -> None:
    assert "pactbank rehydrate path/of/this/folder --from" in card(bare)[1]
    assert "pactbank rehydrate" not in card(full)[1]


def test_the_card_names_the_splits_and_those_there_are_none_of(tmp_path: Path, full: Path) -> None:
    words = " ".join(card(full)[1].split())
    assert "Splits of this build: `train`, `validation`, `test`." in words
    assert "`agreements` has no rows in `validation`." in words
    assert "There is no" not in words
    only = sample_corpus.make_corpus(tmp_path / "corpus", sample_corpus.SAMPLES[:1])
    build(only, tmp_path / "out")
    words = " ".join(card(tmp_path / "out")[1].split())
    assert "Splits of this build: `test`. There is no `train` split: nothing here is for" in words
    assert "There is no `validation` split." in words


def test_the_query_that_is_shown_runs(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(full)
    [query] = re.findall(r"```sql\n(.*?)```", card(full)[1], re.DOTALL)
    rows = duckdb.execute(query).fetchall()
    [file] = full.glob("flat/entities-*.parquet")
    states = [row for row in pq.read_table(file).to_pylist() if row["type"] == "STATE"]
    assert rows == [
        tuple(r[c] for c in ("document", "start", "end", "type", "from")) for r in states
    ]


def test_every_column_that_sql_reserves_is_named(full: Path) -> None:
    found = duckdb.execute(
        "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'"
    ).fetchall()
    reserved = {name for (name,) in found}
    columns = {column for features in FLAT.values() for column in features}
    [named] = re.findall(r"Columns such as (.*?) are words of SQL", card(full)[1], re.DOTALL)
    assert reserved & columns
    assert reserved & columns <= set(re.findall(r"`(\w+)`", named))


def test_the_command_that_scores_is_one(
    full: Path, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [line] = re.findall(r"^pactbank score .*$", card(full)[1], re.MULTILINE)
    monkeypatch.chdir(Path(shutil.copytree(full, tmp_path / "copy")))
    gold = store.annotation("gold", store.document("mirr-boats"))
    assert gold is not None
    Path("predictions.jsonl").write_bytes(msgspec.json.encode(gold) + b"\n")
    monkeypatch.setattr(sys, "argv", [*line.split(), "--json"])
    monkeypatch.setenv("PACTBANK_ROOT", str(store.root))
    assert run() == 0


def test_the_card_has_what_a_reader_needs(full: Path) -> None:
    body = card(full)[1]
    for heading in ("Load it", "Rights", "Who made it", "Label and score", "Limitations"):
        assert f"## {heading}\n" in body
    assert body.count("@misc{marsk-pacts,") == 1
    assert "{{" not in body.replace("{{The readers of Marsk}}", "")
    assert "\n\n\n" not in body


@pytest.mark.parametrize("page", ["card", "docs/PUBLISHING.md", "docs/RIGHTS.md"])
def test_every_command_that_is_named_exists(bare: Path, page: str) -> None:
    from docs.generate import commands

    text = card(bare)[1] if page == "card" else (ROOT / page).read_text("utf-8")
    shown = re.findall(r"^pactbank ([a-z]+)|`pactbank ([a-z]+)", text, re.MULTILINE)
    named = {f"pactbank {one or other}" for one, other in shown}
    assert named
    known = {" ".join(name.split()[:2]) for name in commands()}
    assert named <= known
