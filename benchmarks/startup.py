"""How long the command line takes to answer, against a Python that does nothing.

Prints ratios of the fastest of N runs, interleaved; fails where a target is missed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

RUNS = 25
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""An installed package has its bytecode, so these runs may write theirs."""
TARGETS = {"--version": 2.5, "--help": 8.0}


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    return time.perf_counter() - start


def main() -> int:
    script = str(Path(sys.executable).with_name("pactbank"))
    commands = {"python -c pass": [sys.executable, "-c", "pass"]}
    commands |= {option: [script, option] for option in TARGETS}
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(RUNS):
        for name, command in commands.items():
            best[name] = min(best[name], seconds(command))
    floor = best["python -c pass"]
    print(f"python -c pass: {1000 * floor:.1f} ms")
    missed = 0
    for option, target in TARGETS.items():
        ratio = best[option] / floor
        missed += ratio > target
        print(f"pactbank {option}: {1000 * best[option]:.1f} ms, {ratio:.1f} times (≤ {target:g})")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
