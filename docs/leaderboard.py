"""Makes leaderboard/ anew: the baselines that come with the project, on test and on challenge, and
their predictions on validation, which `pactbank demo` compares. Then writes README.md anew.

    make leaderboard

It trains the pipeline of spaCy on train, which takes one to three minutes, and needs the real
texts: `pactbank fetch` brings them.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from docs import generate
from pactbank.bench import bench
from pactbank.bench.entrants import entrants_of
from pactbank.bench.training import train_spacy
from pactbank.cli.console import progress
from pactbank.cli.demonstration import COMPARED
from pactbank.corpus import rights
from pactbank.corpus.files import sha256
from pactbank.corpus.overview import not_fetched
from pactbank.corpus.store import Store
from pactbank.dataset.hub_benchmark import HELD_OUT
from pactbank.dataset.leaderboards import FILE, FOLDER
from pactbank.model import codec
from pactbank.model.benchmark import SystemRun

SEED, EPOCHS = 1, 15
SYSTEMS = ("rules", "spacy:trained")


def main(root: Path = generate.ROOT) -> int:
    """Make the folder of a checkout; the exit code."""
    store = Store(root)
    if absent := not_fetched(store):
        print(f"{absent} texts are not here: pactbank fetch brings them")
        return 1
    with tempfile.TemporaryDirectory() as scratch, contextlib.chdir(scratch):
        train_spacy(store, "train", Path("trained"), SEED, EPOCHS, progress)
        for split in (*HELD_OUT, COMPARED):
            bench(store, entrants_of(SYSTEMS, None), split, Path(split), None, progress)
        place(Path(scratch), root / FOLDER)
    return generate.main([], root)


def place(results: Path, folder: Path) -> None:
    """Put into `folder` what is kept of results by split."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for split in HELD_OUT:
        (folder / split).mkdir()
        shutil.copyfile(results / split / FILE, folder / split / FILE)
    for run in sorted(results.glob(f"{COMPARED}/*/run.json")):
        kept = folder / COMPARED / run.parent.name
        kept.mkdir(parents=True)
        lines = (run.parent / "predictions.jsonl").read_bytes().splitlines()
        bare = [without_words(line) for line in lines]
        (kept / "predictions.jsonl").write_bytes(b"".join(bare))
        (kept / "run.json").write_bytes(_run(run.read_bytes(), bare))


def without_words(line: bytes) -> bytes:
    """A prediction with offsets and types, and no word of a text."""
    bare = _given(rights.withhold_annotation(json.loads(line)))
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _given(value: Any) -> Any:
    """A JSON value without members that are null."""
    if isinstance(value, dict):
        return {key: _given(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_given(item) for item in value]
    return value


def _run(data: bytes, lines: list[bytes]) -> bytes:
    """The run of a system whose predictions are these lines now."""
    run = codec.decode(data, SystemRun)
    hashes = {json.loads(line)["document"]: sha256(line) for line in lines}
    documents = tuple(
        replace(one, prediction_sha256=hashes.get(one.document)) for one in run.documents
    )
    encoded = msgspec.json.encode(replace(run, documents=documents))
    return msgspec.json.format(encoded, indent=1) + b"\n"


if __name__ == "__main__":
    sys.exit(main())
