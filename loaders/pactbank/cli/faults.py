"""What the machine could not do, in one line: the path, what is wrong with it, the way out."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_WAYS = {
    errno.ENOSPC: "free some space there, then run the command again",
    errno.EDQUOT: "free some space there, then run the command again",
    errno.EFBIG: "raise the limit on the size of files (ulimit -f), then run the command again",
    errno.EROFS: "nothing can be written there; name a folder elsewhere",
    errno.EACCES: "ask its owner for the right to use it, or name another",
    errno.EPERM: "ask its owner for the right to use it, or name another",
    errno.ENOTDIR: "a file stands where a folder belongs; move it away, or name another path",
    errno.EEXIST: "something stands there already; move it away, or name another path",
    errno.EISDIR: "a folder stands where a file belongs; name another path",
    errno.ENOENT: "check that it is there, and that nothing removes it meanwhile",
    errno.ENAMETOOLONG: "name a shorter path",
    errno.ELOOP: "a link there leads to itself; name another path",
    errno.EMFILE: "raise the limit on open files (ulimit -n), then run the command again",
    errno.ENFILE: "close other programs, then run the command again",
    errno.EIO: "the disk may be broken; see the system's log",
}
_OTHERWISE = "see to that, then run the command again"


def cause_of(error: BaseException) -> OSError | MemoryError | None:
    """The fault of the machine behind an error: the error itself, or the one that a library says
    was its cause."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError | MemoryError):
            return cause
        cause = cause.__cause__
    return None


def explained(fault: OSError | MemoryError) -> str:
    """One line for a fault of the machine."""
    if isinstance(fault, MemoryError):
        return "there is not enough memory; close other programs, or give fewer documents at once"
    what = fault.strerror or " ".join(str(fault).split())
    way = _WAYS.get(fault.errno or 0, _OTHERWISE)
    if fault.filename is None:
        return f"{what}; {'set TMPDIR to a folder of your own' if _TEMPORARY in what else way}"
    path = os.fsdecode(fault.filename)
    return f"{path}: {what}; {_elsewhere(Path(path)) or way}"


_TEMPORARY = "temporary directory"


def _elsewhere(path: Path) -> str | None:
    """How to have another place where nobody named this one: a cache or a scratch folder."""
    for variable, folder in _places():
        if path.is_relative_to(folder):
            return f"set {variable} to a folder of your own that has room"
    return None


def _places() -> list[tuple[str, Path]]:
    """Folders that are used unasked, each after the variable that says where it is."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    usual = {
        "HF_DATASETS_CACHE": "",
        "HF_HOME": f"{cache}/huggingface",
        "PACTBANK_CACHE": f"{cache}/pactbank",
        "XDG_CACHE_HOME": cache,
        "TMPDIR": "/tmp/pactbank-",
    }
    named = {variable: os.environ.get(variable) or folder for variable, folder in usual.items()}
    return [(variable, Path(folder)) for variable, folder in named.items() if folder]
