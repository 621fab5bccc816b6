"""`pactbank bench`: what a run leaves, how it goes on, and what is refused."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

import pactbank.systems
from damaged.damages import damaged
from pactbank.bench import memory
from pactbank.cli.app import run
from pactbank.corpus.store import Store
from pactbank.model import codec
from pactbank.model.benchmark import Leaderboard, SystemRun, Tokens
from pactbank.model.schemas import explain
from pactbank.systems import Article, System
from support import contest, sample_corpus
from support.contest import DOCUMENTS, NAMES, Naming
from support.effort import examples

Call = Callable[..., int]
Cap = pytest.CaptureFixture[str]
TEST = [name for name in DOCUMENTS if name not in ("talks-00", "talks-06")]
APPENDED = ("predictions.jsonl", ".transcript.jsonl")
WORDS = ("bench", "all", "--split", "test", "--out", "results")


@pytest.fixture
def systems(monkeypatch: pytest.MonkeyPatch) -> dict[str, System]:
    """The systems that can be named."""
    named: dict[str, System] = {name: make() for name, make in pactbank.systems.systems().items()}
    monkeypatch.setattr(
        pactbank.systems,
        "systems",
        lambda: {name: lambda name=name: named[name] for name in named},
    )
    return named


@pytest.fixture
def all_(systems: dict[str, System]) -> Naming:
    """A system that is right everywhere."""
    return _added(systems, Naming("all", *NAMES))


def _added(systems: dict[str, System], system: Naming) -> Naming:
    systems[system.name] = system
    return system


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, systems: dict[str, System]) -> Call:
    contest.make_contest(tmp_path)
    monkeypatch.chdir(tmp_path)

    def calling(*words: str) -> int:
        if words[0] == "bench" and "--report" not in words:
            words += ("--no-report",)
        monkeypatch.setattr(sys, "argv", ["pactbank", *words])
        return run()

    return calling


def board(folder: str = "results") -> Leaderboard:
    data = Path(folder, "leaderboard.json").read_bytes()
    assert not list(explain(json.loads(data), Leaderboard))
    return codec.decode(data, Leaderboard)


def run_of(system: str) -> SystemRun:
    return codec.decode(Path("results", system, "run.json").read_bytes(), SystemRun)


def files(folder: str) -> dict[str, bytes]:
    """All that a run leaves, but for what it measured."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and path.name not in ("run.json", ".transcript.jsonl")
    }
    found["leaderboard.json"] = found["leaderboard.json"].partition(b'"measured"')[0]
    return found


def test_systems_are_ranked_and_all_of_it_can_be_had_again(
    call: Call, all_: Naming, systems: dict[str, System], capsys: Cap
) -> None:
    _added(systems, Naming("most", *NAMES[:3]))
    _added(systems, Naming("few", *NAMES[:2]))
    assert call("bench", "all", "most", "few", "--split", "test", "--out", "results") == 0
    shown = capsys.readouterr()
    found = board()
    assert found.split == "test"
    assert list(found.documents) == TEST
    assert list(found.tasks) == ["entities"]
    entities = found.tasks["entities"]
    assert entities.metric == "exact"
    assert [(one.system, one.rank, one.tied) for one in entities.standings] == [
        ("all", 1, True),
        ("most", 1, True),
        ("few", 3, False),
    ]
    best, middle, last = (one.figures for one in entities.standings)
    assert best.f1 == 1
    assert best.f1 > (middle.f1 or 0) > (last.f1 or 0)
    assert middle.interval is not None
    assert middle.interval[0] < (middle.f1 or 0) < middle.interval[1]
    assert [pair.better for pair in found.pairs] == [None, "all", "most"]
    assert entities.detectable == max(pair.detectable or 0 for pair in found.pairs)
    assert f"entities: this n tells differences from {100 * entities.detectable:.1f}" in shown.out
    assert "1= 100.0" in shown.out
    for system in found.systems:
        folder = Path("results", system.folder)
        score = json.loads((folder / "score.json").read_text("utf-8"))
        assert score["signature"] == system.signature
        again = ("--split", "test", "--task", "all", "--lenient", "--json")
        assert call("score", str(folder / "predictions.jsonl"), *again) == 0
        assert json.loads(capsys.readouterr().out) == score
        assert call("score", "--from-counts", str(folder / "counts.parquet"), "--json") == 0
        assert json.loads(capsys.readouterr().out) == score
        assert [one.document for one in run_of(system.name).documents] == TEST
    assert call("validate", "results") == 0


@pytest.mark.acceptance
def test_two_runs_leave_the_same_bytes_but_for_what_they_measure(
    call: Call, systems: dict[str, System]
) -> None:
    _added(systems, Naming("some", "Veldria", "CITY:Mirr", faults="error=talks-03"))
    for out in ("one", "two"):
        assert call("bench", "rules", "some", "--out", out) == 1
    assert files("one") == files("two")
    assert len(files("one")) == 7


@pytest.mark.acceptance
def test_a_page_draws_all_of_it(call: Call, all_: Naming, capsys: Cap) -> None:
    assert call(*WORDS, "--report") == 0
    assert "results/report.html: with " in capsys.readouterr().err
    page = Path("results/report.html").read_text("utf-8")
    assert "results: split test, authored texts" in page
    assert Path("results/report-charts/intervals.svg").exists()


def test_what_is_finished_is_not_asked_again(
    call: Call, systems: dict[str, System], capsys: Cap
) -> None:
    mine = _added(systems, Naming("all", *NAMES, faults="error=talks-03"))
    assert call(*WORDS) == 1
    first = {path: path.read_bytes() for path in Path("results").rglob("*") if path.is_file()}
    assert mine.asked == TEST
    assert call(*WORDS) == 1
    assert mine.asked == TEST
    assert {path: path.read_bytes() for path in first} == first
    assert "talks-03: error: RuntimeError: out of memory" in capsys.readouterr().err


def torn(folder: Path, cut: int) -> int:
    """As much of both files as a run had written when so many bytes of both together were there.
    The number of documents that are finished."""
    given = [(folder / name).read_bytes().splitlines(keepends=True) for name in APPENDED]
    written = [part for row in zip(*given, strict=True) for part in zip("pt", row, strict=True)]
    kept: dict[str, bytes] = {"p": b"", "t": b""}
    for path, part in written:
        kept[path] += part[: max(cut, 0)]
        cut -= len(part)
    for name, data in zip(APPENDED, kept.values(), strict=True):
        (folder / name).write_bytes(data)
    return kept["t"].count(b"\n")


@pytest.mark.acceptance
def test_whatever_a_killed_run_has_written_it_goes_on_from_there(call: Call, all_: Naming) -> None:
    assert call(*WORDS) == 0
    whole, folder = files("results"), Path("results/all")
    size = sum((folder / name).stat().st_size for name in APPENDED)
    chance = Random(7)
    for cut in [0, size - 1, *(chance.randrange(size) for _ in range(examples(12)))]:
        done = torn(folder, cut)
        all_.asked.clear()
        assert call(*WORDS) == 0
        assert all_.asked == TEST[done:]
        assert files("results") == whole
        assert [one.document for one in run_of("all").documents] == TEST


@pytest.mark.acceptance
@pytest.mark.parametrize("name", [*APPENDED, "run.json"])
def test_damage_is_told_or_changes_nothing(
    call: Call, all_: Naming, name: str, capsys: Cap
) -> None:
    assert call(*WORDS) == 0
    whole, path = files("results"), Path("results/all", name)
    data, others = path.read_bytes(), {n: Path("results/all", n).read_bytes() for n in APPENDED}
    told = 0
    for number in range(examples(40)):
        path.write_bytes(damaged(data, "json", Random(number))[1])
        capsys.readouterr()
        if call(*WORDS) == 0:
            assert files("results") == whole
        else:
            told += 1
            assert capsys.readouterr().err.startswith(("results/all", "pactbank: results/all"))
        for other, before in others.items():
            Path("results/all", other).write_bytes(before)
        path.write_bytes(data)
    assert told


def test_what_came_before_a_failure_is_scored_and_kept_when_a_run_goes_on(
    call: Call, systems: dict[str, System]
) -> None:
    system = _added(systems, Naming("all", *NAMES, faults="cut=talks-03"))
    assert call(*WORDS) == 1
    [found] = board().systems
    assert {name: one.kind for name, one in found.failed.items()} == {"talks-03": "truncated"}
    lines = Path("results/all/predictions.jsonl").read_text("utf-8").splitlines()
    labels = {one["document"]: one["entities"] for one in map(json.loads, lines)}
    assert len(labels) == len(TEST)
    assert len(labels["talks-03"]) == 1
    [standing] = board().tasks["entities"].standings
    assert standing.figures.precision == 1.0
    system.asked.clear()
    assert call(*WORDS) == 1
    assert system.asked == []
    assert board().systems == (found,)


def test_a_failed_document_is_scored_as_empty_and_listed(
    call: Call, systems: dict[str, System], capsys: Cap
) -> None:
    _added(systems, Naming("all", *NAMES, faults="error=talks-03,refusal=talks-05"))
    assert call(*WORDS) == 1
    shown = capsys.readouterr()
    [found] = board().systems
    assert {name: one.kind for name, one in found.failed.items()} == {
        "talks-03": "error",
        "talks-05": "refusal",
    }
    assert (
        "all: 2 failed, scored as far as their answers go: talks-03 (error), talks-05 (refusal)"
        in shown.out
    )
    assert "all: talks-05: refusal: I would rather not" in shown.err
    exact = board().tasks["entities"].standings[0].figures
    store = Store(Path())
    golds = [store.annotation("gold", store.document(name)) for name in TEST]
    sizes = {gold.document: len(gold.entities or ()) for gold in golds if gold}
    lost = sizes["talks-03"] + sizes["talks-05"]
    assert (exact.tp, exact.predicted) == (sum(sizes.values()) - lost,) * 2
    assert exact.gold == sum(sizes.values())


def test_all_documents_fail(call: Call, systems: dict[str, System]) -> None:
    _added(systems, Naming("all", faults=",".join(f"error={name}" for name in TEST)))
    assert call(*WORDS) == 1
    [found] = board().systems
    assert list(found.failed) == TEST
    assert board().tasks["entities"].standings[0].figures.f1 == 0


def test_without_a_split_it_is_all_documents_with_gold(
    call: Call, all_: Naming, capsys: Cap
) -> None:
    Path("annotations/gold/talks-11.v1.json").unlink()
    assert call("bench", "all", "--out", "results", "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(Path("results/leaderboard.json").read_text("utf-8"))
    assert printed["split"] is None
    assert printed["documents"] == DOCUMENTS[:-1]
    assert "|split:all|" in printed["systems"][0]["signature"]


def test_a_text_that_is_not_at_hand_is_not_asked_for_and_not_scored(
    call: Call, all_: Naming, capsys: Cap
) -> None:
    Path("corpus/talks-04/v1.txt").unlink()
    assert call(*WORDS) == 0
    assert board().absent == ("talks-04",)
    assert list(board().documents) == [name for name in TEST if name != "talks-04"]
    assert board().tasks["entities"].standings[0].figures.f1 == 1
    assert "not asked for and not scored: talks-04" in capsys.readouterr().err


def test_a_label_that_cannot_be_read_is_counted(
    call: Call, systems: dict[str, System], capsys: Cap
) -> None:
    _added(systems, Naming("all", "Veldria", "CITY:Mirr"))
    assert call(*WORDS) == 0
    [found] = board().systems
    figures = board().tasks["entities"].standings[0].figures
    wrong = figures.predicted - figures.tp
    assert wrong > 0
    assert (found.forgiven, found.faults) == ({"bad-value": wrong}, {"PB104": wrong})
    shown = capsys.readouterr().out
    assert "all: forgiven: " in shown
    assert f"all: rules broken: {wrong:.0f} not in the closed list (PB104)" in shown


def pipeline(folder: Path, **labels: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spacy
    made = spacy.blank("en")
    rows = [{"label": label, "pattern": word} for word, label in labels.items()]
    made.add_pipe("entity_ruler").add_patterns(rows)  # type: ignore[attr-defined]
    made.to_disk(folder)
    return f"spacy:{folder}"


@pytest.mark.acceptance
def test_a_label_map_is_for_those_with_types_of_their_own(
    call: Call, systems: dict[str, System], capsys: Cap
) -> None:
    mapped = pipeline(Path("gpe"), Veldria="GPE", Mirr="GPE", Kestania="NORP")
    native = pipeline(Path("own"), Veldria="STATE")
    _added(systems, Naming("gpe", "GPE:Veldria"))
    _added(systems, Naming("state", "STATE:Veldria"))
    words = ("bench", mapped, native, "gpe", "state:native", "rules", "--out", "results")
    assert call(*words) == 2
    assert "has types that gold lacks (GPE, NORP): name a label map" in capsys.readouterr().err
    assert not Path("results").exists()
    assert call(*words, "--label-map", "ontonotes", "--report") == 0
    assert Path("results/report.html").exists()
    assert call("report", "results", "--out", "again.html") == 0
    found = board()
    assert {system.name: system.label_map for system in found.systems} == {
        mapped: "ontonotes",
        native: "native",
        "gpe": "ontonotes",
        "state": "native",
        "rules": "native",
    }
    true = {one.system: one.figures.tp for one in found.tasks["entities"].standings}
    assert true[native] == true["gpe"] == true["state"] < true[mapped]
    assert [system.faults for system in found.systems] == [{}] * 5


class Counting(System):
    """A system that counts tokens and labels nothing but stances."""

    name = "counting"
    version = "3"

    def predict(self, articles: Any) -> Any:
        for article in articles:
            assert isinstance(article, Article)
            spent = self.tokens or Tokens(input=0, output=0)
            self.tokens = Tokens(input=spent.input + 100, output=spent.output + 7)
            yield {"document": article.document.id, "entities": None, "stances": []}


def test_tokens_time_and_memory_are_kept_and_layers_that_a_system_lacks_left_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, systems: dict[str, System], capsys: Cap
) -> None:
    sample_corpus.make_corpus(tmp_path)
    systems["counting"] = Counting()
    monkeypatch.chdir(tmp_path)
    words = ("bench", "counting", "rules", "--out", "results", "--no-report")
    monkeypatch.setattr(sys, "argv", ["pactbank", *words])
    assert run() == 0
    found, taken = board(), run_of("counting")
    assert taken.tokens == Tokens(input=300, output=21)
    assert {one.tokens for one in taken.documents} == {Tokens(input=100, output=7)}
    assert found.measured["counting"].tokens == taken.tokens
    assert found.measured["rules"].tokens is None
    assert 0 < found.measured["rules"].seconds_per_document < 60
    assert (found.measured["rules"].peak_memory_mb or 0) > 20
    assert {task: [one.system for one in of.standings] for task, of in found.tasks.items()} == {
        "entities": ["rules"],
        "agreements": ["rules"],
        "stances": ["rules", "counting"],
    }
    assert [pair.metric for pair in found.pairs] == ["tuples"]
    assert " –" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux")
def test_memory_is_that_of_the_processes_of_a_session() -> None:
    assert (memory.peak_mb(None) or 0) > 20
    with subprocess.Popen(
        [sys.executable, "-c", "kept = bytearray(50_000_000); print(flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # a test may run in a session that cannot be seen from here
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert 50 < (memory.peak_mb(process.pid) or 0) < 500
        process.communicate(b"\n")
    assert memory.peak_mb(0) is None
    assert memory.peak_mb(2**22) is None


WRONG = {
    # A call, and what is told before anything is asked.
    "bench rulez --out results": "no system 'rulez'",
    "bench all --label-map x --out results": "no label map 'x'",
    "bench all all --out results": "would share the folder all",
    "bench all --split train --out results": "no document with gold",
    "bench all --out taken": "taken",
    "bench all --out theirs": "theirs has other files than results, such as report.html",
    "bench all --out {package}": "is inside the installed package",
}


@pytest.mark.parametrize("line", WRONG)
def test_wrong_use_is_told(call: Call, all_: Naming, line: str, capsys: Cap) -> None:
    Path("taken").touch()
    Path("theirs").mkdir()
    Path("theirs/report.html").write_text("mine")
    package = Path(pactbank.__file__).parent / "data"
    assert call(*line.format(package=package).split()) in (1, 2)
    assert WRONG[line] in capsys.readouterr().err
    assert all_.asked == []
    assert not Path("results").exists()
    assert Path("theirs/report.html").read_text() == "mine"


def test_what_does_not_go_together_is_refused(call: Call, all_: Naming, capsys: Cap) -> None:
    assert call(*WORDS) == 0
    all_.asked.clear()
    folder = Path("results/all")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def refused(*words: str) -> str:
        capsys.readouterr()
        assert call(*words) in (1, 2)
        assert all_.asked == []
        for name, data in before.items():
            (folder / name).write_bytes(data)
        return capsys.readouterr().err

    others = ("bench", "all", "--split", "validation", "--out", "results")
    assert "is of other documents, such as talks-01" in refused(*others)
    all_.version = "2"
    assert "has the answers of all 1, and this is all 2: choose another --out" in refused(*WORDS)
    all_.version = "1"
    sha256 = Store(Path()).document("talks-01").text.sha256.encode()
    asked, given = before[".transcript.jsonl"], before["predictions.jsonl"]
    (folder / ".transcript.jsonl").write_bytes(asked.replace(sha256, b"0" * 64))
    assert "is of another text of talks-01" in refused(*WORDS)
    (folder / ".transcript.jsonl").write_bytes(asked.replace(b'"seconds"', b'"second"', 1))
    assert ".transcript.jsonl:1: PB861" in refused(*WORDS)
    (folder / ".transcript.jsonl").write_bytes(asked.splitlines(keepends=True)[0] + asked)
    assert ".transcript.jsonl:2: PB861: talks-01 stands twice" in refused(*WORDS)
    (folder / "predictions.jsonl").write_bytes(given.replace(b"STATE", b"PLACE", 1))
    assert "predictions.jsonl:1: PB861: not the prediction of talks-01" in refused(*WORDS)
    (folder / "run.json").write_text("{}")
    assert "run.json: PB861" in refused(*WORDS)
    (folder / "run.json").unlink()
    assert "has predictions, and no run.json" in refused(*WORDS)
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    assert "another run writes to results/all" in refused(*WORDS)
    os.close(handle)
    assert call(*WORDS) == 0


def test_gold_that_cannot_be_scored_is_told_before_anything_is_asked(
    call: Call, all_: Naming, capsys: Cap
) -> None:
    path = Path("annotations/gold/talks-02.v1.json")
    path.write_text(path.read_text("utf-8").replace('"text": "Kestania"', '"text": "Kestanix"', 1))
    assert call(*WORDS) == 1
    assert all_.asked == []
    assert "PB302" in capsys.readouterr().err


def test_a_system_whose_layers_gold_lacks_has_no_standing(
    call: Call, systems: dict[str, System], all_: Naming
) -> None:
    systems["counting"] = Counting()
    assert call("bench", "counting", "all", "--out", "results") == 0
    found = board()
    assert {task: [one.system for one in of.standings] for task, of in found.tasks.items()} == {
        "entities": ["all"]
    }
    assert [system.name for system in found.systems] == ["counting", "all"]
    assert call("bench", "counting", "--out", "alone") == 0
    assert board("alone").tasks == {}
