"""Entity scoring against nervaluate 1.2.1 (load and evaluate), on synthetic data of its own.

10,000 documents of 40 gold spans: from JSON lines and from Parquet in process, as a whole
process with and without intervals, and the cost of a span in long documents beside short ones.
Prints ratios, peak memory, and as a floor what `msgspec` takes merely to read both files; fails
where a target is missed. Runs are interleaved and the fastest of each kind counts.
"""

from __future__ import annotations

import gc
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

TYPES = ("PERSON", "ROLE", "STATE", "IGO", "INSTITUTION", "FORCE", "ORG", "PLACE", "EVENT", "TIME")
DOCUMENTS, SPANS = 10_000, 40
SHORT, LONG, TOTAL = 10, 2_560, 256_000
ROUNDS = 5
Span = tuple[int, int, str]


def labels(chance: random.Random, count: int) -> tuple[list[Span], list[Span]]:
    """Gold and predicted spans of one document: of ten gold spans about seven are found, and the
    rest have another type, other boundaries, or nothing; now and then one is made up."""
    gold: list[Span] = []
    predicted: list[Span] = []
    at = 0
    for _ in range(count):
        start = at + chance.randint(3, 60)
        end = start + chance.randint(3, 25)
        kind, other = chance.choice(TYPES), chance.choice(TYPES)
        gold.append((start, end, kind))
        fate = chance.random()
        if fate < 0.70:
            predicted.append((start, end, kind))
        elif fate < 0.76:
            predicted.append((start, end, other))
        elif fate < 0.86:
            moved = (start - chance.randint(0, 3), end + chance.randint(1, 30))
            predicted.append((*moved, chance.choice((kind, other))))
        elif fate < 0.90:
            predicted.append((end + 1, end + 6, other))
        at = end
    return gold, predicted


def write(folder: Path, documents: int, spans: int) -> tuple[Path, Path]:
    """Two JSON Lines files, gold and predictions."""
    chance = random.Random(20261124)
    sides: tuple[list[bytes], list[bytes]] = ([], [])
    for number in range(documents):
        for side, rows in zip(sides, labels(chance, spans), strict=True):
            mentions = [{"start": start, "end": end, "type": kind} for start, end, kind in rows]
            side.append(json.dumps({"document": f"d{number}", "entities": mentions}).encode())
    paths = folder / f"gold-{spans}.jsonl", folder / f"predictions-{spans}.jsonl"
    for path, side in zip(paths, sides, strict=True):
        path.write_bytes(b"\n".join(side) + b"\n")
    return paths


def parquet(paths: tuple[Path, Path]) -> tuple[Path, Path]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = []
    for path in paths:
        rows = [json.loads(line) for line in path.read_bytes().splitlines()]
        pq.write_table(pa.Table.from_pylist(rows), path.with_suffix(".parquet"))
        made.append(path.with_suffix(".parquet"))
    return made[0], made[1]


def by_nervaluate(paths: tuple[Path, Path]) -> float:
    """F1 of exact spans by nervaluate, from JSON lines."""
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


def by_pactbank(sides: tuple[Any, Any]) -> float:
    from pactbank.scoring import score

    gold, predicted = sides
    return score(gold, predicted, intervals="none").metrics["strict"].f1 or 0.0


class Mention(msgspec.Struct, gc=False):
    start: int
    end: int
    type: str


class Document(msgspec.Struct, gc=False):
    document: str
    entities: list[Mention]


def by_msgspec(paths: tuple[Path, Path]) -> float:
    """The floor: both files read into the narrowest records, and no more."""
    decoder = msgspec.json.Decoder(Document)
    gc.disable()
    count = sum(len(decoder.decode_lines(path.read_bytes())) for path in paths)
    gc.enable()
    return float(count)


def by_process(paths: tuple[Path, Path], *options: str) -> float:
    """The command line as a whole process."""
    script = str(Path(sys.executable).with_name("pactbank"))
    command = [script, "score", str(paths[1]), "--gold", str(paths[0]), "--json", *options]
    found = subprocess.run(command, check=True, capture_output=True).stdout
    return float(json.loads(found)["metrics"]["strict"]["f1"])


def seconds(work: Callable[[], float], expected: float | None = None) -> float:
    start = time.perf_counter()
    found = work()
    taken = time.perf_counter() - start
    assert expected is None or abs(found - expected) < 1e-12, (found, expected)
    return taken


SYSTEMS = {"nervaluate": by_nervaluate, "pactbank": by_pactbank, "msgspec": by_msgspec}


def peak(system: str, paths: tuple[Path, Path]) -> float:
    """Megabytes at the most, in a process of its own."""
    command = [sys.executable, __file__, "--peak", system, *map(str, paths)]
    return float(subprocess.run(command, check=True, capture_output=True).stdout)


def tell_peak(system: str, gold: str, predicted: str) -> None:
    SYSTEMS[system]((Path(gold), Path(predicted)))
    status = Path("/proc/self/status").read_text()
    print(int(status.split("VmHWM:")[1].split()[0]) / 1024)


def main() -> int:
    if sys.argv[1:2] == ["--peak"]:
        tell_peak(*sys.argv[2:])
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = write(folder, DOCUMENTS, SPANS)
        tables = parquet(lines)
        missed = compare(lines, tables)
        missed += scale(folder)
        for system in SYSTEMS:
            print(f"peak memory, {system:19} {peak(system, lines):7.0f} MB")
    return 1 if missed else 0


def compare(lines: tuple[Path, Path], tables: tuple[Path, Path]) -> int:
    """How many targets are missed against nervaluate."""
    import pyarrow.parquet as pq

    expected = by_pactbank(lines)
    arrow = pq.read_table(tables[0]), pq.read_table(tables[1])
    ways: dict[str, tuple[Callable[[], float], float]] = {
        "JSON lines, in process": (lambda: by_pactbank(lines), 15),
        "Parquet, in process": (lambda: by_pactbank(tables), 60),
        "Arrow, in process": (lambda: by_pactbank(arrow), 60),
        "a process, --no-interval": (lambda: by_process(lines, "--no-interval"), 12),
        "a process, 10,000 replicates": (lambda: by_process(lines), 8),
    }
    best = dict.fromkeys(ways, float("inf"))
    theirs = floor = float("inf")
    for number in range(ROUNDS):
        if number < 2:
            theirs = min(theirs, seconds(lambda: by_nervaluate(lines)))
        floor = min(floor, seconds(lambda: by_msgspec(lines)))
        for way, (work, _) in ways.items():
            best[way] = min(best[way], seconds(work, expected))
    print(f"{DOCUMENTS:,} documents of {SPANS} gold spans")
    print(f"{'nervaluate, load and evaluate':32} {theirs:7.3f} s")
    print(f"{'floor: msgspec reads both':32} {floor:7.3f} s")
    missed = 0
    for way, (_, target) in ways.items():
        ratio = theirs / best[way]
        missed += ratio < target
        print(f"{way:32} {best[way]:7.3f} s, {ratio:5.1f} times (≥ {target:g})")
    return missed


def scale(folder: Path) -> int:
    """Whether a span costs more in long documents than in short ones."""
    best = {}
    for spans in (SHORT, LONG):
        paths = write(folder, TOTAL // spans, spans)
        best[spans] = min(seconds(partial(by_pactbank, paths)) for _ in range(ROUNDS))
    ratio = best[LONG] / best[SHORT]
    each = {spans: 1e6 * taken / TOTAL for spans, taken in best.items()}
    print(
        f"a gold span at {LONG} a document {each[LONG]:.2f} µs, at {SHORT} {each[SHORT]:.2f} µs: "
        f"{ratio:.2f} times (≤ 1.5)"
    )
    return int(ratio > 1.5)


if __name__ == "__main__":
    sys.exit(main())
