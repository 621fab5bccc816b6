"""What a corpus of many documents costs, against one of ten and against merely reading its files.

Corpora of 10, 1,000 and 10,000 documents with gold are made from the founding article. Commands
about one document are whole processes: ingest, anchor and validate with a corpus of ten in turns,
the fastest of each. What concerns all documents, list, validate and build, is told as seconds a
document against a floor: each file read, hashed and, if it is JSON, decoded by msgspec into the
package's own records, in one process. Prints ratios and fails where a target is missed.

    python benchmarks/corpus.py [DOCUMENTS ...]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from pactbank.corpus.store import Store
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.many_documents import make, name_of

SIZES = (10, 1_000, 10_000)
ROUNDS, TURNS = 5, 2
ONE = 1.5
"""A command about one document, in any corpus, against a corpus of the smallest size."""
ALL = {"list": 10.0, "validate": 15.0, "build": 25.0}
"""Seconds a document against the floor, from a thousand documents on."""
SCRIPT = str(Path(sys.executable).with_name("pactbank"))
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""An installed package has its bytecode, so these runs may write theirs."""


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def pactbank(root: Path, *arguments: str | Path) -> None:
    command = [SCRIPT, "--root", str(root), *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT)


def floor(root: Path) -> None:
    """Read every file of every document, and no more."""
    decode: dict[str, Callable[[bytes], object]] = {
        "corpus": msgspec.json.Decoder(Document).decode,
        "annotations": msgspec.json.Decoder(Annotation).decode,
    }
    for folder, decoded in decode.items():
        for path in (root / folder).rglob("*v1*"):
            data = path.read_bytes()
            hashlib.sha256(data).digest()
            if path.suffix == ".json":
                decoded(data)


class Commands:
    """The commands about one document, each run again and again in one corpus."""

    def __init__(self, root: Path, documents: int, scratch: Path) -> None:
        self.root, self.scratch, self.runs = root, scratch, 0
        name = name_of(documents // 2)
        self.labels = root / f"annotations/gold/{name}.v1.json"
        self.files = [self.labels, root / f"corpus/{name}/v1.json"]
        self.raw = (root / f"corpus/{name}/v1.raw.txt").read_bytes()

    def ingest(self) -> None:
        self.runs += 1
        text = self.scratch / f"added-{self.runs}.txt"
        text.write_bytes(self.raw + f"\nText number {self.runs}.\n".encode())
        pactbank(self.root, "ingest", text)

    def anchor(self) -> None:
        draft = self.scratch / "draft.json"
        draft.write_bytes(self.labels.read_bytes())
        pactbank(self.root, "anchor", draft, "--as", "gold", "--created", "2031-06-01")

    def validate(self) -> None:
        pactbank(self.root, "validate", *self.files)


def one_document(corpora: dict[int, Path], scratch: Path) -> int:
    """Print what commands about one document take; how many targets are missed."""
    by_size = {size: Commands(root, size, scratch) for size, root in corpora.items()}
    missed = 0
    print(f"{'one document':14}" + "".join(f"{size:>24,}" for size in by_size))
    for name in ("ingest", "anchor", "validate"):
        best = dict.fromkeys(by_size, float("inf"))
        for _ in range(ROUNDS):
            for size, commands in by_size.items():
                best[size] = min(best[size], seconds(getattr(commands, name)))
        base = best[min(best)]
        shown = (f"{took:10.2f} s, {took / base:5.2f} times" for took in best.values())
        print(f"{name:14}" + " ".join(shown) + f"  (≤ {ONE:g})")
        missed += sum(took / base > ONE for took in best.values())
    return missed


def all_documents(root: Path, scratch: Path) -> int:
    """Print what commands about all documents take; how many targets are missed."""
    count = len(Store(root).versions())
    runs: dict[str, Callable[[], object]] = {
        "floor": lambda: floor(root),
        "list": lambda: pactbank(root, "list"),
        "validate": lambda: pactbank(root, "validate"),
        "build": lambda: pactbank(root, "build", "--out", scratch / "build"),
    }
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(TURNS):
        for name, run in runs.items():
            best[name] = min(best[name], seconds(run))
    each = best["floor"] / count
    print(f"all of {count:,}: floor {1000 * each:.2f} ms a document")
    missed = 0
    for name, most in ALL.items():
        ratio = best[name] / count / each
        bound = f"  (≤ {most:g})" if count >= 1000 else ""
        missed += bool(bound) and ratio > most
        print(
            f"    {name:9} {best[name]:7.2f} s, {1000 * best[name] / count:8.2f} ms a document, "
            f"{ratio:6.1f} times{bound}"
        )
    return missed


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", metavar="DOCUMENTS", type=int, nargs="*", help=f"default: {SIZES}")
    sizes = tuple(parser.parse_args().sizes) or SIZES
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        corpora = {size: make(scratch / str(size), size) for size in sizes}
        missed = sum(all_documents(root, scratch) for root in corpora.values())
        missed += one_document(corpora, scratch)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
