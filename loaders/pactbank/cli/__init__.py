"""The command line: parse, call, print, exit code. Nothing else prints or ends the process."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run `pactbank`; `--version` answers before anything heavy is imported."""
    if sys.argv[1:] == ["--version"]:
        from pactbank.version import __version__

        print(__version__)
        return
    # What is imported stays until the end: the collector need not look at it, now or at the exit.
    gc.disable()
    from pactbank.cli.app import run

    gc.freeze()
    gc.enable()
    code = run()
    gc.freeze()
    sys.exit(code)
