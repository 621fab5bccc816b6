"""The command line: parse, call, print, exit code. Nothing else prints or ends the process."""

from __future__ import annotations

import sys


def main() -> None:
    """Run `pactbank`; `--version` answers before anything heavy is imported."""
    if sys.argv[1:] == ["--version"]:
        from pactbank.version import __version__

        print(__version__)
        return
    from pactbank.cli.app import run

    sys.exit(run())
