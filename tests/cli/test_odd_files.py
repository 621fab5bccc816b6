"""Every option and argument that names a file, against everything that is no readable file."""

from __future__ import annotations

import inspect
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from msgspec.structs import replace

from docs.generate import commands
from pactbank.cli.app import run
from pactbank.corpus.store import Store
from pactbank.dataset import build
from pactbank.model.annotation import Annotator
from support import odd, sample_corpus

Mp = pytest.MonkeyPatch
Cap = pytest.CaptureFixture[str]

LINES = {
    "ingest FILES": "ingest X --id some-talks",
    "ingest --reference": "ingest gold.json --id some-talks --reference X",
    "annotators add --prompt": "annotators add a --kind model --model m --description D --prompt X",
    "validate PATHS": "validate X",
    "anchor DRAFT": "anchor X --as gold",
    "adjudicate --decisions": "adjudicate pass-a pass-b --decisions X",
    "audit file JUDGED": "audit file X --name first --by Ana",
    "audit finds DECIDED": "audit finds X",
    "prompt --text": "prompt some-talks --text X",
    "score PREDICTIONS": "score X --gold gold.jsonl",
    "score PREDICTIONS of a split": "score X --split test",
    "score PREDICTIONS --lenient": "score X --gold gold.jsonl --lenient",
    "score PREDICTIONS of zones": "score X --task zones --split test",
    "score --gold": "score gold.jsonl --gold X",
    "score --texts": "score gold.jsonl --gold gold.jsonl --texts X",
    "score --label-map": "score gold.jsonl --gold gold.jsonl --label-map X",
    "score --from-counts": "score --from-counts X",
    "compare SYSTEMS": "compare gold.jsonl X --gold gold.jsonl",
    "compare SYSTEMS with a map": "compare gold.jsonl X:ontonotes --gold gold.jsonl",
    "compare SYSTEMS --from-counts": "compare X counts.parquet --from-counts",
    "compare --gold": "compare gold.jsonl gold.json --gold X",
    "compare --texts": "compare gold.jsonl gold.json --gold gold.jsonl --texts X",
    "compare --label-map": "compare gold.jsonl gold.json --gold gold.jsonl --label-map X",
    "bench --label-map": "bench rules --split test --out results --label-map X",
    "report RESULTS": "report X",
    "rehydrate DATASET": "rehydrate X --from articles --out full",
    "rehydrate --from": "rehydrate open --from X --out full",
    "recipe FILE": "recipe X --url https://example.org/a --extractor plain",
    "fetch --from": "fetch --from X",
    "studio push --predictions": "studio push --predictions X --out tasks.json",
    "studio pull --in": "studio pull --in X --as alice",
}
NAMES = ("x", "x.json", "x.jsonl", "x.parquet")
"""What a file is called may decide how it is read."""
WRITES = {
    "anchor --html",
    "adjudicate --export",
    "adjudicate --out",
    "audit draw --out",
    "bench --out",
    "report --out",
    "build --out",
    "iaa --html",
    "init FOLDER",
    "recipe --out",
    "recipe --text",
    "predict --out",
    "rehydrate --out",
    "score --counts",
    "score --html",
    "stats --plot",
    "train spacy --out",
    "studio push --out",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with an open build, and files to go with what is odd."""
    root = tmp_path_factory.mktemp("odd") / "root"
    store = sample_corpus.make_corpus(root)
    passes = tuple(Annotator(id=f"pass-{x}", kind="human", description="One.") for x in "ab")
    sample_corpus.write_registers(store, sample_corpus.ABOUT, (sample_corpus.GOLD, *passes))
    labels_of_one = store.annotation("gold", store.document("mirr-boats"))
    assert labels_of_one is not None
    for annotator in passes:
        store.write_annotation(replace(labels_of_one, annotator=annotator.id))
    build(store, root / "open", "open")
    (root / "articles").mkdir()
    (root / "annotations/GUIDELINES.md").write_text("Label.\n")
    labels = {"document": "d1", "entities": [{"type": "STATE", "start": 0, "end": 4}]}
    for name in ("gold.jsonl", "gold.json"):
        (root / name).write_text(json.dumps(labels) + "\n")
    return root


@pytest.fixture
def root(folder: Path, tmp_path: Path, monkeypatch: Mp) -> Path:
    shutil.copytree(folder, tmp_path / "root", ignore=shutil.ignore_patterns(".lock"))
    monkeypatch.chdir(tmp_path / "root")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "root"


def kinds(*ordinary: str) -> list[Any]:
    """Everything odd but a folder, which many options take; the ordinary tests try some of it."""
    return [
        kind if kind in ordinary else pytest.param(kind, marks=pytest.mark.acceptance)
        for kind in odd.ODD
        if kind != "a folder"
    ]


def call(monkeypatch: Mp, line: str) -> int:
    monkeypatch.setattr(sys, "argv", ["pactbank", *shlex.split(line)])
    with odd.guarded():
        return run()


@pytest.mark.parametrize("kind", kinds("a pipe"))
@pytest.mark.parametrize("option", LINES)
def test_what_cannot_be_read_is_refused_by_name(
    root: Path, monkeypatch: Mp, capsys: Cap, option: str, kind: str
) -> None:
    before = {path.name for path in root.iterdir()}
    for name in NAMES:
        path = odd.put(kind, root / name)
        code = call(monkeypatch, LINES[option].replace("X", name))
        shown = capsys.readouterr()
        printed = " ".join((shown.out + shown.err).split())
        assert code in (1, 2), printed
        assert "Traceback" not in printed
        assert name in printed
        path.unlink()
    assert {path.name for path in root.iterdir()} - {"cache"} == before
    assert Store(root).versions().keys() == {"brenn-remarks", "mirr-boats", "veldria-talks"}


@pytest.mark.parametrize("option", LINES)
def test_an_empty_folder_is_refused(root: Path, monkeypatch: Mp, capsys: Cap, option: str) -> None:
    if option in ("validate PATHS", "fetch --from"):  # nothing is wrong with it
        return
    (root / "x").mkdir()
    assert call(monkeypatch, LINES[option].replace("X", "x")) in (1, 2)
    shown = capsys.readouterr()
    assert "Traceback" not in shown.err
    assert "x" in shown.err


def test_the_table_names_every_option_that_is_a_path() -> None:
    """A new option that names a file belongs into a table above."""
    known = {
        " ".join(
            line.split()[: 3 if line.startswith(("studio", "annotators", "audit", "train")) else 2]
        )
        for line in LINES
    }
    for name, command in commands().items():
        hints = get_type_hints(inspect.unwrap(command.callback), include_extras=True)
        paths = {key for key, hint in hints.items() if "Path" in str(hint) and key != "context"}
        for parameter in command.params:
            if parameter.name in paths:
                argument = parameter.param_type_name == "argument"
                written = parameter.name.upper() if argument else parameter.opts[0]
                assert f"{name.removeprefix('pactbank ')} {written}" in known | WRITES


CORPUS = [
    "corpus/splits.json",
    "corpus/mirr-boats/v1.json",
    "corpus/mirr-boats/v1.txt",
    "annotations/gold",
    "annotations/gold/mirr-boats.v1.json",
]
READING = {
    "build --out out": CORPUS,
    "path": CORPUS,
    "show mirr-boats": ["corpus/mirr-boats/v1.json", "corpus/mirr-boats/v1.txt", *CORPUS[3:5]],
    "score gold.jsonl --split train": CORPUS[:5],
    "score gold.jsonl --gold gold.jsonl --seen-in train": CORPUS[:5],
    "studio push --from gold --out tasks.json": CORPUS[1:5],
    "studio push --out tasks.json": ["annotations/GUIDELINES.md"],
    "zones mirr-boats": ["corpus/mirr-boats/v1.json", "corpus/mirr-boats/v1.raw.txt"],
    "zones mirr-boats --set 5=heading --reason x": [
        *(CORPUS[1], "corpus/mirr-boats/v1.raw.txt", *CORPUS[3:5]),
    ],
    "ingest --review --under 1": ["corpus/mirr-boats/v1.json"],
    "anchor gold.json --as gold": ["annotations/GUIDELINES.md"],
    "prompt mirr-boats": ["corpus/mirr-boats/v1.json", "corpus/mirr-boats/v1.txt"],
    "lock": ["corpus/splits.json", "corpus/mirr-boats/v1.json", "corpus/mirr-boats/v1.txt"],
    "remove mirr-boats --yes": [
        "corpus/corpus.lock",
        "corpus/splits.json",
        "annotations/RULINGS.md",
    ],
    "demo": CORPUS,
}
"""What each command reads of a corpus."""


@pytest.mark.parametrize("kind", kinds("a link to itself"))
@pytest.mark.parametrize(
    ("line", "file"), [(line, file) for line, files in READING.items() for file in files]
)
def test_what_cannot_be_read_of_a_corpus_is_never_absent(
    root: Path, monkeypatch: Mp, capsys: Cap, line: str, file: str, kind: str
) -> None:
    odd.put(kind, root / file)
    assert call(monkeypatch, line) in (1, 2)
    shown = capsys.readouterr()
    assert "Traceback" not in shown.err
    assert file in shown.out + shown.err
    assert not (root / "out").exists()
    assert not (root / "tasks.json").exists()


WITHOUT_RIGHTS = """
import contextlib, io, os, sys
from pactbank.cli.app import run
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    run()  # in a copy, so that everything is imported
if os.geteuid() == 0:  # for whom nothing is forbidden
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
os.chdir("../root")
os.environ["XDG_CACHE_HOME"] = os.environ["HOME"] = os.path.abspath("scratch")
sys.exit(run())
"""


@pytest.mark.acceptance
@pytest.mark.parametrize("shut", ["annotations/gold", "annotations/gold/mirr-boats.v1.json"])
@pytest.mark.parametrize(
    "line",
    [
        "build --out scratch/out",
        "path",
        "show mirr-boats",
        "score gold.jsonl --split train",
        "studio push --from gold --out scratch/tasks.json",
        "validate",
    ],
)
def test_gold_without_permission_is_not_absent(folder: Path, line: str, shut: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)  # pytest's own folders are for one user
        for name in ("warm", "root"):
            shutil.copytree(folder, Path(place) / name)
            (Path(place) / name / "scratch").mkdir()
        root = Path(place) / "root"
        (root / "scratch").chmod(0o777)
        (root / shut).chmod(0)
        result = subprocess.run(
            [sys.executable, "-c", WITHOUT_RIGHTS, *shlex.split(line)],
            capture_output=True,
            text=True,
            check=False,
            cwd=root.parent / "warm",
            env={**os.environ, "XDG_CACHE_HOME": str(root.parent / "warm/scratch")},
        )
        assert not list((root / "scratch").rglob("*.parquet"))
    said = result.stdout + result.stderr
    assert result.returncode == 1, said
    assert "Traceback" not in said
    assert re.search(r"annotations/gold.*PB001: Permission denied", said)
