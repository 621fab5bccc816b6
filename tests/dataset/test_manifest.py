from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pactbank.dataset import check, manifest
from pactbank.errors import WrongUse


@pytest.fixture
def copy(tmp_path: Path, full: Path) -> Path:
    return Path(shutil.copytree(full, tmp_path / "copy"))


def parquet(folder: Path) -> Path:
    return next((folder / "tokens").glob("test-*.parquet"))


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def edit(file: Path) -> None:
    file.write_text(file.read_text().replace('"full"', '"open"').replace("test", "train", 1))


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda folder: flip(parquet(folder)), r"tokens/test-.*: sha256 is"),
        (lambda folder: parquet(folder).unlink(), "is missing"),
        (lambda folder: (folder / "README.md").write_text("other"), r"README\.md: sha256 is"),
        (lambda folder: (folder / "more.parquet").touch(), r"more\.parquet is not in the manifest"),
        (lambda folder: edit(folder / "manifest.json"), "the digest is not that of its lists"),
        (lambda folder: (folder / "manifest.json").unlink(), r"it has no manifest\.json"),
        (lambda folder: (folder / "manifest.json").write_text("{"), "no PactBank build"),
        (lambda folder: (folder / "manifest.json").write_text("{}"), "no PactBank build"),
    ],
)
def test_damage_is_named(copy: Path, damage: Callable[[Path], object], expected: str) -> None:
    assert check(copy) == []
    damage(copy)
    (problem,) = check(copy)
    assert re.search(expected, problem)


def test_what_the_hub_adds_is_no_damage(copy: Path) -> None:
    (copy / ".gitattributes").touch()
    (copy / ".cache").mkdir()
    (copy / ".cache" / "x").touch()
    assert check(copy) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="no PactBank build"):
        manifest.read(tmp_path / "nowhere")
