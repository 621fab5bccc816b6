from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pactbank.dataset import CONFIGS, build, manifest
from pactbank.dataset.flat_tables import FLAT
from pactbank.dataset.prose import columns
from support import sample_corpus


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    [file] = folder.glob(f"flat/{name}-*.parquet")
    rows: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    return rows


def nested(folder: Path, config: str) -> list[dict[str, Any]]:
    files = [file for file in manifest.read(folder).files if file.config == config]
    return [row for file in files for row in pq.read_table(folder / file.path).to_pylist()]


def labels(folder: Path, config: str, *steps: str) -> list[dict[str, Any]]:
    found = nested(folder, config)
    for step in steps:
        found = [label for one in found for label in one[step]]
    return found


@pytest.mark.parametrize(
    ("name", "config", "steps"),
    [
        ("documents", "documents", ()),
        ("referents", "entities", ("refs",)),
        ("entities", "entities", ("entities",)),
        ("agreements", "agreements", ("agreements",)),
        ("agreement_mentions", "agreements", ("agreements", "mentions")),
        ("arguments", "agreements", ("agreements", "arguments")),
        ("status", "agreements", ("agreements", "status")),
        ("relations", "agreements", ("agreements", "relations")),
        ("stances", "stances", ("stances",)),
        ("holders", "stances", ("stances", "holders")),
        ("chain", "stances", ("stances", "chain")),
    ],
)
def test_a_table_has_every_label_of_its_config(
    full: Path, bare: Path, name: str, config: str, steps: tuple[str, ...]
) -> None:
    for folder in (full, bare):
        flat, deep = table(folder, name), labels(folder, config, *steps)
        assert len(flat) == len(deep) > 0
        for row, label in zip(flat, deep, strict=True):
            shared = row.keys() & label.keys()
            assert shared
            assert {key: row[key] for key in shared} == {key: label[key] for key in shared}


def test_inner_structs_become_columns(full: Path) -> None:
    [stance] = [row for row in table(full, "stances") if row["document"] == "veldria-talks"]
    assert (stance["cue_text"], stance["target_text"]) == (
        "welcomed",
        "progress of both countries “so far”",
    )
    assert stance["split"] == "test"
    [entry] = [row for row in table(full, "status") if row["stage"] == "RATIFIED"]
    assert (entry["agreement"], entry["party"], entry["evidence_text"]) == (
        "a1",
        "mirr",
        "ratified",
    )
    without = [row for row in table(full, "stances") if row["document"] == "brenn-remarks"]
    assert [row["target_start"] for row in without] == [None]
    linked = [row for row in table(full, "agreements") if row["kb_scheme"]]
    assert [row["kb_id"] for row in linked] == ["harbour-treaty"]


def test_referents_of_documents_with_other_layers_come_in_the_order_of_documents(
    tmp_path: Path,
) -> None:
    lacking = {"veldria-talks": ("entities", "agreements"), "mirr-boats": ("entities",)}
    samples = tuple(
        replace(
            one,
            split="train",
            layers=lambda text, one=one: {
                name: found
                for name, found in one.layers(text).items()
                if name not in lacking.get(one.id, ())
            },
        )
        for one in sample_corpus.SAMPLES
    )
    build(sample_corpus.make_corpus(tmp_path / "root", samples), tmp_path / "out")
    expected = [
        (one.id, ref["id"]) for one in sorted(samples, key=lambda one: one.id) for ref in one.refs
    ]
    found = [(row["document"], row["id"]) for row in table(tmp_path / "out", "referents")]
    assert found == expected
    assert {row["document"] for row in table(tmp_path / "out", "stances")} == {
        "brenn-remarks", "veldria-talks",
    }  # fmt: skip


def test_the_tables_are_no_config(full: Path) -> None:
    flat = [file for file in manifest.read(full).files if file.path.startswith("flat/")]
    assert len(flat) == len(FLAT)
    assert {(file.config, file.split) for file in flat} == {(None, None)}
    assert all(file.rows for file in flat)
    assert set(FLAT) - set(CONFIGS) == {
        "referents", "agreement_mentions", "arguments", "status", "relations", "holders", "chain",
    }  # fmt: skip


def test_every_column_is_described_once() -> None:
    described = columns()
    shared, tables = {k: v for k, v in described.items() if k != "tables"}, described["tables"]
    assert tables.keys() == FLAT.keys()
    used = set()
    for name, features in FLAT.items():
        own = tables[name].keys() - {""}
        assert own <= set(features)
        assert set(features) <= own | shared.keys()
        used |= set(features) - own
    assert used == shared.keys()
    for text in (*shared.values(), *(t for one in tables.values() for t in one.values())):
        assert text.endswith(".")
