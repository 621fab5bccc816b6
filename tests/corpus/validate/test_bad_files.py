"""Bad files: each gives a problem, whatever record it should hold, and never an exception."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.corpus.validate.kinds import kind_of

FILES = {
    "annotation": "annotations/gold/hask-note.v1.json",
    "document": "corpus/hask-note/v1.json",
    "annotators": "annotations/annotators.json",
    "splits": "corpus/splits.json",
    "about": "corpus/about.json",
    "lock": "corpus/corpus.lock",
    "manifest": "manifest.json",
    "score": "entities.score.json",
    "prediction": "predictions.jsonl",
}
COMMAND = [sys.executable, "-c", "from pactbank.cli import main; main()"]
DEEP = 100_000


def put(value: bytes) -> Callable[[bytes], bytes]:
    """The file with the first value of its object replaced."""
    return lambda data: re.sub(
        rb'(: ?)(?:"[^"]*"|[0-9]+|\{)', lambda m: m[1] + value, data, count=1
    )


FAULTS: dict[str, tuple[Callable[[bytes], bytes], set[str]]] = {
    "not UTF-8": (lambda data: data.replace(b'": ', b'\xff": ', 1), {"PB002"}),
    "Latin-1": (lambda data: data.replace(b'": ', b'\xe9": ', 1), {"PB002"}),
    "UTF-16": (lambda data: data.decode().encode("utf-16"), {"PB002", "PB005"}),
    "surrogate in bytes": (lambda data: data.replace(b'": ', b'\xed\xa0\x80": ', 1), {"PB002"}),
    "byte order mark": (lambda data: b"\xef\xbb\xbf" + data, {"PB003"}),
    "CR LF": (lambda data: data.replace(b"\n", b"\r\n"), {"PB004"}),
    "CR": (lambda data: data.rstrip() + b"\r", {"PB004"}),
    "NUL behind": (lambda data: data.rstrip() + b"\0", {"PB005"}),
    "NUL inside": (lambda data: data.replace(b'": ', b'\0": ', 1), {"PB005"}),
    "NULs alone": (lambda data: b"\0" * len(data), {"PB005"}),
    "lone surrogate": (put(rb'"\ud83d"'), {"PB008"}),
    "lone low surrogate": (put(rb'"\udd1d"'), {"PB008"}),
    "empty": (lambda data: b"", {"PB005"}),
    "white space": (lambda data: b" \n\n", {"PB005"}),
    "truncated": (lambda data: data.rstrip()[:-3], {"PB005"}),
    "cut in a character": (lambda data: data[:20] + "₱".encode()[:2], {"PB002"}),
    "something behind": (lambda data: data.rstrip() + b" {}\n", {"PB005"}),
    "duplicate key": (lambda data: data.replace(b"{", b'{"x": 1, "x": 2, ', 1), {"PB006"}),
    "NaN": (put(b"NaN"), {"PB005"}),
    "Infinity": (put(b"-Infinity"), {"PB005"}),
    "comment": (lambda data: b"// a remark\n" + data, {"PB005"}),
    "single quotes": (lambda data: data.replace(b'"', b"'"), {"PB005"}),
    "deep lists": (put(b"[" * DEEP + b"]" * DEEP), {"PB007"}),
    "deep objects": (put(b'{"a":' * DEEP + b"1" + b"}" * DEEP), {"PB007"}),
    "deep and cut off": (lambda data: b"[" * DEEP, {"PB007"}),
    "a list for the object": (lambda data: b"[" + data.rstrip() + b"]", {"PB100"}),
    "a number for the object": (lambda data: b"3", {"PB100"}),
    "null for the object": (lambda data: b"null", {"PB100"}),
    "a list inside": (put(b'[], "x": {'), {"PB100", "PB101", "PB103"}),
    "10 MB in one string": (
        lambda data: data.replace(b"{", b'{"x": "' + b"x" * 10_000_000 + b'", ', 1),
        {"PB103"},
    ),
    "10 MB in one list": (
        lambda data: b'{"x": [' + b"1," * 5_000_000 + b"1]}",
        {"PB102", "PB103"},
    ),
    "10 MB of white space": (lambda data: b" " * 10_000_000, {"PB005"}),
    "5,000 digits": (put(b"1" * 5000), {"PB005"}),
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the valid corpus."""
    shutil.copytree(valid_corpus(), tmp_path / "corpus-to-break")
    return tmp_path / "corpus-to-break"


def one_record(path: Path) -> bytes:
    """The bytes of a file; of predictions the first line alone."""
    data = path.read_bytes()
    return data.split(b"\n")[0] + b"\n" if path.suffix == ".jsonl" else data


HUGE = [fault for fault in FAULTS if "10 MB" in fault]


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        (record, fault)
        for record in FILES
        for fault in FAULTS
        if fault not in HUGE or record in ("annotation", "prediction")
    ],
)
def test_a_bad_file_gives_a_problem(tmp_path: Path, record: str, fault: str) -> None:
    path = tmp_path / Path(FILES[record]).name
    spoil, expected = FAULTS[fault]
    path.write_bytes(spoil(one_record(valid_corpus() / FILES[record])))
    problems = validate(Store(valid_corpus()), [path])
    assert problems
    assert {problem.file for problem in problems} == {str(path)}
    if fault != "a list inside":  # which says one thing or another by what stood there
        assert {problem.code for problem in problems} <= expected
    for problem in problems:
        assert problem.line is not None
        assert len(problem.message) < 500


@pytest.mark.parametrize("file", [file for file in FILES.values() if "/" in file])
def test_a_file_that_others_need_is_reported_once_and_as_the_cause(root: Path, file: str) -> None:
    """Files that depend on a broken file have no problem of their own."""
    (root / file).write_bytes(b"{")
    told = [problem for problem in validate(Store(root)) if problem.code != "PB603"]
    assert [(problem.code, problem.file) for problem in told] == [("PB005", file)]
    labels = [root / FILES["annotation"], root / FILES["prediction"]]
    if file not in (FILES["splits"], FILES["about"], FILES["annotation"]):
        told = validate(Store(root), labels)
        assert [(problem.code, problem.file) for problem in told] == [("PB005", file)]


NUMBERS = {
    "1.0": "PB101", "1e2": "PB101", '"3"': "PB101", "true": "PB101", "null": "PB101",
    "[1]": "PB101", "{}": "PB101", "NaN": "PB005", "-1": "PB106", "2147483648": "PB106",
    "1" + "0" * 40: "PB106", "1" + "0" * 400: "PB106", "1e400": "PB101", "01": "PB005",
    "0x1": "PB005", "1_000": "PB005", "+1": "PB005", "١": "PB005",
}  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    ("file", "before"),
    [
        ("annotations/gold/hask-note.v1.json", '"start": '),
        ("corpus/hask-note/v1.json", '"raw": ['),
        ("predictions.jsonl", '"start": '),
    ],
)
def test_an_offset_is_an_integer_and_written_as_one(
    root: Path, file: str, before: str, number: str
) -> None:
    path = root / file
    data = path.read_text("utf-8")
    spoiled = re.sub(re.escape(before) + "[0-9]+", before + number, data, count=1)
    assert spoiled != data
    path.write_text(spoiled, "utf-8")
    problems = validate(Store(root), [path])
    optional = number == "null" and file == "predictions.jsonl"
    assert {problem.code for problem in problems} == {"PB319" if optional else NUMBERS[number]}
    line = data[: data.index(before)].count("\n") + 1
    assert {problem.line for problem in problems} == {line}


@pytest.mark.parametrize("name", ["../hask-note", "/etc/passwd", "", ".", "a/b", "a\\b", "A", "é"])
def test_an_id_is_not_a_path(root: Path, name: str) -> None:
    for file, key in (
        ("annotations/gold/hask-note.v1.json", "document"),
        ("annotations/gold/hask-note.v1.json", "annotator"),
        ("corpus/hask-note/v1.json", "id"),
        ("predictions.jsonl", "document"),
    ):
        path = root / file
        data = one_record(path)
        quoted = f'"{key}": {json.dumps(name)}'.encode()
        field = re.compile(b'"%s": "[^"]*"' % key.encode())
        spoiled = data.replace(field.findall(data)[0], quoted, 1)
        path.write_bytes(spoiled)
        problems = validate(Store(root), [path])
        assert {(p.code, p.pointer) for p in problems} <= {
            ("PB105", f"/{key}"),
            ("PB107", f"/{key}"),
        }
        assert problems
        path.write_bytes(data)


@pytest.mark.parametrize(
    "listed",
    ["../../outside", "/etc/passwd", "x" * 500, "a\0b", "hask-note", ".", "hask-note/v1.json/x"],
)
def test_the_lock_leads_nowhere_else(root: Path, listed: str) -> None:
    path = root / "corpus/corpus.lock"
    lock = json.loads(path.read_bytes())
    lock["files"].append({"path": listed, "sha256": "0" * 64})
    path.write_text(json.dumps(lock))
    [problem] = validate(Store(root), [path])
    assert problem.code == ("PB009" if listed.startswith(("..", "/")) else "PB604")


def test_predictions_are_reported_with_their_physical_line(root: Path) -> None:
    path = root / "predictions.jsonl"
    path.write_bytes(
        b'{"document": "hask-note", "entities": []}\n'
        b"\n"
        b"   \n"
        b'{"document": "nowhere"}\n'
        b"{nonsense}\n"
        b'{"document": "calder-radar", "entities": [{"type": "STATE", "start": 0, "end": 9999}]}\n'
        b"\xff\n"
        b'{"document": "orlen-supply", "version": 3}\n'
        b'{"document": "brenn-statement", "stances": [{"type": "WARN"}], "layers": "all"}\n'
        b'{"document": "hask-note", "stances": []}'
    )
    assert [(p.line, p.code, p.pointer) for p in validate(Store(root), [path])] == [
        (4, "PB315", "/document"),
        (5, "PB005", ""),
        (6, "PB301", "/entities/0"),
        (7, "PB002", ""),
        (8, "PB315", "/document"),
        (9, "PB101", "/layers"),
        (9, "PB102", "/stances/0"),
        (9, "PB102", "/stances/0"),
        (10, "PB321", "/document"),
    ]


def test_a_link_out_of_the_tree(root: Path) -> None:
    outside = root.parent / "outside.json"
    target = root / FILES["annotation"]
    target.rename(outside)
    target.symlink_to(outside)
    [problem] = validate(Store(root), [target])
    assert (problem.code, problem.file) == ("PB009", FILES["annotation"])
    assert problem in validate(Store(root))
    target.unlink()
    target.symlink_to("../pass-a/hask-note.v1.json")
    assert [p.code for p in validate(Store(root), [target])] == ["PB208"], "a link inside is read"


def test_a_folder_that_is_a_link_out_of_the_tree(root: Path) -> None:
    for folder in (root / "annotations" / "gold", root / "corpus" / "hask-note", root / "corpus"):
        outside = root.parent / "outside"
        folder.rename(outside)
        folder.symlink_to(outside)
        problems = validate(Store(root), [root / "corpus", root / "annotations"])
        name = folder.relative_to(root).as_posix()
        assert ("PB009", name) in {(p.code, p.file) for p in problems}
        folder.unlink()
        outside.rename(folder)
    assert validate(Store(root)) == []


def test_a_text_that_is_a_link_out_of_the_tree(root: Path) -> None:
    text = root / "corpus/hask-note/v1.txt"
    text.rename(root.parent / "outside.txt")
    text.symlink_to(root.parent / "outside.txt")
    for asked in ("corpus/hask-note/v1.json", "corpus/corpus.lock", FILES["annotation"]):
        problems = validate(Store(root), [root / asked])
        assert ("PB009", "corpus/hask-note/v1.txt") in {(p.code, p.file) for p in problems}, asked


def test_links_in_a_circle(root: Path) -> None:
    one, other = (root / f"annotations/pass-a/{name}.v1.json" for name in "ab")
    one.symlink_to(other)
    other.symlink_to(one)
    (root / "annotations/round").symlink_to(root / "annotations")
    (root / "annotations/pass-a/nowhere.v1.json").symlink_to("nothing-there")
    problems = validate(Store(root))
    assert {(p.code, Path(p.file).name) for p in problems} == {
        ("PB001", "a.v1.json"),
        ("PB001", "b.v1.json"),
        ("PB001", "nowhere.v1.json"),
    }
    assert [p.code for p in validate(Store(root), [one])] == ["PB001"]


ODD: dict[str, Callable[[Path], object]] = {
    "folder": lambda path: path.mkdir(),
    "pipe": lambda path: os.mkfifo(path),
    "socket": lambda path: socket.socket(socket.AF_UNIX).bind(str(path)),
    "link to nothing": lambda path: path.symlink_to("nothing"),
    "link to itself": lambda path: path.symlink_to(path.name),
    "link to a device": lambda path: path.symlink_to("/dev/zero"),
}


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize(
    "file", [*FILES.values(), "corpus/hask-note/v1.txt", "corpus/hask-note/v1.raw.txt"]
)
def test_something_else_where_a_file_belongs(
    root: Path, monkeypatch: pytest.MonkeyPatch, file: str, kind: str
) -> None:
    monkeypatch.chdir((root / file).parent)
    (root / file).unlink()
    ODD[kind](Path((root / file).name))
    problems = validate(Store(root), [root])
    assert {p.code for p in problems if p.file == file} <= {"PB001", "PB009", "PB604"}
    if file not in (FILES["manifest"], FILES["score"], FILES["prediction"]):
        assert file in {p.file for p in problems}
    if kind_of(root / file):
        [*_, problem] = validate(Store(root), [root / file])
        assert problem.code in ("PB001", "PB009")


WITHOUT_RIGHTS = """
import contextlib, os, sys
from pactbank.cli.app import run
with contextlib.redirect_stdout(None), contextlib.redirect_stderr(None):
    run()  # so that everything is imported
if os.geteuid() == 0:  # for whom nothing is forbidden
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
sys.exit(run())
"""


def test_missing_permission(root: Path) -> None:
    shut = (FILES["annotation"], "annotations/pass-a", "corpus/hask-note/v1.txt")
    for path in (root, *root.parents):
        if path.stat().st_mode & 0o055 != 0o055:
            path.chmod(path.stat().st_mode | 0o055)
    for name in shut:
        (root / name).chmod(0)
    arguments = ["--root", str(root), "validate", "--format", "json"]
    result = subprocess.run(
        [sys.executable, "-c", WITHOUT_RIGHTS, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    for name in shut:
        (root / name).chmod(0o755)
    assert result.returncode == 1, result.stderr
    found = {(problem["code"], problem["file"]) for problem in json.loads(result.stdout)}
    assert found >= {("PB001", name) for name in shut}
    assert "Traceback" not in result.stderr


def test_names_that_are_not_utf8(root: Path) -> None:
    (root / "annotations/pass-a" / os.fsdecode(b"caf\xe9.v1.json")).write_bytes(b"{}")
    (root / "corpus" / os.fsdecode(b"\xff.txt")).write_bytes(b"")
    problems = validate(Store(root))
    assert {problem.file for problem in problems} == {
        r"annotations/pass-a/caf\udce9.v1.json",
        r"corpus/\udcff.txt",
    }
    json.dumps([problem.as_dict() for problem in problems]).encode("utf-8")


@pytest.mark.acceptance
@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_file_on_the_command_line(root: Path, fault: str) -> None:
    """One call on a corpus in which every file has the fault."""
    for file in FILES.values():
        data = one_record(valid_corpus() / file)
        (root / file).write_bytes(FAULTS[fault][0](data))
    paths = [str(root / file) for file in FILES.values()]
    arguments = ["--root", str(root), "validate", "--format", "json", *paths]
    result = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert {problem["file"] for problem in json.loads(result.stdout)} >= set(FILES.values())
    assert "Traceback" not in result.stderr
