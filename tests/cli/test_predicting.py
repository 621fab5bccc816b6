"""`pactbank predict`: predictions as a file that score and push read."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

import pactbank.systems
from pactbank.cli.app import run
from pactbank.model.prediction import Prediction
from pactbank.systems import Article, System
from support import sample_corpus


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], int]:
    sample_corpus.make_corpus(tmp_path)
    monkeypatch.chdir(tmp_path)

    def calling(line: str) -> int:
        monkeypatch.setattr(sys, "argv", ["pactbank", *shlex.split(line)])
        return run()

    return calling


def documents(path: str) -> list[str]:
    return [json.loads(line)["document"] for line in Path(path).read_text("utf-8").splitlines()]


CHOICES = {
    "": ["brenn-remarks", "mirr-boats", "veldria-talks"],
    "--split train": ["mirr-boats"],
    "veldria-talks mirr-boats": ["veldria-talks", "mirr-boats"],
}


@pytest.mark.parametrize("words", CHOICES)
def test_predictions_are_written(
    call: Callable[[str], int], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(f"predict rules {words} --out rules.jsonl") == 0
    assert documents("rules.jsonl") == CHOICES[words]
    assert f"{len(CHOICES[words])} documents" in capsys.readouterr().out
    assert call("validate rules.jsonl") == 0


def test_they_are_scored(call: Callable[[str], int], capsys: pytest.CaptureFixture[str]) -> None:
    assert call("predict rules --split train --out rules.jsonl") == 0
    capsys.readouterr()
    assert call("score rules.jsonl --split train --json") == 0
    assert json.loads(capsys.readouterr().out)["missing"] == []


class Fragile(System):
    name = "fragile"
    version = "7"

    def predict(self, articles: Iterable[Article]) -> Iterator[Prediction]:
        for document, _ in articles:
            if document.id.startswith("m"):
                raise RuntimeError("no\x1b[2J such word")
            yield Prediction(document=document.id)


def test_a_document_that_fails_is_told_and_the_rest_is_written(
    call: Callable[[str], int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(pactbank.systems, "systems", lambda: {"fragile": Fragile})
    Path("corpus/veldria-talks/v1.txt").unlink()
    assert call("predict fragile --out p.jsonl") == 1
    assert documents("p.jsonl") == ["brenn-remarks"]
    shown = capsys.readouterr()
    assert "p.jsonl: fragile 7, 1 documents, 2 failed" in shown.out
    assert "mirr-boats: error: RuntimeError: no\\x1b[2J such word" in shown.err
    assert "veldria-talks: its text is not in this copy" in shown.err


@pytest.mark.acceptance  # starts a program
def test_a_program_predicts(call: Callable[[str], int], capsys: pytest.CaptureFixture[str]) -> None:
    program = """while read -r line; do case $line in
        *mirr-boats*) sleep 60;; *) printf '%s}\\n' "${line%%,*}";;
    esac; done"""
    Path("mine.sh").write_text(program, "utf-8")
    assert call("predict 'command:sh mine.sh' --timeout 2 --out p.jsonl") == 1
    assert documents("p.jsonl") == ["brenn-remarks", "veldria-talks"]
    shown = capsys.readouterr()
    assert "p.jsonl: command:sh mine.sh " in shown.out
    assert "mirr-boats: timeout: no line of output within 2 s" in shown.err
    assert call("validate p.jsonl") == 0


@pytest.mark.acceptance  # starts a program
def test_an_answer_that_is_mended_is_told_and_no_failure(
    call: Callable[[str], int], capsys: pytest.CaptureFixture[str]
) -> None:
    program = """while read -r line; do printf '%s,}\\n' "${line%%,*}"; done"""
    Path("mine.sh").write_text(program, "utf-8")
    assert call("predict 'command:sh mine.sh' --out p.jsonl") == 0
    assert documents("p.jsonl") == ["brenn-remarks", "mirr-boats", "veldria-talks"]
    shown = capsys.readouterr()
    assert "failed" not in shown.out
    assert "mirr-boats: mended: the answer is JSON but for 1 trailing-comma" in shown.err
    assert call("bench 'command:sh mine.sh' --out results --no-report") == 0


WRONG = {
    "predict command:no-such-program --out p.jsonl": "there is no program 'no-such-program'",
    "predict rulez --out p.jsonl": "no system 'rulez'; there is: command:PROGRAM, llm:MODEL, "
    "rules, spacy:PIPELINE",
    "predict rules nothing --out p.jsonl": "no document 'nothing'",
    "predict rules mirr-boats --split test --out p.jsonl": "documents or a split, not both",
    "predict rules": "Missing option '--out'",
}


@pytest.mark.parametrize("line", WRONG)
def test_wrong_use_is_told(
    call: Callable[[str], int], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(line) == 2
    assert WRONG[line] in capsys.readouterr().err
    assert not Path("p.jsonl").exists()
