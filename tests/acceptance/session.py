"""A maintainer with a corpus and a Hub; everything they and their users do runs in a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acceptance.endpoints import TOKEN
from acceptance.loopback_hub import LoopbackHub
from acceptance.repositories import Repository, Tree
from pactbank.corpus.store import Store
from support import sample_corpus

REPOSITORY = "marsk-lab/pacts"

# A stream that still exists when the interpreter ends sometimes aborts the process
# ("terminate called without an active exception"): huggingface/datasets#7566, apache/arrow#45214.
LOAD = """
import gc, json, sys, datasets
name, config, revision, streaming, split = sys.argv[1:]
rows = datasets.load_dataset(name, config, split=split, revision=revision or None,
                             streaming=streaming == "streaming")
print(json.dumps(list(rows), default=str))
del rows
gc.collect()
"""

_RELEASED: list[tuple[dict[str, Repository], Tree]] = []
"""The state of a Hub with a release; empty until one was made."""


@dataclass
class Session:
    """A maintainer and their users: a corpus, a Hub, and processes that know only these."""

    hub: LoopbackHub
    store: Store
    place: Path

    def pactbank(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """One command, with the corpus as its root."""
        command = [str(Path(sys.executable).parent / "pactbank"), *words]
        return self._run(command, {"PACTBANK_ROOT": str(self.store.root), **more})

    def publish(self, tag: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A release by a script, which agrees to what is deleted."""
        return self.pactbank("publish", REPOSITORY, "--tag", tag, "--yes", *words, **more)

    def released(self) -> None:
        """A first release, v1.0.0, on the Hub. The corpus is the same in each test, so a process
        makes it once and then only sets it there: its croissant.json names the first Hub."""
        if not _RELEASED:
            quiet(self.publish("v1.0.0"), 0)
            _RELEASED.append(deepcopy((self.hub.repositories, self.hub.large)))
        self.hub.repositories, self.hub.large = deepcopy(_RELEASED[0])

    def python(self, code: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A process with a cache of its own, unless HF_HOME names one."""
        home = self.place / f"home-{len(list(self.place.glob('home-*')))}"
        return self._run([sys.executable, "-c", code, *words], {"HF_HOME": str(home), **more})

    def _run(self, command: list[str], more: dict[str, str]) -> subprocess.CompletedProcess[str]:
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("HF_", "HUGGING", "PACTBANK"))
        }
        environment = {
            **kept,
            **self.hub.environment(self.place / "home"),
            "XDG_CACHE_HOME": str(self.place / "cache"),
            "COLUMNS": "200",
            **more,
        }
        environment = {key: value for key, value in environment.items() if value}
        self.place.mkdir(exist_ok=True)
        return subprocess.run(
            command,
            cwd=self.place,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def loaded(self, revision: str, streaming: str = "", **more: str) -> Any:
        """The rows of the train split of the agreements that a fresh process gets."""
        ran = self.python(LOAD, REPOSITORY, "agreements", revision, streaming, "train", **more)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    def change(self) -> None:
        """Correct a label, by which releases can be told apart."""
        gold = self.store.annotation_path("gold", "mirr-boats", 1)
        gold.write_text(gold.read_text().replace("REPLACES", "AMENDS"))

    @property
    def repository(self) -> Repository:
        return self.hub.repositories[REPOSITORY]

    @property
    def head(self) -> Tree:
        """The files on main."""
        return self.repository.commits[self.repository.branches["main"]]


def relation(rows: Any) -> str:
    """The label that `Session.change` corrects."""
    label: str = rows[0]["agreements"][0]["relations"][0]["type"]
    return label


def quiet(ran: subprocess.CompletedProcess[str], code: int) -> str:
    """What a command printed, which must end with this code and print no traceback or token."""
    output = f"{ran.stdout}{ran.stderr}"
    assert ran.returncode == code, output
    assert "Traceback" not in output
    assert TOKEN not in output
    return " ".join(output.split())


@contextmanager
def opened(place: Path) -> Iterator[Session]:
    """A session below a folder, in which no file may hold the token when it ends."""
    store = sample_corpus.make_corpus(place / "corpus")
    with LoopbackHub() as hub:
        yield Session(hub, store, place / "place")
    files = (path for path in place.rglob("*") if path.is_file())
    assert not [path for path in files if TOKEN.encode() in path.read_bytes()]
