"""pactbank prompt and pactbank schema, and the way from a model's raw output to a score."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from pactbank.cli.app import run
from pactbank.corpus.store import Store
from pactbank.model.inlined import for_models, inlined
from pactbank.model.schemas import schema
from support import sample_corpus


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return sample_corpus.make_corpus(tmp_path / "root")


class Shell:
    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch = monkeypatch
        self.capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Exit code, stdout and stderr of one call."""
        self.monkeypatch.setattr(sys, "argv", ["pactbank", *words])
        code = run()
        printed = self.capsys.readouterr()
        return code, printed.out, printed.err


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys)


def test_schemas_are_printed(shell: Shell) -> None:
    for words, wanted in (
        (("lock",), schema("lock")),
        ((), schema("prediction")),
        (("annotation", "--flat"), inlined("annotation")),
        (("--flat", "--layers", "stances"), inlined("prediction", ["stances"])),
        (("prediction", "--strict"), for_models()),
        (("--strict", "--layers", "stances,entities"), for_models(["entities", "stances"])),
    ):
        code, printed, _ = shell("schema", *words)
        assert code == 0
        assert json.loads(printed) == wanted


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("predicton",), "prediction"),
        (("lock", "--strict"), "prediction"),
        (("lock", "--flat", "--layers", "entities"), "prediction"),
        (("--layers", "entities"), "--flat or --strict"),
        (("--flat", "--layers", "entity"), "entities"),
    ],
)
def test_what_cannot_be_printed_is_refused(
    shell: Shell, words: tuple[str, ...], message: str
) -> None:
    code, printed, error = shell("schema", *words)
    assert (code, printed) == (2, "")
    assert message in error


def test_the_prompt_of_a_document_of_the_corpus(shell: Shell, store: Store) -> None:
    code, page, _ = shell("--root", str(store.root), "prompt", "mirr-boats", "--layers", "stances")
    assert code == 0
    assert "Mirr has ratified the Harbour Treaty" in page
    assert "Reference date: 2031-05-29" in page
    assert "## Entities" not in page


def test_the_prompt_of_a_text_of_ones_own(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Anhal thanked Mirr.\n")
    code, page, _ = shell("prompt", "my-note", "--text", str(path), "--date", "2031-04-03")
    assert code == 0
    assert "Id: my-note\nReference date: 2031-04-03" in page
    assert "<text>\nAnhal thanked Mirr.\n</text>" in page
    code, _, error = shell("prompt", "my-note", "--text", str(tmp_path / "none.txt"))
    assert code == 2
    assert "none.txt" in error
