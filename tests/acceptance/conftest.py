from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

import sample_corpus
from acceptance.loopback_hub import TOKEN, LoopbackHub
from pactbank.store import Store

REPOSITORY = "marsk-lab/pacts"


@dataclass
class Session:
    """A maintainer and their users: a corpus, a Hub, and processes that know nothing else."""

    hub: LoopbackHub
    store: Store
    place: Path

    def pactbank(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """One command, with the corpus as its root."""
        command = [str(Path(sys.executable).parent / "pactbank"), *words]
        return self._run(command, {"PACTBANK_ROOT": str(self.store.root), **more})

    def publish(self, tag: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return self.pactbank("publish", REPOSITORY, "--tag", tag, *words, **more)

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


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with opened(tmp_path) as found:
        yield found


@contextmanager
def opened(place: Path) -> Iterator[Session]:
    """A session below a folder, in which no file may hold the token when it ends."""
    store = sample_corpus.make_corpus(place / "corpus")
    with LoopbackHub() as hub:
        yield Session(hub, store, place / "place")
    files = (path for path in place.rglob("*") if path.is_file())
    assert not [path for path in files if TOKEN.encode() in path.read_bytes()]
