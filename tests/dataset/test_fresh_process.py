"""Every config and split in a process of its own, with an empty cache and no network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pactbank.corpus.store import Store
from pactbank.dataset import CONFIGS, manifest

LOAD = """
import sys
from datasets import load_dataset

def spans(value):
    if isinstance(value, dict):
        if value.keys() >= {"start", "end", "text"}:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from spans(item)

folder, config, split = sys.argv[1:]
texts = {row["document"]: row["text"] for row in load_dataset(folder, split=split)}
checked = 0
rows = load_dataset(folder, config, split=split)
for row in rows:
    text = texts[row["document"]]
    for span in spans(row):
        assert 0 <= span["start"] < span["end"]
        assert span["text"] == (text and text[span["start"]:span["end"]])
        checked += 1
    if config == "tokens":
        words = row["tokens"] or [None] * len(row["starts"])
        for word, start, end in zip(words, row["starts"], row["ends"], strict=True):
            assert word == (text and text[start:end])
            checked += 1
print(len(rows), checked)
"""

SAME = """
import sys
import datasets, pactbank
for config in sys.argv[1:]:
    for split, rows in datasets.load_dataset(pactbank.path(), config).items():
        assert list(rows) == list(pactbank.load(config, split=split)), (config, split)
"""


def fresh(tmp_path: Path, code: str, *arguments: str, **more: str) -> str:
    """What a process prints that knows no cache and no network."""
    environment = {
        **os.environ,
        "HF_HOME": str(tmp_path / "home"),
        "XDG_CACHE_HOME": str(tmp_path / "xdg"),
        "HF_HUB_OFFLINE": "1",
        **more,
    }
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        capture_output=True, text=True, timeout=120, env=environment, cwd=tmp_path,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def splits(folder: Path, config: str) -> dict[str, int]:
    files = manifest.read(folder).files
    return {f.split: f.rows for f in files if f.config == config and f.split and f.rows}


@pytest.mark.acceptance
@pytest.mark.parametrize("mode", ["full", "open"])
def test_one_config_loads_in_a_fresh_process(
    tmp_path: Path, full: Path, bare: Path, mode: str
) -> None:
    folder = full if mode == "full" else bare
    rows, checked = fresh(tmp_path, LOAD, str(folder), "agreements", "test").split()
    assert (int(rows), int(checked)) == (1, 4)


@pytest.mark.acceptance
@pytest.mark.parametrize("mode", ["full", "open"])
@pytest.mark.parametrize("split", ["train", "validation", "test"])
@pytest.mark.parametrize("config", CONFIGS)
def test_every_config_and_split_loads_in_a_fresh_process(
    tmp_path: Path, full: Path, bare: Path, config: str, split: str, mode: str
) -> None:
    folder = full if mode == "full" else bare
    expected = splits(folder, config)
    if split not in expected:
        assert (config, split) == ("agreements", "validation")
        return
    rows, checked = fresh(tmp_path, LOAD, str(folder), config, split).split()
    assert int(rows) == expected[split]
    assert int(checked) or (config, split) in {
        ("documents", "train"), ("documents", "validation"), ("documents", "test"),
        ("stances", "train"),
    }  # fmt: skip


@pytest.mark.acceptance
def test_path_and_load_give_the_same_rows_in_a_fresh_process(tmp_path: Path, store: Store) -> None:
    fresh(tmp_path, SAME, *CONFIGS, PACTBANK_ROOT=str(store.root))
