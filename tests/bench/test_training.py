"""`pactbank train spacy`: a pipeline trained on the train split, and run like any other."""

from __future__ import annotations

import json
import shlex
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pactbank.cli.app import run
from pactbank.model.closed import ENTITY_TYPES, SPLITS
from support import sample_corpus

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import spacy  # noqa: F401


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], int]:
    sample_corpus.make_corpus(tmp_path / "corpus-of-three")
    monkeypatch.chdir(tmp_path)

    def calling(line: str) -> int:
        root = ["pactbank", "--root", "corpus-of-three"]
        monkeypatch.setattr(sys, "argv", [*root, *shlex.split(line)])
        return run()

    return calling


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.acceptance
def test_one_seed_is_one_pipeline_which_predicts_every_layer_with_the_types_of_gold(
    call: Callable[[str], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, seed in (("first", 7), ("again", 7), ("other", 8)):
        assert call(f"train spacy --seed {seed} --epochs 40 --out {name}") == 0
        assert f"{name}: trained on 1 documents with seed {seed}" in capsys.readouterr().out
    first, again, other = (files_of(tmp_path / name) for name in ("first", "again", "other"))
    assert first == again
    assert first["ner/model"] != other["ner/model"]
    meta = json.loads(first["meta.json"])
    assert meta["pactbank"] == {"seed": 7, "epochs": 40, "documents": 1}

    assert call("predict spacy:first mirr-boats --out first.jsonl") == 0
    [made] = map(json.loads, (tmp_path / "first.jsonl").read_text("utf-8").splitlines())
    assert made["layers"] == ["entities", "agreements", "stances"]
    assert "Mirr" in {one["text"] for one in made["entities"]}
    assert {one["type"] for one in made["entities"]} <= set(ENTITY_TYPES)
    assert call("bench spacy:first rules --out results --json") == 0
    board = json.loads(capsys.readouterr().out.partition("\n")[2])
    assert [system["name"] for system in board["systems"]] == ["spacy:first", "rules"]


@pytest.mark.parametrize("split", [split for split in SPLITS if split != "train"])
def test_no_split_but_train_is_trained_on(
    split: str, call: Callable[[str], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(f"train spacy --split {split} --out made") == 2
    assert f"on split train alone: {split} tells what it has learnt" in capsys.readouterr().err
    assert not (tmp_path / "made").exists()


def test_a_folder_that_has_something_in_it_is_kept(
    call: Callable[[str], int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made/mine.txt").write_text("mine", "utf-8")
    assert call("train spacy --out made") == 2
    assert "made is there already; name a new folder" in capsys.readouterr().err
    assert files_of(tmp_path / "made") == {"mine.txt": b"mine"}


def test_a_document_without_a_layer_is_left_out_and_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, poor = (
        next(sample for sample in sample_corpus.SAMPLES if sample.id == name)
        for name in ("mirr-boats", "brenn-remarks")
    )
    sample_corpus.make_corpus(tmp_path, (whole, replace(poor, split="train")))
    line = ["pactbank", "train", "spacy", "--epochs", "1", "--out", "made"]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", line)
    assert run() == 0
    told = capsys.readouterr()
    assert "made: trained on 1 documents" in told.out
    assert "left out, as their gold lacks a layer: brenn-remarks" in told.err
    assert (tmp_path / "made/meta.json").exists()


def test_nothing_to_learn_and_no_spacy_leave_no_folder(
    call: Callable[[str], int],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    assert call("train spacy --out made") == 2
    assert 'pip install "pactbank[spacy]"' in capsys.readouterr().err
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    empty = replace(sample_corpus.SAMPLES[0], split="train", layers=lambda _: NOTHING, refs=())
    sample_corpus.make_corpus(tmp_path / "empty", (empty,))
    monkeypatch.setattr(sys, "argv", shlex.split("pactbank --root empty train spacy --out made"))
    assert run() == 2
    assert "no mention of an entity to learn" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus-of-three", "empty"]


NOTHING: dict[str, list[str]] = {"entities": [], "agreements": [], "stances": []}
