"""The command line: parse, call, print, exit code. Nothing else prints or ends the process."""

from __future__ import annotations

import gc
import os
import signal
import sys

from pactbank.cli.streams import exit_code, replace_streams


def main() -> None:
    """Run `pactbank`; `--version` answers before anything heavy is imported."""
    replace_streams()
    # As an exception, the wish to end lets every command remove what it has half made.
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)
    if sys.argv[1:] == ["--version"]:
        from pactbank.version import __version__

        sys.stdout.write(f"{__version__}\n")
        sys.exit(exit_code(0))
    # What Arrow's own allocator has freed, NumPy cannot have: scoring 10,000 documents takes 24 MB
    # more. The variable is read when Arrow is imported.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    # What is imported stays until the end: the collector need not look at it, now or at the exit.
    gc.disable()
    from pactbank.cli.app import run

    gc.freeze()
    gc.enable()
    code = run()
    gc.freeze()
    sys.exit(exit_code(code))


def _end(number: int, _: object) -> None:
    sys.exit(128 + number)
