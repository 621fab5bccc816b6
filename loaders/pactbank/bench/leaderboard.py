"""Counts of several systems to a leaderboard: figures, ranks, and what this n can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pactbank.bench.contest import Contest
from pactbank.bench.entrants import Entrant
from pactbank.bench.judging import Judged
from pactbank.model.benchmark import (
    Leaderboard,
    Measured,
    RankedSystem,
    Standing,
    SystemRun,
    TaskStandings,
)
from pactbank.model.document import SCHEMA_VERSION
from pactbank.model.score import ComparedSystem, Comparison, Score
from pactbank.scoring.comparison import ranked
from pactbank.scoring.tasks import PRIMARY


def leaderboard_of(
    contest: Contest,
    entrants: Sequence[Entrant],
    runs: Sequence[SystemRun],
    judged: Mapping[str, Judged],
) -> Leaderboard:
    """All systems on every task that one of them has labels of."""
    compared = ranked({name: of.counted for name, of in judged.items()})
    tasks = {task for of in judged.values() for task in of.counted.tables}
    return Leaderboard(
        schema_version=SCHEMA_VERSION,
        split=contest.split,
        documents=tuple(document.id for document in contest.documents),
        gold=contest.gold_sha256,
        absent=contest.absent,
        tasks={task: _standings(compared, PRIMARY[task]) for task in PRIMARY if task in tasks},
        systems=tuple(
            _system(entrant, run, judged[run.system].score, system)
            for entrant, run, system in zip(entrants, runs, compared.systems, strict=True)
        ),
        pairs=compared.pairs,
        measured={run.system: _measured(run) for run in runs},
    )


def _standings(compared: Comparison, metric: str) -> TaskStandings:
    systems = [system for system in compared.systems if metric in system.rank]
    shared = Counter(system.rank[metric] for system in systems)
    standings = [
        Standing(
            system=system.name,
            rank=system.rank[metric],
            tied=shared[system.rank[metric]] > 1,
            figures=system.metrics[metric],
        )
        for system in systems
    ]
    return TaskStandings(
        metric=metric,
        detectable=max(_detectable(compared, metric), default=None),
        standings=tuple(sorted(standings, key=_best_first)),
    )


def _best_first(standing: Standing) -> tuple[int, float, str]:
    return standing.rank, -(standing.figures.f1 or 0), standing.system


def _detectable(compared: Comparison, metric: str) -> Iterator[float]:
    for pair in compared.pairs:
        if pair.metric == metric and pair.detectable:  # 0 where no document differs from another
            yield pair.detectable


def _system(
    entrant: Entrant, run: SystemRun, score: Score, compared: ComparedSystem
) -> RankedSystem:
    return RankedSystem(
        name=entrant.name,
        version=run.version,
        folder=entrant.folder,
        signature=score.signature,
        label_map=compared.label_map,
        failed={one.document: one.failure for one in run.documents if one.failure is not None},
        forgiven=score.forgiven or {},
        faults=score.faults or {},
    )


def _measured(run: SystemRun) -> Measured:
    return Measured(
        seconds_per_document=round(run.seconds / len(run.documents), 6),
        peak_memory_mb=run.peak_memory_mb,
        tokens=run.tokens,
    )
