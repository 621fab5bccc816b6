"""A corpus of a dozen short texts about named states, and programs that find some of the names."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

from pactbank.corpus.store import Store
from support import sample_corpus

NAMES = ("Veldria", "Mirr", "Kestania", "Brenn")
DOCUMENTS = [f"talks-{number:02}" for number in range(12)]

NAMING = """\
# Labels each word that it is given as a STATE (or TYPE:WORD as a TYPE), wherever it stands.
import json, os, pathlib, re, signal, sys, time

here = pathlib.Path(__file__).parent
for line in sys.stdin:
    asked = json.loads(line)
    name = asked["document"]
    with open(here / "asked.txt", "a") as file:
        file.write(name + "\\n")
    for fault in sys.argv[1].split(","):
        kind, _, document = fault.partition("=")
        if document == name:
            if kind == "crash":
                raise RuntimeError("out of memory")
            if kind == "hang":
                time.sleep(600)
            if kind == "kill" and not (here / "killed").exists():
                (here / "killed").touch()
                os.kill(os.getppid(), signal.SIGKILL)
                sys.exit()
    found = []
    for word in sys.argv[2:]:
        type_, _, word = word.rpartition(":")
        for at in re.finditer(rf"\\b{word}\\b", asked["text"]):
            found.append({"start": at.start(), "end": at.end(), "type": type_ or "STATE"})
    print(json.dumps({"document": name, "entities": found}))
"""


def text_of(number: int) -> str:
    """Between one and four names, each once or more often."""
    names = [NAMES[(number + at) % 4] for at in range(1 + number % 4)]
    return " ".join(f"{name} met {other}." for name in names for other in names)


def make_contest(root: Path) -> Store:
    """A corpus whose documents are in test, but for two in validation."""
    samples = []
    for number, name in enumerate(DOCUMENTS):
        lines: sample_corpus.Lines = ((("paragraph", text_of(number)),),)
        split: Any = "validation" if number in (0, 6) else "test"
        refs = tuple({"id": n.lower(), "type": "STATE", "name": n} for n in NAMES)
        samples.append(sample_corpus.Sample(name, split, "full-text", lines, refs, _labels))
    return sample_corpus.make_corpus(root, tuple(samples))


def _labels(text: str) -> sample_corpus.Label:
    quoter = sample_corpus.Quoter(text)
    places = [(name, nth) for name in NAMES for nth in range(text.count(name))]
    spans = sorted((quoter.span(n, nth)["start"], n, nth) for n, nth in places)
    return {
        "entities": [
            quoter.mention(number, name, "STATE/NAM", name.lower(), nth=nth)
            for number, (_, name, nth) in enumerate(spans, 1)
        ]
    }


def naming(folder: Path, *words: str, faults: str = "none") -> str:
    """The name of a system that labels these words, and fails as it is told ("crash=talks-03");
    "kill" ends the process that asks, once."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "naming.py").write_text(NAMING, "utf-8")
    command = [sys.executable, str(folder / "naming.py"), faults, *words]
    return f"command:{shlex.join(command)}"


def asked(folder: Path) -> list[str]:
    """The documents that such a system was asked for, in the order of asking."""
    path = folder / "asked.txt"
    return path.read_text("utf-8").split() if path.exists() else []
