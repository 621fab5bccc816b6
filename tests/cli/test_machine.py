"""Every command on a machine that fails it: one line with the path and the way out, exit code 1.

The lines are the examples of the commands, and those of options that write.
"""

from __future__ import annotations

import ctypes
import os
import re
import resource
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from docs.generate import commands

pytestmark = pytest.mark.acceptance

EXAMPLES = {
    name: re.findall(r"^Example: pactbank (.+)", command.help or "", re.MULTILINE)[0]
    for name, command in commands().items()
    if name != "pactbank train spacy"  # takes minutes, and the founding article has no train split
}
OPTIONS = {
    "score --counts": "score rules.jsonl --split test --counts here/counts.parquet",
    "score --html": "score rules.jsonl --split test --html here/errors.html",
    "lock --accept": "lock --accept",
}
LINES = {**EXAMPLES, **OPTIONS}
WRITERS = {
    "pactbank anchor",
    "pactbank build",
    "pactbank demo",
    "pactbank ingest",
    "pactbank path",
    "pactbank publish",
    "pactbank rehydrate",
    "pactbank studio pull",
    "pactbank studio push",
    *OPTIONS,
}


@pytest.fixture
def changed(checkout: Path) -> Path:
    """A checkout with a change to be locked."""
    (checkout / "corpus/new.txt").write_text("new\n", "utf-8")
    return checkout


def start(checkout: Path, name: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """One command line in a process of its own."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), LOADERS])),
        "XDG_CACHE_HOME": str(checkout / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
        **options.pop("env", {}),
    }
    code = "from pactbank.cli import main; main()"
    # No corpus begins inside of another.
    place = checkout.with_name(f"{checkout.name}-empty") if name == "pactbank init" else checkout
    place.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-c", code, *shlex.split(LINES.get(name, name))],
        cwd=place,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        **{"stdout": subprocess.PIPE, **options},
    )


LOADERS = str(Path(__file__).parents[2] / "loaders")


def assert_one_line(result: subprocess.CompletedProcess[str]) -> None:
    """One line on stderr that names a path and, after a semicolon, the way out."""
    assert result.returncode == 1, result.stderr
    assert re.fullmatch(r"pactbank: \S+: [^;]+; [^;]+\n", result.stderr), result.stderr


def no_room() -> None:
    """What a full disk is to a process: no file grows."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))


def no_room_at_all() -> None:
    """A disk on which not even a scratch file has room."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


@pytest.mark.parametrize("name", LINES)
def test_a_disk_that_is_full(changed: Path, name: str) -> None:
    result = start(changed, name, preexec_fn=no_room)
    if name in WRITERS:
        assert_one_line(result)
        assert "File too large" in result.stderr
    else:
        assert result.returncode in (0, 1)
        assert "Traceback" not in result.stderr
    assert not [*changed.rglob("*.partial")]


def no_rights() -> None:
    """Let the program that is started next have no more rights than its user's files give it; a
    superuser has two more that overrule them."""
    if os.geteuid() == 0:
        for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, right)  # PR_CAPBSET_DROP


def freeze(folder: Path) -> None:
    """Take away the right to write anything in a folder."""
    for part in (*folder.rglob("*"), folder):
        part.chmod(0o555 if part.is_dir() else 0o444)


def test_no_scratch_folder(changed: Path) -> None:
    result = start(changed, "pactbank build", preexec_fn=no_room_at_all)
    assert result.returncode == 1
    assert re.fullmatch(r"pactbank: No usable temporary .*; set TMPDIR .*\n", result.stderr)


@pytest.mark.parametrize("name", LINES)
def test_a_folder_that_may_only_be_read(changed: Path, name: str) -> None:
    (changed / "here").mkdir()
    (changed / "cache").mkdir(exist_ok=True)
    freeze(changed)
    result = start(changed, name, preexec_fn=no_rights, env={"HOME": str(changed)})
    if name in WRITERS - {"pactbank publish"}:
        assert_one_line(result)
        assert "Permission denied" in result.stderr
    else:
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["pactbank path", "pactbank demo"])
@pytest.mark.parametrize(
    ("variables", "variable"),
    [
        ({"XDG_CACHE_HOME": "/proc/nowhere"}, "XDG_CACHE_HOME"),
        ({"XDG_CACHE_HOME": "LICENSE/cache"}, "PACTBANK_CACHE"),
        ({"XDG_CACHE_HOME": "", "HOME": "/dev/null"}, "PACTBANK_CACHE"),
        ({"HF_HOME": "/dev/null/cache"}, "HF_HOME"),
    ],
)
def test_a_cache_that_cannot_be_used(
    changed: Path, name: str, variables: dict[str, str], variable: str
) -> None:
    env = {key: value.replace("LICENSE", f"{changed}/LICENSE") for key, value in variables.items()}
    result = start(changed, name, env=env)
    if name == "pactbank path" and variable == "HF_HOME":
        assert result.returncode == 0
        return
    assert_one_line(result)
    assert f"set {variable} to a folder" in result.stderr


def test_a_sound_build_in_a_cache_of_somebody_else_is_used(changed: Path) -> None:
    made = start(changed, "pactbank path")
    freeze(changed)
    found = start(changed, "pactbank path", preexec_fn=no_rights)
    assert (found.returncode, found.stdout) == (0, made.stdout)


@pytest.mark.parametrize("name", LINES)
def test_ascii_output_has_every_line(changed: Path, name: str) -> None:
    result = start(changed, name, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert "Traceback" not in result.stderr
    assert result.returncode == (1 if name == "pactbank lock" else 0), result.stderr
    assert (result.stdout + result.stderr).isascii()


STORED = {
    "pactbank anchor": "annotations/pass-a/ph-jp-security-talks.v1.json",
    "pactbank build": "build/pactbank/manifest.json",
    "pactbank ingest": "corpus/orlen-talks/v1.json",
    "pactbank rehydrate": "full/manifest.json",
    "pactbank studio push": "tasks.json",
    "score --counts": "here/counts.parquet",
}


def full(_: Path) -> Any:
    return open("/dev/full", "w")


def closed(_: Path) -> Any:
    """The end of a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    return os.fdopen(writing, "w")


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize(("outlet", "code"), [(full, 1), (closed, 0)])
def test_the_work_is_done_whatever_becomes_of_the_output(
    changed: Path, name: str, outlet: Callable[[Path], Any], code: int
) -> None:
    with outlet(changed) as stdout:
        result = start(changed, name, stdout=stdout)
    prints_nothing = name == "pactbank validate"
    assert "Traceback" not in result.stderr
    assert "Exception" not in result.stderr
    if outlet is full and not prints_nothing:
        assert "pactbank: standard output cannot be written: No space left" in result.stderr
    elif outlet is closed:
        assert "roken" not in result.stderr
    expected = 1 if name == "pactbank lock" else 0 if prints_nothing else code
    assert result.returncode == expected, result.stderr
    if name in STORED:
        assert (changed / STORED[name]).exists()


@pytest.mark.parametrize("line", ["--help", "ingest --help", "annotators --help", "--version"])
def test_help_that_cannot_be_written_is_one_line(checkout: Path, line: str) -> None:
    with open("/dev/full", "w") as stdout:
        result = start(checkout, line, stdout=stdout)
    assert (result.returncode, result.stderr) == (
        1,
        "pactbank: standard output cannot be written: No space left on device; only what it "
        "printed is lost: send its output elsewhere\n",
    )


def test_closed_standard_streams(changed: Path) -> None:
    line = f"{shlex.quote(sys.executable)} -c 'from pactbank.cli import main; main()' show x"
    result = subprocess.run(
        ["sh", "-c", f"{line} >&- 2>&-"], cwd=changed, env={**os.environ, "PYTHONPATH": LOADERS}
    )
    assert result.returncode == 2
