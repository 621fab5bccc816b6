"""`pactbank bench`: what a run leaves, how it goes on, and what is refused."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import pactbank.systems
from pactbank.bench import memory
from pactbank.cli.app import run
from pactbank.corpus.store import Store
from pactbank.model import codec
from pactbank.model.benchmark import Leaderboard, SystemRun, Tokens
from pactbank.model.schemas import explain
from pactbank.systems import Article, System
from support import contest, sample_corpus
from support.contest import DOCUMENTS, NAMES, asked, naming

Call = Callable[..., int]
TEST = [name for name in DOCUMENTS if name not in ("talks-00", "talks-06")]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    contest.make_contest(tmp_path)
    monkeypatch.chdir(tmp_path)

    def calling(*words: str) -> int:
        monkeypatch.setattr(sys, "argv", ["pactbank", *words])
        return run()

    return calling


def board(folder: str = "results") -> Leaderboard:
    data = Path(folder, "leaderboard.json").read_bytes()
    assert not list(explain(json.loads(data), Leaderboard))
    return codec.decode(data, Leaderboard)


def run_of(system: str, folder: str = "results") -> SystemRun:
    [found] = [one for one in board(folder).systems if one.name == system]
    return codec.decode(Path(folder, found.folder, "run.json").read_bytes(), SystemRun)


def folder_of(system: str) -> Path:
    [found] = [one for one in board().systems if one.name == system]
    return Path("results", found.folder)


def files(folder: str) -> dict[str, bytes]:
    """All that a run leaves, but for what it measured."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and path.name not in ("run.json", ".transcript.jsonl")
    }
    found["leaderboard.json"] = found["leaderboard.json"].partition(b'"measured"')[0]
    return found


Cap = pytest.CaptureFixture[str]


def test_systems_are_ranked_and_all_of_it_can_be_had_again(call: Call, capsys: Cap) -> None:
    all_, most, few = (naming(Path(f"{n}"), *NAMES[:n]) for n in (4, 3, 2))
    assert call("bench", all_, most, few, "--split", "test", "--out", "results") == 0
    shown = capsys.readouterr()
    found = board()
    assert found.split == "test"
    assert list(found.documents) == TEST
    assert list(found.tasks) == ["entities"]
    entities = found.tasks["entities"]
    assert entities.metric == "exact"
    assert [(one.system, one.rank, one.tied) for one in entities.standings] == [
        (all_, 1, True),
        (most, 1, True),
        (few, 3, False),
    ]
    best, middle, last = entities.standings
    assert (best.figures.f1 or 0) > (middle.figures.f1 or 0) > (last.figures.f1 or 0)
    assert [pair.better for pair in found.pairs] == [None, all_, most]
    assert "1= 100.0" in shown.out
    assert best.figures.f1 == 1
    assert middle.figures.interval is not None
    assert middle.figures.interval[0] < (middle.figures.f1 or 0) < middle.figures.interval[1]
    assert len(found.pairs) == 3
    assert entities.detectable == max(pair.detectable or 0 for pair in found.pairs)
    assert f"entities: this n tells differences from {100 * entities.detectable:.1f}" in shown.out
    for system in found.systems:
        folder = folder_of(system.name)
        score = json.loads((folder / "score.json").read_text("utf-8"))
        assert score["signature"] == system.signature
        again = ("--split", "test", "--task", "all", "--lenient", "--json")
        assert call("score", str(folder / "predictions.jsonl"), *again) == 0
        assert json.loads(capsys.readouterr().out) == score
        assert call("score", "--from-counts", str(folder / "counts.parquet"), "--json") == 0
        assert json.loads(capsys.readouterr().out) == score
        assert [one.document for one in run_of(system.name).documents] == TEST
    assert call("validate", "results") == 0


def test_two_runs_leave_the_same_bytes_but_for_what_they_measure(call: Call) -> None:
    system = naming(Path("a"), "Veldria", faults="crash=talks-03")
    for out in ("one", "two"):
        assert call("bench", "rules", system, "--out", out) == 1
    assert files("one") == files("two")
    assert len(files("one")) == 7


def test_what_is_finished_is_not_asked_again(call: Call, capsys: Cap) -> None:
    mine = Path("mine")
    system = naming(mine, *NAMES, faults="crash=talks-03")
    words = ("bench", system, "--split", "test", "--out", "results")
    assert call(*words) == 1
    first = {path: path.read_bytes() for path in Path("results").rglob("*") if path.is_file()}
    assert asked(mine) == TEST
    assert call(*words) == 1
    assert asked(mine) == TEST
    assert {path: path.read_bytes() for path in first} == first
    assert "talks-03: crash: the program ended with exit code 1" in capsys.readouterr().err


APPENDED = ("predictions.jsonl", ".transcript.jsonl")


def torn(folder: Path, cut: int) -> int:
    """As much of both files as a run had written when so many bytes of both together were there.
    The number of documents that are finished."""
    predictions, transcript = folder / "predictions.jsonl", folder / ".transcript.jsonl"
    given = [predictions.read_bytes(), transcript.read_bytes()]
    rows = zip(*(data.splitlines(keepends=True) for data in given), strict=True)
    written = [(path, part) for row in rows for path, part in zip("pt", row, strict=True)]
    kept: dict[str, bytes] = {"p": b"", "t": b""}
    for path, part in written:
        kept[path] += part[: max(cut, 0)]
        cut -= len(part)
    predictions.write_bytes(kept["p"])
    transcript.write_bytes(kept["t"])
    return kept["t"].count(b"\n")


@pytest.mark.parametrize("share", [0, 0.1, 0.26, 0.33, 0.5, 0.77, 0.95, 0.999])
def test_whatever_a_killed_run_has_written_it_goes_on_from_there(call: Call, share: float) -> None:
    mine = Path("mine")
    system = naming(mine, *NAMES)
    words = ("bench", system, "--split", "test", "--out", "results")
    assert call(*words) == 0
    whole, folder = files("results"), folder_of(system)
    size = sum(
        (folder / name).stat().st_size for name in ("predictions.jsonl", ".transcript.jsonl")
    )
    done = torn(folder, int(share * size))
    (mine / "asked.txt").unlink()
    assert call(*words) == 0
    assert asked(mine) == TEST[done:]
    assert files("results") == whole
    assert [one.document for one in run_of(system).documents] == TEST


def test_a_failed_document_is_scored_as_empty_and_listed(call: Call, capsys: Cap) -> None:
    system = naming(Path("mine"), *NAMES, faults="crash=talks-03,hang=talks-05")
    words = ("bench", system, "--split", "test", "--out", "results", "--timeout", "3")
    assert call(*words) == 1
    shown = capsys.readouterr()
    [found] = board().systems
    assert {name: one.kind for name, one in found.failed.items()} == {
        "talks-03": "crash",
        "talks-05": "timeout",
    }
    assert "2 failed, scored as empty: talks-03 (crash), talks-05 (timeout)" in shown.out
    assert "RuntimeError: out of memory" in shown.err
    exact = board().tasks["entities"].standings[0].figures
    store = Store(Path())
    golds = [store.annotation("gold", store.document(name)) for name in TEST]
    sizes = {gold.document: len(gold.entities or ()) for gold in golds if gold}
    lost = sizes["talks-03"] + sizes["talks-05"]
    assert (exact.tp, exact.predicted) == (sum(sizes.values()) - lost,) * 2
    assert exact.gold == sum(sizes.values())


def test_all_documents_fail(call: Call) -> None:
    assert call("bench", "command:false", "--split", "test", "--out", "results") == 1
    [found] = board().systems
    assert list(found.failed) == TEST
    assert board().tasks["entities"].standings[0].figures.f1 == 0


def test_without_a_split_it_is_all_documents_with_gold(call: Call, capsys: Cap) -> None:
    Path("annotations/gold/talks-11.v1.json").unlink()
    assert call("bench", naming(Path("a"), *NAMES), "--out", "results", "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(Path("results/leaderboard.json").read_text("utf-8"))
    assert printed["split"] is None
    assert printed["documents"] == DOCUMENTS[:-1]
    assert "|split:all|" in printed["systems"][0]["signature"]


def test_a_text_that_is_not_at_hand_is_neither_asked_for_nor_scored(
    call: Call, capsys: Cap
) -> None:
    Path("corpus/talks-04/v1.txt").unlink()
    assert call("bench", naming(Path("a"), *NAMES), "--split", "test", "--out", "results") == 0
    assert board().absent == ("talks-04",)
    assert list(board().documents) == [name for name in TEST if name != "talks-04"]
    assert board().tasks["entities"].standings[0].figures.f1 == 1
    assert "not asked for and not scored: talks-04" in capsys.readouterr().err


def test_a_label_that_cannot_be_read_is_counted(call: Call, capsys: Cap) -> None:
    system = naming(Path("a"), "Veldria", "CITY:Mirr")
    assert call("bench", system, "--split", "test", "--out", "results") == 0
    [found] = board().systems
    figures = board().tasks["entities"].standings[0].figures
    assert found.forgiven == {"bad-value": figures.predicted - figures.tp}
    assert "(values that cannot be right" in capsys.readouterr().out


def pipeline(folder: Path, **labels: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spacy
    made = spacy.blank("en")
    rows = [{"label": label, "pattern": word} for word, label in labels.items()]
    made.add_pipe("entity_ruler").add_patterns(rows)  # type: ignore[attr-defined]
    made.to_disk(folder)
    return f"spacy:{folder}"


def test_a_label_map_is_for_those_with_types_of_their_own(call: Call, capsys: Cap) -> None:
    mapped = pipeline(Path("gpe"), Veldria="GPE", Mirr="GPE", Kestania="NORP")
    native = pipeline(Path("own"), Veldria="STATE")
    gpe, state = naming(Path("a"), "GPE:Veldria"), naming(Path("b"), "STATE:Veldria")
    words = ("bench", mapped, native, gpe, f"{state}:native", "rules", "--out", "results")
    assert call(*words) == 2
    assert "has types that gold lacks (GPE, NORP): name a label map" in capsys.readouterr().err
    assert not Path("results").exists()
    assert call(*words, "--label-map", "ontonotes") == 0
    found = board()
    maps = {system.name: system.label_map for system in found.systems}
    assert maps == {
        mapped: "ontonotes",
        native: "native",
        gpe: "ontonotes",
        state: "native",
        "rules": "native",
    }
    true = {one.system: one.figures.tp for one in found.tasks["entities"].standings}
    assert true[native] == true[gpe] == true[state] < true[mapped]
    assert found.systems[0].forgiven == {}


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
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Cap
) -> None:
    sample_corpus.make_corpus(tmp_path)
    known = pactbank.systems.systems()
    monkeypatch.setattr(pactbank.systems, "systems", lambda: {**known, "counting": Counting})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["pactbank", "bench", "counting", "rules", "--out", "results"])
    assert run() == 0
    found, taken = board(), run_of("counting")
    assert taken.tokens == Tokens(input=300, output=21)
    assert {one.tokens for one in taken.documents} == {Tokens(input=100, output=7)}
    assert found.measured["counting"].tokens == taken.tokens
    assert found.measured["rules"].tokens is None
    assert 0 < found.measured["rules"].seconds_per_document < 60
    assert (found.measured["rules"].peak_memory_mb or 0) > 20
    # Two of the three documents have a layer of stances, one of them with a stance.
    systems = {task: [one.system for one in of.standings] for task, of in found.tasks.items()}
    assert systems == {
        "entities": ["rules"],
        "agreements": ["rules"],
        "stances": ["counting", "rules"],
    }
    assert [pair.metric for pair in found.pairs] == ["tuples"]
    assert " –" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux")
def test_memory_is_that_of_the_programs_processes() -> None:
    own = memory.peak_mb(None)
    assert own is not None
    assert own > 20
    assert memory.peak_mb(0) is None
    assert memory.peak_mb(2**22) is None


def _touch(path: str, data: bytes = b"") -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(data)


def test_what_does_not_go_together_is_refused_before_anything_is_asked(
    call: Call, capsys: Cap
) -> None:
    mine = Path("mine")
    system = naming(mine, *NAMES)
    words = ("bench", system, "--split", "test", "--out", "results")

    def refused(*words: str) -> str:
        before = asked(mine)
        assert call(*words) in (1, 2)
        assert asked(mine) == before
        return capsys.readouterr().err

    assert "no system 'rulez'" in refused("bench", "rulez", "--out", "results")
    assert "no label map 'x'" in refused(*words, "--label-map", "x")
    assert "would share the folder" in refused("bench", system, system, "--out", "results")
    assert "no document with gold" in refused("bench", system, "--split", "train", "--out", "r")
    assert not Path("results").exists()
    assert call(*words) == 0
    folder = folder_of(system)
    assert "is of other documents, such as talks-01" in refused(
        "bench", system, "--split", "validation", "--out", "results"
    )
    with open(mine / "naming.py", "a") as file:
        file.write("# changed\n")
    assert "choose another --out, or remove the folder" in refused(*words)
    naming(mine, *NAMES)
    transcript = folder / ".transcript.jsonl"
    lines = transcript.read_text("utf-8").splitlines(keepends=True)
    transcript.write_text("".join(lines[1:]), "utf-8")
    assert "PB861: a prediction for 'talks-01' where 'talks-02' was next" in refused(*words)
    transcript.write_text("".join([lines[0].replace('"seconds"', '"second"'), *lines[1:]]), "utf-8")
    assert ".transcript.jsonl:1: PB861" in refused(*words)
    transcript.write_text("".join(lines).replace('sha256":"', 'sha256":"f', 1)[:-1] + "\n", "utf-8")
    assert "PB861" in refused(*words)
    (folder / "run.json").write_text("{}")
    assert "run.json: PB861" in refused(*words)
    (folder / "run.json").unlink()
    assert "has predictions, and no run.json" in refused(*words)
    _touch("file")
    assert "file" in refused("bench", system, "--out", "file")
    package = Path(pactbank.__file__).parent / "data"
    assert "is inside the installed package" in refused("bench", system, "--out", str(package))


def test_another_text_of_a_document_is_refused(call: Call, capsys: Cap) -> None:
    system = naming(Path("mine"), *NAMES)
    words = ("bench", system, "--split", "test", "--out", "results")
    assert call(*words) == 0
    path = folder_of(system) / ".transcript.jsonl"
    sha256 = Store(Path()).document("talks-01").text.sha256
    path.write_text(path.read_text("utf-8").replace(sha256, "0" * 64), "utf-8")
    capsys.readouterr()
    assert call(*words) == 2
    assert "is of another text of talks-01" in capsys.readouterr().err


def test_a_folder_that_another_run_writes_to_is_refused(call: Call, capsys: Cap) -> None:
    import fcntl
    import os

    system = naming(Path("mine"), *NAMES)
    words = ("bench", system, "--split", "test", "--out", "results")
    assert call(*words) == 0
    handle = os.open(folder_of(system), os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    assert call(*words) == 2
    os.close(handle)
    assert "another run writes to " in capsys.readouterr().err


def test_gold_that_cannot_be_scored_is_told_before_anything_is_asked(
    call: Call, capsys: Cap
) -> None:
    path = Path("annotations/gold/talks-02.v1.json")
    path.write_text(path.read_text("utf-8").replace('"text": "Kestania"', '"text": "Kestanix"', 1))
    system = naming(Path("mine"), *NAMES)
    assert call("bench", system, "--split", "test", "--out", "results") == 1
    assert asked(Path("mine")) == []
    assert "PB302" in capsys.readouterr().err
