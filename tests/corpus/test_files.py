from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pactbank.corpus.files import (
    file_sha256,
    partial_name,
    printable,
    read_reported,
    sha256,
    utf8_problems,
    write_atomically,
)
from support import odd


def test_writing_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    write_atomically(path, b"old")

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize("kind", ["a pipe", "a socket", "/dev/null", "/dev/zero"])
def test_a_device_is_not_replaced_by_a_file(tmp_path: Path, kind: str) -> None:
    path = odd.put(kind, tmp_path / "x")
    with pytest.raises(OSError, match="not a file"):
        write_atomically(path, b"data")
    assert not path.is_file()
    assert [file.name for file in tmp_path.iterdir()] == ["x"]


def test_a_fault_names_the_file_and_not_the_temporary_one(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError) as raised:
        write_atomically(tmp_path / "folder", b"")
    assert raised.value.filename == str(tmp_path / "folder")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileExistsError) as elsewhere:
        write_atomically(tmp_path / "file/x", b"")
    assert elsewhere.value.filename == str(tmp_path / "file")


@pytest.mark.parametrize("name", ["a.json", "é" * 127, "x" * 255])
def test_what_a_killed_writer_has_left_is_cleared_by_the_next(tmp_path: Path, name: str) -> None:
    left = tmp_path / partial_name(name)
    left.write_bytes(b"half of it")
    write_atomically(tmp_path / name, b"new")
    left.symlink_to(tmp_path / name)
    write_atomically(tmp_path / name, b"newer")
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == b"newer"
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o644


def test_writers_of_one_file_wait_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    contents = [bytes([65 + number]) * 200_000 for number in range(16)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda data: write_atomically(path, data), contents))
    assert path.read_bytes() in contents
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


def test_bytes_and_files_have_one_digest(tmp_path: Path) -> None:
    data = b"a line\n" * 100_000
    write_atomically(tmp_path / "a.txt", data)
    assert sha256(data) == file_sha256(tmp_path / "a.txt") == hashlib.sha256(data).hexdigest()


def test_a_folder_and_a_device_are_reported(tmp_path: Path) -> None:
    for path in (tmp_path, Path("/dev/zero")):
        data, [problem] = read_reported(path, "name")
        assert (data, problem.code, problem.file, problem.line) == (b"", "PB001", "name", None)


def test_a_link_may_lead_elsewhere_inside_its_tree_but_not_out_of_it(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tmp_path / "outside").write_bytes(b"out")
    write_atomically(tree / "inside", b"in")
    (tree / "out").symlink_to("../outside")
    (tree / "in").symlink_to("inside")
    assert read_reported(tree / "in", "in", tree) == (b"in", [])
    assert read_reported(tree / "out", "out") == (b"out", [])
    _, [problem] = read_reported(tree / "out", "out", tree)
    assert (problem.code, problem.message) == ("PB009", "leads out of the tree, to ../outside")


def test_bytes_that_are_not_utf8_are_reported_with_their_line() -> None:
    assert utf8_problems("é\n".encode(), "a.txt") == []
    [problem] = utf8_problems(b"one\ntwo\n\xff", "a.txt")
    assert (problem.code, problem.file, problem.line) == ("PB002", "a.txt", 3)
    assert problem.message == "not UTF-8 at byte 8"
    assert printable("caf\udce9") == r"caf\udce9"
