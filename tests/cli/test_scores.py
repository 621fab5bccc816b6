"""The commands score and compare, as a user calls them."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from pactbank.cli.app import run
from pactbank.corpus.store import Store
from pactbank.model import codec
from pactbank.model.schemas import explain
from pactbank.model.score import Comparison, Score
from support import sample_corpus
from support.labelled import document, entity, span

GOLD = [
    document(
        f"d{number}",
        entities=[entity(span(10 * at, 10 * at + 5), "STATE", "a") for at in range(4)],
    )
    for number in range(8)
]


def predicted(right: int) -> list[dict[str, Any]]:
    """Predictions with so many right mentions in a document, and one more in every other."""
    return [
        document(
            f"d{number}",
            entities=[
                entity(span(10 * at, 10 * at + 5 + (at >= right + number % 2)), "STATE")
                for at in range(4)
            ],
        )
        for number in range(8)
    ]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with gold and two systems, and no corpus."""
    for name, rows in (("gold", GOLD), ("good", predicted(3)), ("bad", predicted(0))):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    store = sample_corpus.make_corpus(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return store


def call(monkeypatch: pytest.MonkeyPatch, line: str) -> int:
    monkeypatch.setattr(sys, "argv", shlex.split(f"pactbank {line}"))
    return run()


Mp: TypeAlias = pytest.MonkeyPatch
Cap: TypeAlias = pytest.CaptureFixture[str]


def test_the_headline_as_a_table(files: Path, monkeypatch: Mp, capsys: Cap) -> None:
    assert call(monkeypatch, "score good.jsonl --gold gold.jsonl") == 0
    shown = capsys.readouterr().out
    rows = {line.split()[0]: line.split()[1:] for line in shown.split("\n") if line.strip()}
    # 3 or 4 of 4 are right in turn: 28 of 32.
    assert rows["exact"][:3] == ["87.5", "87.5", "87.5"]
    assert rows["exact"][4:] == ["28", "32", "32", "8"]
    low, high = (float(bound) for bound in rows["exact"][3].split("–"))
    assert low < 87.5 < high
    assert rows["STATE"][-4:] == ["28", "32", "32", "8"]
    assert "untyped" in rows
    assert "partial" not in rows
    assert "macro F1: exact 87.5 (1 types)" in shown
    assert "signature: task:entities|metrics:2|split:none|" in shown


def test_every_metric(files: Path, monkeypatch: Mp, capsys: Cap) -> None:
    assert call(monkeypatch, "score good.jsonl --gold gold.jsonl --all-metrics") == 0
    shown = capsys.readouterr().out
    for name in ("strict", "exact_boundary", "partial", "type", "iou", "b3", "ceafe", "lea"):
        assert f"\n{name} " in shown
    assert "b3, ceafe, lea: predictions name no referents" in shown


def test_rows_that_rest_on_too_little_are_counts_only(
    files: Path, monkeypatch: Mp, capsys: Cap
) -> None:
    rows = [*GOLD[1:], {**GOLD[0], "entities": [entity(span(0, 5), "ORG")]}]
    (files / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert call(monkeypatch, "score good.jsonl --gold gold.jsonl") == 0
    shown = capsys.readouterr().out
    [row] = [line.split() for line in shown.split("\n") if line.strip().startswith("ORG")]
    assert row == ["ORG", "0", "0", "1", "1"]
    assert "by type: under 5 documents or 10 gold items, counts only" in shown


@pytest.mark.parametrize("options", ["", "--all-metrics", "--no-interval", "--types STATE"])
def test_json_is_one_valid_object_and_nothing_else(
    files: Path, monkeypatch: Mp, capsys: Cap, options: str
) -> None:
    assert call(monkeypatch, f"score good.jsonl --gold gold.jsonl --json {options}") == 0
    shown = capsys.readouterr()
    assert not shown.err
    value = json.loads(shown.out)
    assert not list(explain(value, Score))
    assert value["metrics"]["exact"]["tp"] == 28
    has = value["metrics"]["exact"]["interval"] is not None
    assert has == (options != "--no-interval")


@pytest.mark.parametrize("task", ["entities", "agreements", "stances", "all"])
def test_every_task_against_a_split(corpus: Store, monkeypatch: Mp, capsys: Cap, task: str) -> None:
    [found] = corpus.in_split("test")
    path = corpus.annotation_path("gold", found.id, found.version)
    line = f"score {path} --split test --task {task} --json"
    assert call(monkeypatch, line) == 0
    value = json.loads(capsys.readouterr().out)
    assert not list(explain(value, Score))
    assert value["task"] == task
    assert all(metric["f1"] in (1, None) for metric in value["metrics"].values())
    assert call(monkeypatch, line.removesuffix(" --json")) == 0
    assert "one document" in capsys.readouterr().out


def test_zones(corpus: Store, monkeypatch: Mp, capsys: Cap) -> None:
    (corpus.root / "documents.jsonl").write_bytes(
        b"".join(codec.encode_line(corpus.document(name)) for name in corpus.versions())
    )
    assert call(monkeypatch, "score documents.jsonl --split test --task zones") == 0
    shown = capsys.readouterr().out
    assert "line" in shown
    assert "gold kind by predicted kind" in shown


def test_what_is_missing_and_how_quotes_were_placed(
    corpus: Store, monkeypatch: Mp, capsys: Cap
) -> None:
    (corpus.root / "given.jsonl").write_text("")
    assert call(monkeypatch, "score given.jsonl --split test") == 0
    assert "no predictions for veldria-talks: scored as empty" in capsys.readouterr().err
    quote = {"document": "veldria-talks", "entities": [{"text": "marsk", "type": "PLACE"}]}
    (corpus.root / "given.jsonl").write_text(json.dumps(quote))
    assert call(monkeypatch, "score given.jsonl --split test") == 0
    assert "quotes of entity: 1 normalised" in capsys.readouterr().out


def test_label_maps_say_what_they_lose(corpus: Store, monkeypatch: Mp, capsys: Cap) -> None:
    label = {"document": "veldria-talks", "entities": [entity(span(0, 7), "GPE")]}
    (corpus.root / "given.jsonl").write_text(json.dumps(label))
    assert call(monkeypatch, "score given.jsonl --split test") == 1
    assert "PB104 /entities/0/type" in capsys.readouterr().err
    assert call(monkeypatch, "score given.jsonl --split test --label-map ontonotes") == 0
    shown = capsys.readouterr().out
    assert (
        "map ontonotes, gold: left out ROLE 1; no longer told apart PLACE = STATE → PLACE" in shown
    )
    assert "map ontonotes, predicted: left out nothing" in shown


def test_faults_are_listed_with_file_line_and_pointer(
    files: Path, monkeypatch: Mp, capsys: Cap
) -> None:
    (files / "bad.jsonl").write_text(
        json.dumps(GOLD[0])
        + "\n"
        + '{"document": "d1", "entities": [{"start": 5, "end": 2, "type": "X"}]}\n'
    )
    assert call(monkeypatch, "score bad.jsonl --gold gold.jsonl --json") == 1
    shown = capsys.readouterr()
    assert not shown.out
    assert shown.err.startswith("bad.jsonl:2: PB301 /entities/0: [5, 2)")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("score", "name the predictions to score"),
        ("score good.jsonl", "--split or --gold, one of them"),
        ("score good.jsonl --gold gold.jsonl --split test", "--split or --gold, one of them"),
        ("score nothing.jsonl --gold gold.jsonl", "nothing.jsonl: No such file"),
        ("score good.jsonl --gold nothing.jsonl", "nothing.jsonl: No such file"),
        ("score good.jsonl --gold gold.jsonl --types GPE", "no type 'GPE'"),
        ("score good.jsonl --gold gold.jsonl --task tokens", "'tokens' is not one of"),
        ("score good.jsonl --gold gold.jsonl --task stances", "gold has no stances layer"),
        ("score --explain nothing", "no metric 'nothing'"),
        ("score good.jsonl --from-counts x.parquet", "leave out predictions"),
        ("score --from-counts x.parquet", "x.parquet: No such file"),
        ("compare good.jsonl --gold gold.jsonl", "at least two systems"),
        ("compare good.jsonl good.jsonl --gold gold.jsonl", "a file is named twice"),
    ],
)
def test_wrong_use(files: Path, monkeypatch: Mp, capsys: Cap, line: str, said: str) -> None:
    assert call(monkeypatch, line) == 2
    shown = capsys.readouterr()
    assert said in " ".join(shown.err.split())
    assert not shown.out


def test_explain_needs_no_data(tmp_path: Path, monkeypatch: Mp, capsys: Cap) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(monkeypatch, "score --explain ceafe") == 0
    shown = capsys.readouterr().out
    assert "2|K∩S|/(|K|+|S|)" in shown
    assert "Source: Luo 2005" in shown


def test_quotes_are_scored_against_texts_of_ones_own(
    files: Path, monkeypatch: Mp, capsys: Cap
) -> None:
    (files / "texts").mkdir()
    for row in GOLD:
        (files / f"texts/{row['document']}.txt").write_text(
            "Anhal.....Mirr......Kestania..Brenn....."
        )
    quotes = [document("d1", entities=[entity({"text": "Anhal"}, "STATE")])]
    (files / "quotes.jsonl").write_text(json.dumps(quotes[0]) + "\n")
    for line in ("score quotes.jsonl", "compare quotes.jsonl good.jsonl"):
        assert call(monkeypatch, f"{line} --gold gold.jsonl") == 1
        shown = capsys.readouterr()
        assert "--texts FOLDER" in shown.err
        assert not shown.out
        assert call(monkeypatch, f"{line} --gold gold.jsonl --texts texts") == 0
        assert "|texts:8|" in capsys.readouterr().out
    assert call(monkeypatch, "score quotes.jsonl --gold gold.jsonl --texts nowhere") == 2
    assert "--texts names nowhere, which is not a folder" in capsys.readouterr().err


def test_seen_and_unseen_mentions(corpus: Store, monkeypatch: Mp, capsys: Cap) -> None:
    label = {"document": "veldria-talks", "entities": [entity(span(8, 16), "STATE")]}
    (corpus.root / "given.jsonl").write_text(json.dumps(label))
    assert call(monkeypatch, "score given.jsonl --split test --seen-in train") == 0
    shown = capsys.readouterr().out
    rows = {line.split()[0]: line.split()[1:] for line in shown.split("\n") if line.strip()}
    assert rows["seen"][:3] == ["100.0", "50.0", "66.7"]
    assert rows["unseen"][:3] == ["–", "0.0", "0.0"]
    assert "|seen:train@" in shown
    for options, message in (
        ("--split test --seen-in test", "a split has seen all of its own mentions"),
        ("--split test --seen-in train --task agreements", "--seen-in: only entities have them"),
        ("--split test --seen-in nothing", "'nothing' is not one of"),
    ):
        assert call(monkeypatch, f"score given.jsonl {options}") == 2
        assert message in " ".join(capsys.readouterr().err.split())


def test_counts_and_back(files: Path, monkeypatch: Mp, capsys: Cap) -> None:
    line = "score good.jsonl --gold gold.jsonl --counts counts.parquet --json"
    assert call(monkeypatch, line) == 0
    first = capsys.readouterr().out
    assert call(monkeypatch, "score --from-counts counts.parquet --json") == 0
    assert capsys.readouterr().out == first
    (files / "gold.jsonl").rename(files / "other.parquet")
    assert call(monkeypatch, "score --from-counts other.parquet") == 1
    assert "PB859" in capsys.readouterr().err


def test_compare(files: Path, monkeypatch: Mp, capsys: Cap) -> None:
    assert call(monkeypatch, "compare good.jsonl bad.jsonl --gold gold.jsonl") == 0
    shown = capsys.readouterr().out
    rows = [line.split() for line in shown.split("\n")]
    [pair] = [row for row in rows if row[:3] == ["good", "–", "bad"]]
    assert pair[3:5] == ["exact", "+75.0"]
    assert pair[-1] == "good"
    assert [row[-1] for row in rows if row and row[0] in ("good", "bad") and row[1] == "exact"] == [
        "1",
        "2",
    ]
    assert call(monkeypatch, "compare good.jsonl bad.jsonl --gold gold.jsonl --json") == 0
    value = json.loads(capsys.readouterr().out)
    assert not list(explain(value, Comparison))
    assert value["pairs"][0]["better"] == "good"


def test_compare_says_what_is_not_resolved(files: Path, monkeypatch: Mp, capsys: Cap) -> None:
    (files / "same.jsonl").write_text((files / "good.jsonl").read_text())
    assert call(monkeypatch, "compare good.jsonl same.jsonl --gold gold.jsonl") == 0
    assert "good – same, exact: not resolved at this n" in capsys.readouterr().out


def test_compare_from_counts(files: Path, monkeypatch: Mp, capsys: Cap) -> None:
    for name in ("good", "bad"):
        line = f"score {name}.jsonl --gold gold.jsonl --counts {name}.parquet"
        assert call(monkeypatch, line) == 0
    capsys.readouterr()
    assert call(monkeypatch, "compare good.jsonl bad.jsonl --gold gold.jsonl --json") == 0
    expected = capsys.readouterr().out
    assert call(monkeypatch, "compare good.parquet bad.parquet --from-counts --json") == 0
    assert capsys.readouterr().out == expected


def in_process(files: Path, line: str, **variables: str) -> tuple[str, set[str]]:
    """What a command prints in a process of its own, and the modules it imported."""
    code = (
        "import sys; from pactbank.cli.app import run; "
        f"sys.argv = {shlex.split('pactbank ' + line)!r}; code = run(); "
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=files,
        env={**os.environ, **variables},
    )
    return found.stdout, set(found.stderr.split())


@pytest.mark.acceptance
def test_the_same_inputs_give_the_same_bytes_in_every_process(files: Path) -> None:
    line = "score good.jsonl --gold gold.jsonl --all-metrics --json"
    found = {in_process(files, line, PYTHONHASHSEED=str(seed))[0] for seed in (1, 2)}
    assert len(found) == 1


@pytest.mark.acceptance
@pytest.mark.parametrize(
    "line",
    ["score good.jsonl --gold gold.jsonl", "compare good.jsonl bad.jsonl --gold gold.jsonl --json"],
)
def test_scoring_loads_neither_datasets_nor_pandas(files: Path, line: str) -> None:
    _, modules = in_process(files, line)
    assert not modules & {"datasets", "scipy", "pandas", "jsonschema", "rapidfuzz"}
    assert {"numpy", "pyarrow"} <= modules


@pytest.mark.parametrize("task", ["entities", "all", "zones"])
def test_counts_given_as_predictions_are_refused(
    files: Path, monkeypatch: Mp, capsys: Cap, task: str
) -> None:
    assert call(monkeypatch, "score good.jsonl --gold gold.jsonl --counts c.parquet") == 0
    capsys.readouterr()
    for line in (f"score c.parquet --task {task}", f"compare c.parquet good.jsonl --task {task}"):
        assert call(monkeypatch, f"{line} --gold gold.jsonl") == 1
        told = capsys.readouterr().err
        assert "c.parquet: PB862: " in told
        assert "not UTF-8" not in told
