"""A folder that takes the place of an earlier one: made beside it, then exchanged with it at once.

Beside `out`, a folder `.NAME.….partial` is being made, or is what is left of an earlier one. It is
locked (`flock`) while a process works on it; one that a killed process has left has no lock, and
the next run removes it.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pactbank.corpus.files import PARTIAL, lock_held, naming, opened, sync_folder


@contextlib.contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A new folder beside `out`, which takes the name `out` when the block ends without an error;
    what had the name is deleted then. Raises `OSError`, which names `out`.

    At every moment `out` is the old folder or the new one, complete. (A file system that cannot
    exchange two names has a moment without either: see `_exchange`.)
    """
    with naming(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        folder, lock = _locked_folder(out)
        try:
            folder.chmod(0o755)
            yield folder
            _take_place(folder, out)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _locked_folder(out: Path) -> tuple[Path, int]:
    """A new empty folder beside `out`, and the descriptor by which it is locked."""
    while True:
        made = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}.", suffix=PARTIAL))
        # Another run may take it for an abandoned one, and remove it, before it is locked.
        with contextlib.suppress(FileNotFoundError):
            handle = os.open(made, os.O_RDONLY | os.O_CLOEXEC)
            if lock_held(handle, made):
                return made, handle
            os.close(handle)


def recover(out: Path) -> None:
    """Clear away what killed runs have left beside `out`. Where one had moved the earlier folder
    away and not yet put the new one in its place, the earlier one is put back."""
    partial = out.parent.glob(f".{glob.escape(out.name)}.*{PARTIAL}")
    gone = [remove_abandoned(folder) for folder in partial]
    if not all(gone):
        return  # another run is about to replace it
    old = _moved_away(out)
    if old.exists() and not out.exists():
        old.rename(out)
    elif old.exists():
        remove_abandoned(old)


def remove_abandoned(folder: Path) -> bool:
    """Remove a folder unless a process is working on it, or it is somebody else's; whether it is
    gone."""
    with contextlib.suppress(OSError), opened(folder) as handle:
        if lock_held(handle, folder, without_locks=False):
            shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _take_place(folder: Path, out: Path) -> None:
    """Give a finished folder its name; `folder` is what had the name before, if anything had."""
    try:
        folder.rename(out)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        _exchange(folder, out)
    sync_folder(out.parent)


def _exchange(folder: Path, out: Path) -> None:
    """Let two folders exchange their names, at once where the system can.

    Where it cannot, the old folder gets a name of its own before the new one takes its place. A
    run that is killed in between leaves no `out`; the next run puts the old one back (`recover`).
    """
    if exchanged(folder, out):
        return
    old = _moved_away(out)
    out.rename(old)
    try:
        folder.rename(out)
    except BaseException:
        old.rename(out)
        raise
    old.rename(folder)


def _moved_away(out: Path) -> Path:
    """Where the earlier folder is while the new one takes its place."""
    return out.with_name(f".{out.name}.old")


_HERE, _EXCHANGE = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of renameat2(2), which only Linux has."""
_UNABLE = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)


def exchanged(first: Path, second: Path) -> bool:
    """Exchange two names at once; False where the system cannot. Raises `OSError`."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_HERE, os.fsencode(first), _HERE, os.fsencode(second), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNABLE:
        return False
    raise OSError(number, os.strerror(number), str(second))
