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
    from pactbank.cli.app import run

    code = run()
    # At the end the collector would go once more through everything that was ever imported.
    gc.freeze()
    sys.exit(code)
