"""Damage inputs of every kind, and tell what came of it.

    PYTHONPATH=tests .venv/bin/python -m damaged --count 50000 --seed 1
    PYTHONPATH=tests .venv/bin/python -m damaged --seed 1 --case 4711

The same seed and number make the same damage.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from contextlib import suppress

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from damaged.workers import verdicts


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--count", type=int, default=1000, help="how many damages")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--case", type=int, help="one damage alone, by its number")
    asked.add_argument("--only", default="", help="kinds with these words in their name")
    asked.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = asked.parse_args()
    numbers = range(given.count) if given.case is None else range(given.case, given.case + 1)
    workers = min(given.workers, len(numbers))
    console, counts = Console(), Counter[tuple[str, str]]()
    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("damaging", total=len(numbers))
        with suppress(KeyboardInterrupt):  # what is known by then is printed
            for verdict in verdicts(numbers, given.seed, given.only, workers):
                counts[verdict.subject, verdict.outcome] += 1
                progress.advance(task)
                if verdict.outcome == "FAULT" or given.case is not None:
                    console.print(str(verdict), markup=False, highlight=False)
    console.print(_table(counts))
    return 1 if any(outcome == "FAULT" for _, outcome in counts) else 0


def _table(counts: Counter[tuple[str, str]]) -> Table:
    outcomes = sorted({outcome for _, outcome in counts})
    table = Table("kind", *outcomes)
    for subject in sorted({subject for subject, _ in counts}):
        table.add_row(subject, *(str(counts[subject, outcome]) for outcome in outcomes))
    table.add_row(
        "all", *(str(sum(n for (_, o), n in counts.items() if o == of)) for of in outcomes)
    )
    return table


if __name__ == "__main__":
    raise SystemExit(main())
