from __future__ import annotations

import os
from pathlib import Path

import pytest

from pactbank.errors import WrongUse
from pactbank.model import inputs
from support import odd


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for data in (b"", b"one", b"x" * 100_000):
        path.write_bytes(data)
        assert inputs.read_file(path) == inputs.read_named(path) == data
        with inputs.open_file(path) as file:
            assert file.read() == data
    assert inputs.regular(path) == path


@pytest.mark.parametrize("kind", odd.ODD)
def test_nothing_else_is_opened(tmp_path: Path, kind: str) -> None:
    path = odd.put(kind, tmp_path / "x")
    with odd.guarded(), pytest.raises(OSError, match=r"\w") as raised:
        inputs.read_file(path)
    assert raised.value.filename == str(path) or raised.value.filename == path
    with odd.guarded(), pytest.raises(WrongUse, match=r"x: \w"):
        inputs.read_named(path)


def test_what_it_is_is_said(tmp_path: Path) -> None:
    said = {
        "a folder": "is a folder",
        "a pipe": "is a pipe",
        "a socket": "is a socket",
        "/dev/zero": "is a device",
        "a link to nothing": "No such file",
        "a file of a terabyte": "has more than 1,073,741,824 bytes",
    }
    for number, (kind, message) in enumerate(said.items()):
        with pytest.raises(WrongUse, match=message):
            inputs.read_named(odd.put(kind, tmp_path / str(number)))


@pytest.mark.parametrize("size", [0, 9, 10, 11, 5000])
def test_a_file_has_a_longest_length(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * size)
    if size <= 10:
        assert len(inputs.read_file(path, 10)) == size
        return
    with pytest.raises(OSError, match="has more than 10 bytes"):
        inputs.read_file(path, 10)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="a system without /proc")
def test_a_file_that_does_not_tell_its_length_has_one_nevertheless() -> None:
    path = Path("/proc/self/status")
    assert path.stat().st_size == 0
    assert b"Pid:" in inputs.read_file(path)
    with pytest.raises(OSError, match="has more than 10 bytes"):
        inputs.read_file(path, 10)


def test_a_line_has_a_longest_length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "LONGEST_LINE", 10)
    path = tmp_path / "a"
    path.write_bytes(b"123456789\n1234567890\n")
    with inputs.open_file(path) as file:
        assert inputs.rest_of_line(file, path) == b"123456789\n"
        with pytest.raises(OSError, match="has a line of more than 10 bytes"):
            inputs.rest_of_line(file, path)


def test_what_cannot_be_told_is_not_absent(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").symlink_to("nothing")
    for name in ("file", "loop", "dangling"):
        assert inputs.is_there(tmp_path / name)
    for name in ("absent", "absent/of/absent", "x" * 300, "a\0b"):
        assert not inputs.is_there(tmp_path / name)
        assert not inputs.may_be_there(tmp_path / name)
        assert not inputs.is_folder(tmp_path / name)
    for name in ("file/x", "loop/x", "dangling/x", "dangling/x/y"):
        with pytest.raises(OSError, match=r"\w"):
            inputs.is_there(tmp_path / name)
        assert inputs.may_be_there(tmp_path / name) == (name != "file/x")
    with pytest.raises(FileNotFoundError):
        inputs.is_folder(tmp_path / "dangling")


def test_files_of_a_folder(tmp_path: Path) -> None:
    for name in ("b/c.txt", "a.txt", ".hidden", ".git/config"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "link").symlink_to(tmp_path)
    (tmp_path / "nowhere").symlink_to("nothing")
    os.mkfifo(tmp_path / "pipe")

    def names(*, hidden: bool) -> list[str]:
        found = inputs.list_files(tmp_path, hidden=hidden)
        return [path.relative_to(tmp_path).as_posix() for path in found]

    assert names(hidden=False) == ["a.txt", "b/c.txt", "link", "nowhere", "pipe"]
    assert set(names(hidden=True)) - set(names(hidden=False)) == {".hidden", ".git/config"}
    for odd_folder in (tmp_path / "absent", tmp_path / "a.txt", tmp_path / "nowhere"):
        with pytest.raises(OSError, match=r"\w"):
            inputs.list_files(odd_folder)
