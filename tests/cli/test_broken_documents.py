"""Several documents broken in different ways at once: one run of a command tells of all of them,
and then refuses."""

from __future__ import annotations

import json
import pickle
import shlex
import shutil
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import msgspec
import pytest

from pactbank.bench import bench
from pactbank.bench.entrants import Entrant
from pactbank.cli.app import run
from pactbank.errors import InvalidData, WithheldText, attempted, joined, made_of_all, pair_of
from pactbank.model import rules
from pactbank.model.annotation import Annotator
from pactbank.model.progress import silent
from support import contest

PASSES = ("pass-a", "pass-b")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve documents with gold and two passes, the results of a benchmark, and predictions."""
    folder = tmp_path_factory.mktemp("sound")
    store = contest.make_contest(folder / "corpus")
    (store.annotation_folder / "GUIDELINES.md").write_text("Label what is there.\n", "utf-8")
    for who in PASSES:
        store.register(Annotator(id=who, kind="human", description="A person."))
    for name in store.versions():
        gold = store.annotation("gold", store.document(name))
        assert gold is not None
        used = {ref for mention in gold.entities or () for ref in mention.refs}
        gold = msgspec.structs.replace(gold, refs=tuple(of for of in gold.refs if of.id in used))
        for who in ("gold", *PASSES):
            store.write_annotation(msgspec.structs.replace(gold, annotator=who))
    entrant = Entrant(contest.Naming("some", "Mirr"), "some", native=True)
    bench(store, [entrant], None, folder / "results", None, lambda *_: nullcontext(silent))
    shutil.copy(folder / "results/some/predictions.jsonl", folder / "predictions.jsonl")
    return folder


def label_file(root: Path, who: str, number: int) -> Path:
    return root / f"annotations/{who}/talks-{number:02}.v1.json"


def cut_labels(root: Path, who: str) -> None:
    path = label_file(root, who, 1)
    path.write_bytes(path.read_bytes()[:-60])


def folder_of_labels(root: Path, who: str) -> None:
    path = label_file(root, who, 2)
    path.unlink()
    path.mkdir()


def labels_of_another_version(root: Path, who: str) -> None:
    path = label_file(root, who, 3)
    labels = json.loads(path.read_bytes())
    path.write_text(json.dumps({**labels, "version": 2}), "utf-8")


def another_text(root: Path, _: str) -> None:
    path = root / "corpus/talks-04/v1.txt"
    path.write_bytes(path.read_bytes() + b"x\n")


def cut_record(root: Path, _: str) -> None:
    path = root / "corpus/talks-05/v1.json"
    path.write_bytes(path.read_bytes()[:-60])


def another_record(root: Path, _: str) -> None:
    path = root / "corpus/talks-07/v1.json"
    path.write_bytes(path.read_bytes() + b"\n")


def no_text(root: Path, _: str) -> None:
    (root / "corpus/talks-08/v1.txt").unlink()


def same_id_twice(root: Path, who: str) -> None:
    path = label_file(root, who, 9)
    labels = json.loads(path.read_bytes())
    labels["entities"][1]["id"] = labels["entities"][0]["id"]
    path.write_text(json.dumps(labels), "utf-8")


DAMAGES = (
    cut_labels, folder_of_labels, labels_of_another_version, another_text, cut_record,
    another_record, no_text, same_id_twice,
)  # fmt: skip
LABELS, TEXTS, RECORDS = {1, 2, 3}, {4}, {5, 7}
"""The numbers of the documents whose labels, text or record is broken."""
COMMANDS = {
    "score predictions.jsonl --split test": LABELS | TEXTS | RECORDS,
    "score predictions.jsonl --gold corpus/annotations/gold": {1, 3} | TEXTS | RECORDS,
    "score predictions.jsonl --gold corpus/annotations/gold --texts corpus": {1, 3}
    | TEXTS
    | RECORDS,
    "score predictions.jsonl --split validation --seen-in test": LABELS | TEXTS | RECORDS,
    "score corpus/corpus/talks-01/v1.json --split test --task zones": RECORDS,
    "compare predictions.jsonl results/some/predictions.jsonl --split test": LABELS
    | TEXTS
    | RECORDS,
    "build --out out": LABELS | TEXTS | RECORDS | {8},
    "path": LABELS | TEXTS | RECORDS | {8},
    "studio push --from gold --out out.json": LABELS | TEXTS | RECORDS | {8, 9},
    "studio push --out out.json": TEXTS | RECORDS | {8},
    "iaa pass-a pass-b": LABELS | TEXTS | RECORDS,
    "adjudicate pass-a pass-b --replace": LABELS | TEXTS | RECORDS | {8, 9},
    "predict rules --out out.jsonl": TEXTS | RECORDS,
    "bench rules --out out": LABELS | TEXTS | RECORDS,
    "report results --out out.html": LABELS | TEXTS | RECORDS,
    "stats": LABELS | RECORDS,
    "list": LABELS | RECORDS,
    "split talks-01 --to test": RECORDS,
    "ingest --review": RECORDS,
    "audit draw --labels 1 --sentences 1 --out out.jsonl": LABELS | TEXTS | RECORDS,
    "fetch": RECORDS,
}
"""Commands that look into several documents, and the documents that one run must name."""


@pytest.fixture
def broken(sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(sound, tmp_path, dirs_exist_ok=True)
    for damage in DAMAGES:
        for who in ("gold", "pass-a"):
            if who == "gold" or damage not in (another_text, cut_record, another_record, no_text):
                damage(tmp_path / "corpus", who)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_one_run_tells_of_every_broken_document(
    broken: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["pactbank", "--root", "corpus", *shlex.split(command)])
    assert run() == 1
    told = [line for line in "".join(capsys.readouterr()).splitlines() if ": PB" in line]
    found = {at for at in range(12) if any(f"talks-{at:02}" in line for line in told)}
    assert found == COMMANDS[command], told
    assert not list(broken.glob("out*")), "nothing is written where anything is wrong"


def refuse(code: str, kind: type[InvalidData] = InvalidData) -> InvalidData:
    return kind([rules.problem(code, f"{code}.json", "it is wrong")])


def codes(error: InvalidData | None) -> list[str]:
    return [problem.code for problem in error.problems] if error else []


def failing(error: Exception) -> Callable[[], str]:
    def fail() -> str:
        raise error

    return fail


def test_what_can_be_made_is_made_and_every_problem_is_told_once() -> None:
    def make(code: str) -> str:
        if code.startswith("PB"):
            raise refuse(code)
        return code.upper()

    made, error = attempted(("a", "PB202", "b", "PB005", "PB202"), make)
    assert made == ["A", "B"]
    assert codes(error) == ["PB005", "PB202"]
    assert made_of_all("ab", make) == ["A", "B"]
    with pytest.raises(InvalidData) as caught:
        made_of_all(("PB202", "x", "PB005"), make)
    assert codes(caught.value) == ["PB005", "PB202"]


def test_both_of_a_pair_are_tried() -> None:
    assert pair_of(lambda: 1, lambda: "b") == (1, "b")
    for first, second, expected in (
        (failing(refuse("PB005")), lambda: "b", ["PB005"]),
        (lambda: "a", failing(refuse("PB202")), ["PB202"]),
        (failing(refuse("PB202")), failing(refuse("PB005")), ["PB005", "PB202"]),
    ):
        with pytest.raises(InvalidData) as caught:
            pair_of(first, second)
        assert codes(caught.value) == expected


def test_texts_that_are_not_here_stay_what_they_are_and_errors_travel() -> None:
    withheld = refuse("PB209", WithheldText)
    assert joined([]) is None
    assert type(joined([withheld, withheld])) is WithheldText
    assert type(joined([withheld, refuse("PB005")])) is InvalidData
    for error in (withheld, refuse("PB005")):  # a part of a build is made in another process
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), again.problems) == (type(error), error.problems)
