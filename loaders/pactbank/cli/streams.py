"""The standard streams: whatever becomes of what is printed, the work of a command is done.

A character that the encoding lacks is escaped. After a write that fails (a closed pipe, a full
disk) the rest is dropped, and the exit code tells of it when the command has ended.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TextIO


class Outlet(io.TextIOWrapper):
    """A text stream that never raises `OSError`; `fault` is the first one there was."""

    fault: OSError | None = None

    def write(self, text: str, /) -> int:
        """Write the text, or drop it where an earlier write failed."""
        if self.fault is None:
            try:
                return super().write(text)
            except OSError as error:
                self._give_up(error)
        return len(text)

    def flush(self) -> None:
        """Send what was written, or drop it where that fails."""
        if self.fault is None:
            try:
                super().flush()
            except OSError as error:
                self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        """Let whatever is still in a buffer go nowhere, so that nothing fails at the exit."""
        self.fault = error
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


def replace_streams() -> None:
    """Put outlets in the place of standard output and standard error."""
    sys.stdout = _outlet(sys.stdout)
    sys.stderr = _outlet(sys.stderr)


def _outlet(stream: TextIO | None) -> TextIO:
    """An outlet to where a stream leads; nowhere for a stream that was closed from the start."""
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")
    return Outlet(
        stream.buffer,
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=bool(stream.line_buffering),
    )


def exit_code(code: int) -> int:
    """The exit code of a command whose own is `code`: 1 where its results could not be written,
    which standard error tells. That a reader has gone away is no fault."""
    sys.stdout.flush()
    fault = sys.stdout.fault if isinstance(sys.stdout, Outlet) else None
    if fault is not None and fault.errno != errno.EPIPE:
        done = "" if code else "; only what it printed is lost: send its output elsewhere"
        sys.stderr.write(f"pactbank: standard output cannot be written: {fault.strerror}{done}\n")
        code = code or 1
    sys.stderr.flush()
    return code
