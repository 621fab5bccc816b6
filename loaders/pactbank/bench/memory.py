"""How much memory processes have had, as Linux tells it in /proc."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pactbank.model.inputs import read_file

_PROC = Path("/proc")
_PEAK = re.compile(rb"^VmHWM:\s+([0-9]+) kB", re.MULTILINE)


def forget_peak() -> None:
    """Begin anew with the peak of this process, where that can be done."""
    with suppress(OSError), open(_PROC / "self/clear_refs", "wb") as file:
        file.write(b"5")


def peak_mb(session: int | None) -> int | None:
    """The most memory in MiB that each process of a session has had, added up; of this process for
    None. None where it cannot be told, as when there is no session, which is 0."""
    peaks = [peak for process in _processes(session) if (peak := _peak_kb(process)) is not None]
    return round(sum(peaks) / 1024) if peaks else None


def _processes(session: int | None) -> Iterator[int]:
    """The processes of a session that there are now."""
    if session is None:
        yield os.getpid()
    if not session:  # processes whose session cannot be seen from here say 0, too
        return
    with suppress(OSError):
        for name in os.listdir(_PROC):
            with suppress(ProcessLookupError, PermissionError):
                if name.isdigit() and os.getsid(int(name)) == session:
                    yield int(name)


def _peak_kb(process: int) -> int | None:
    try:
        found = _PEAK.search(read_file(_PROC / str(process) / "status"))
    except OSError:
        return None
    return int(found[1]) if found else None
