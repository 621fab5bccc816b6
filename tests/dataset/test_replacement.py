from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pactbank.dataset import replacement
from pactbank.dataset.replacement import exchanged, recover, remove_abandoned, replacing


def put(folder: Path, word: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "file").write_text(word)
    return folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("at_once", [True, False])
def test_the_new_folder_takes_the_place_of_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    if not at_once:
        monkeypatch.setattr(replacement, "exchanged", lambda *_: False)
    out = tmp_path / "out"
    for word in ("first", "second", "third"):
        with replacing(out) as folder:
            put(folder, word)
        assert (out / "file").read_text() == word
        assert names(tmp_path) == {"out"}


def test_an_error_leaves_the_old_folder(tmp_path: Path) -> None:
    out = put(tmp_path / "out", "old")
    with pytest.raises(ZeroDivisionError), replacing(out) as folder:
        put(folder, str(1 // 0))
    with pytest.raises(FileNotFoundError), replacing(out):
        raise FileNotFoundError(errno.ENOENT, "gone", "elsewhere")
    assert (out / "file").read_text() == "old"
    assert names(tmp_path) == {"out"}


def test_a_fault_of_the_disk_names_the_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(OSError, match="No space left") as raised, replacing(out) as folder:
        raise OSError(errno.ENOSPC, "No space left on device", str(folder / "x"))
    assert raised.value.filename == str(out)
    (tmp_path / "file").write_text("")
    with pytest.raises(NotADirectoryError) as elsewhere, replacing(tmp_path / "file/a/out"):
        pass
    assert str(tmp_path / "file") in str(elsewhere.value)


def test_exchange_has_no_moment_without_the_folder(tmp_path: Path) -> None:
    """Somebody who looks all the time always finds a complete folder."""
    out = put(tmp_path / "out", "0")
    missed: list[str] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            try:
                os.stat(out)
            except FileNotFoundError:
                missed.append("missing")

    watcher = threading.Thread(target=look)
    watcher.start()
    for number in range(200):
        with replacing(out) as folder:
            put(folder, str(number))
    done.set()
    watcher.join()
    assert missed == []


def test_without_exchange_a_failed_rename_puts_the_old_folder_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacement, "exchanged", lambda *_: False)
    out = put(tmp_path / "out", "old")
    with pytest.raises(FileNotFoundError), replacing(out) as folder:
        folder.rmdir()
    assert (out / "file").read_text() == "old"


def test_recovery_of_a_run_killed_between_two_renames(tmp_path: Path) -> None:
    out = tmp_path / "out"
    put(tmp_path / ".out.old", "old")
    put(tmp_path / ".out.abcd.partial", "new")
    recover(out)
    assert (out / "file").read_text() == "old"
    assert names(tmp_path) == {"out"}
    put(tmp_path / ".out.old", "older")
    recover(out)
    assert (out / "file").read_text() == "old"
    assert names(tmp_path) == {"out"}


def test_only_what_is_abandoned_and_of_this_name_is_removed(tmp_path: Path) -> None:
    others = [".outer.x.partial", "out.x.partial", ".out", ".o[u]t.x.partial"]
    for other in others:
        put(tmp_path / other, "other")
    with replacing(tmp_path / "out") as busy:
        put(tmp_path / ".out.dead.partial", "dead")
        recover(tmp_path / "out")
        assert names(tmp_path) == {*others, busy.name}
        assert not remove_abandoned(busy)
    recover(tmp_path / "o[u]t")
    assert names(tmp_path) == {*others[:-1], "out"}


def test_two_runs_that_end_together_leave_one_complete_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with replacing(out) as first, replacing(out) as second:
        put(first, "first")
        put(second, "second")
    assert (out / "file").read_text() == "first"
    assert names(tmp_path) == {"out"}


def test_exchange_names_the_path_that_fails(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        exchanged(put(tmp_path / "a", ""), tmp_path / "nowhere")


BUILD = """
from pathlib import Path
from pactbank.dataset.replacement import recover, replacing
out = Path({out!r})
while True:
    recover(out)
    with replacing(out) as folder:
        for number in range(20):
            (folder / str(number)).write_text("x" * 1000)
"""


def killed(out: Path, moments: Iterator[float]) -> Iterator[None]:
    """Runs that replace `out` again and again, each killed after a moment."""
    for moment in moments:
        run = subprocess.Popen([sys.executable, "-c", BUILD.format(out=str(out))])
        time.sleep(moment)
        run.send_signal(signal.SIGKILL)
        run.wait()
        yield


@pytest.mark.acceptance
def test_a_run_killed_at_any_moment_leaves_a_complete_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with replacing(out) as folder:
        for number in range(20):
            (folder / str(number)).write_text("first")
    for _ in killed(out, (0.3 + 0.017 * number for number in range(20))):
        assert len(names(out)) == 20
        assert len(names(tmp_path)) <= 2
    recover(out)
    assert names(tmp_path) == {"out"}
