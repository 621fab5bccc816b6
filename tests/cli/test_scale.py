"""What a command takes for one document does not grow with the corpus. Files and registers that are
read are counted, not seconds; `benchmarks/corpus.py` measures."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from pactbank.cli.app import run
from pactbank.model import codec, inputs
from support.many_documents import make, name_of

FEW, MANY = 12, 60
Mp = pytest.MonkeyPatch
COMMANDS = {
    "ingest": "ingest added.txt",
    "anchor": "anchor draft.json --as gold --created 2031-06-01",
    "validate one": "validate annotations/gold/{name}.v1.json corpus/{name}/v1.json",
    "zones": "zones {name}",
    "show": "show {name}",
    "list": "list",
    "validate": "validate",
}
OF_ONE = ("ingest", "anchor", "validate one", "zones", "show")


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    return {size: make(tmp_path_factory.mktemp("corpus") / "root", size) for size in (FEW, MANY)}


@contextmanager
def reading(monkeypatch: Mp, what: Counter[str]) -> Iterator[None]:
    """Count the files that are opened, and the registers that are decoded."""
    regular, decode = inputs.regular, codec.decode

    def opened(path: Path) -> Path:
        what["files"] += path.is_relative_to(Path.cwd())
        return regular(path)

    def decoded(data: bytes, record: type[msgspec.Struct]) -> msgspec.Struct:
        what[record.__name__] += 1
        return decode(data, record)

    with monkeypatch.context() as patch:
        patch.setattr(inputs, "regular", opened)
        patch.setattr(codec, "decode", decoded)
        yield


def counted(monkeypatch: Mp, root: Path, command: str) -> Counter[str]:
    """What a command reads in a corpus."""
    monkeypatch.chdir(root)
    name = name_of(5)
    raw = (root / f"corpus/{name}/v1.raw.txt").read_bytes()
    (root / "added.txt").write_bytes(raw + b"\nOne more line.\n")
    shutil.copy(root / f"annotations/gold/{name}.v1.json", root / "draft.json")
    monkeypatch.setattr(sys, "argv", ["pactbank", *command.format(name=name).split()])
    found: Counter[str] = Counter()
    with reading(monkeypatch, found):
        assert run() == 0
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_read(monkeypatch: Mp, corpora: dict[int, Path], name: str) -> None:
    few, many = (counted(monkeypatch, corpora[size], COMMANDS[name]) for size in (FEW, MANY))
    if name in OF_ONE:
        assert few == many
        assert many["Lock"] == 1
    else:
        # The lock, the splits and what else there is once is read once, however many there are.
        assert many["Lock"] <= few["Lock"] <= 2
        assert many["files"] - few["files"] <= (MANY - FEW) * few["files"] / FEW
