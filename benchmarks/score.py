"""Scoring against nervaluate 1.2.1 and against msgspec merely reading the same files.

10,000 documents of 40 gold spans in the shapes of `label_shapes`, each as a whole process with
`--no-interval`; narrow files in process too, from JSON Lines, Parquet and Arrow; and growth from
1,000 to 100,000 documents. Prints ratios and peak memory; fails where a target is missed. Runs
are interleaved and the fastest of each kind counts.

    python benchmarks/score.py [narrow] [anchored] [full] [growth] [lengths]
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from label_shapes import TYPES, write

DOCUMENTS = 10_000
ROUNDS = 5
SHORT, LONG, TOTAL = 10, 2_560, 256_000
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""An installed package has its bytecode, so these runs may write theirs."""
Paths = tuple[Path, Path]


def by_nervaluate(paths: Paths) -> float:
    """F1 of exact spans by nervaluate, from JSON Lines."""
    from nervaluate import Evaluator

    gold, predicted = (
        [
            [
                {"label": m["type"], "start": m["start"], "end": m["end"] - 1}
                for m in json.loads(line)["entities"]
            ]
            for line in path.read_bytes().splitlines()
        ]
        for path in paths
    )
    found = Evaluator(gold, predicted, tags=list(TYPES), loader="dict").evaluate()
    return float(found["overall"]["strict"].f1)


def by_msgspec(paths: Paths) -> float:
    """Both files read into the package's own records, and no more."""
    import msgspec

    from pactbank.model.prediction import Prediction

    decoder = msgspec.json.Decoder(Prediction)
    gc.disable()
    sides = [decoder.decode_lines(path.read_bytes()) for path in paths]
    gc.enable()
    return float(sum(map(len, sides)))


def by_pactbank(sides: tuple[Any, Any], task: Any = "entities") -> float:
    from pactbank.scoring import score

    gold, predicted = sides
    result = score(gold, predicted, task, intervals="none")
    return next(iter(result.metrics.values())).f1 or 0.0


def seconds(work: Callable[[], float], expected: float | None = None) -> float:
    start = time.perf_counter()
    found = work()
    taken = time.perf_counter() - start
    assert expected is None or abs(found - expected) < 1e-12, (found, expected)
    return taken


# --- whole processes


def process(*arguments: str) -> float:
    command = [sys.executable, *arguments]
    subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT)
    return 0.0


def command(paths: Paths, task: str) -> list[str]:
    script = str(Path(sys.executable).with_name("pactbank"))
    gold, predicted = map(str, paths)
    return [script, "score", predicted, "--gold", gold, "--task", task, "--no-interval", "--json"]


def reading(system: str, paths: Paths) -> list[str]:
    return [__file__, "--run", system, *map(str, paths)]


def peak(arguments: Sequence[str]) -> float:
    """Megabytes at the most that a process of its own has."""
    tell = (
        "import os, runpy, sys\n"
        "sys.argv = sys.argv[1:]\n"
        "sys.path.insert(0, os.path.dirname(sys.argv[0]))\n"
        "try:\n    runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "except SystemExit:\n    pass\n"
        "status = open('/proc/self/status').read()\n"
        "print(status.split('VmHWM:')[1].split()[0], file=sys.stderr)"
    )
    made = subprocess.run(
        [sys.executable, "-c", tell, *arguments],
        check=True,
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
    )
    return int(made.stderr.split()[-1]) / 1024


def fastest(ways: Mapping[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, float]:
    """The least seconds of each way, run in turn."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for way, work in ways.items():
            best[way] = min(best[way], seconds(work))
    return best


# --- what is measured


class Told:
    """Prints figures and counts the targets that are missed."""

    def __init__(self) -> None:
        self.missed = 0

    def ratio(self, what: str, taken: float, by: float, target: float) -> None:
        """How many times faster than a peer."""
        missed = by / taken < target
        self.missed += missed
        print(f"{what:40} {taken:7.3f} s, {by / taken:5.1f} times faster (≥ {target:g}){_(missed)}")

    def most(self, what: str, value: float, most: float, unit: str) -> None:
        missed = value > most
        self.missed += missed
        print(f"{what:40} {value:7.2f} {unit} (≤ {most:g}){_(missed)}")


def _(missed: bool) -> str:
    return "  MISSED" if missed else ""


def narrow(folder: Path, told: Told) -> None:
    """Against nervaluate, as a process and in process."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    lines = write(folder, "narrow", DOCUMENTS)
    tables = lines[0].with_suffix(".parquet"), lines[1].with_suffix(".parquet")
    for path, table in zip(lines, tables, strict=True):
        pq.write_table(pa.Table.from_pylist(list(map(json.loads, path.open()))), table)
    arrow = pq.read_table(tables[0]), pq.read_table(tables[1])
    expected = by_pactbank(lines)
    best = fastest(
        {
            "a process": lambda: process(*command(lines, "entities")),
            "JSON Lines, in process": lambda: by_pactbank(lines),
            "Parquet, in process": lambda: by_pactbank(tables),
            "Arrow, in process": lambda: by_pactbank(arrow),
        }
    )
    theirs = min(seconds(lambda: by_nervaluate(lines)) for _ in range(2))
    whole = min(seconds(lambda: process(*reading("nervaluate", lines))) for _ in range(2))
    assert abs(expected - by_pactbank(tables)) < 1e-12
    print(f"narrow: nervaluate {theirs:.2f} s in process, {whole:.2f} s as a process")
    told.ratio("narrow, a process", best["a process"], whole, 12)
    told.ratio("narrow, JSON Lines in process", best["JSON Lines, in process"], theirs, 20)
    told.ratio("narrow, Parquet in process", best["Parquet, in process"], theirs, 60)
    told.ratio("narrow, Arrow in process", best["Arrow, in process"], theirs, 60)
    told.most("narrow, peak memory", peak(command(lines, "entities")), 140, "MB")


def anchored(folder: Path, told: Told) -> None:
    lines = write(folder, "anchored", DOCUMENTS)
    best = fastest({"a process": lambda: process(*command(lines, "entities"))})
    whole = min(seconds(lambda: process(*reading("nervaluate", lines))) for _ in range(2))
    floor = peak(reading("msgspec", lines))
    memory = peak(command(lines, "entities"))
    print(f"anchored: nervaluate {whole:.2f} s as a process, msgspec reads with {floor:.0f} MB")
    told.ratio("anchored, a process", best["a process"], whole, 9)
    told.most(f"anchored, peak memory, {memory:.0f} MB", memory / floor, 2, "times msgspec")


def full(folder: Path, told: Told) -> None:
    lines = write(folder, "full", DOCUMENTS)
    targets = {"agreements": 4, "stances": 4, "all": 6}
    ways = {task: partial(process, *command(lines, task)) for task in targets}
    ways["msgspec"] = partial(process, *reading("msgspec", lines))
    best = fastest(ways, 3)
    floor = peak(reading("msgspec", lines))
    print(f"full: msgspec reads in {best['msgspec']:.2f} s with {floor:.0f} MB")
    for task, target in targets.items():
        taken, memory = best[task], peak(command(lines, task))
        told.most(f"full, {task}, {taken:.2f} s", taken / best["msgspec"], target, "times msgspec")
        told.most(f"full, {task}, {memory:.0f} MB", memory / floor, 1.3, "times msgspec")


def growth(folder: Path, told: Told) -> None:
    """Narrow files with a version: time and memory from 1,000 to 100,000 documents."""
    each = {}
    for documents in (1_000, 10_000, 100_000):
        lines = write(folder, "versioned", documents)
        taken = min(seconds(lambda: by_pactbank(lines)) for _ in range(3))  # noqa: B023
        memory = peak(command(lines, "entities"))
        each[documents] = 1e6 * taken / documents
        print(f"{documents:7,} documents: {taken:6.2f} s, {each[documents]:4.0f} µs each, "
              f"{memory:.0f} MB")  # fmt: skip
    told.most("100,000 against 10,000, a document", each[100_000] / each[10_000], 1.3, "times")


def lengths(folder: Path, told: Told) -> None:
    """Whether a span costs more in long documents than in short ones."""
    best = {}
    for spans in (SHORT, LONG):
        paths = write(folder, "narrow", TOTAL // spans, spans)
        best[spans] = min(seconds(partial(by_pactbank, paths)) for _ in range(ROUNDS))
    told.most(
        f"a span at {LONG} a document against {SHORT}", best[LONG] / best[SHORT], 1.5, "times"
    )


PARTS = {each.__name__: each for each in (narrow, anchored, full, growth, lengths)}
READERS = {"nervaluate": by_nervaluate, "msgspec": by_msgspec}


def main(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["--run"]:
        READERS[arguments[1]]((Path(arguments[2]), Path(arguments[3])))
        return 0
    told = Told()
    for name in arguments or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            PARTS[name](Path(folder), told)
    return 1 if told.missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
