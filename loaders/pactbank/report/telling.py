"""What is to be said of scores and leaderboards, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pactbank.model.benchmark import Leaderboard
from pactbank.model.figures import NOTHING, between
from pactbank.model.rules import rules
from pactbank.model.score import Pair
from pactbank.scoring.reading.lenient import FAULTS


def forgiven_lines(forgiven: Mapping[str, int] | None) -> Iterator[str]:
    """What lenient reading passed over, and what became of it."""
    for kind, count in (forgiven or {}).items():
        yield f"forgiven: {count} {kind} ({FAULTS[kind]})"


def fault_lines(faults: Mapping[str, int] | None) -> Iterator[str]:
    """The same by the rules that were broken."""
    if faults:
        known = rules()
        told = (f"{count} {known[code].name} ({code})" for code, count in faults.items())
        yield f"rules broken: {', '.join(told)}"


def pair_cells(pair: Pair) -> tuple[str, ...]:
    """Metric, difference in points of F1, its interval, p, adjusted p, what this n can tell, who is
    better."""
    values = (pair.p, pair.p_adjusted)
    return (
        pair.metric,
        NOTHING if pair.difference is None else f"{100 * pair.difference:+.1f}",
        between(pair.interval),
        *(NOTHING if value is None else f"{value:.4f}" for value in values),
        NOTHING if pair.detectable is None else f"{100 * pair.detectable:.1f}",
        pair.better or "not resolved",
    )


def pair_lines(pairs: Iterable[Pair]) -> Iterator[str]:
    """What is to be said of the differences."""
    for pair in pairs:
        if pair.note is not None:
            yield f"{pair.first} – {pair.second}, {pair.metric}: {pair.note}"


def leaderboard_lines(board: Leaderboard) -> Iterator[str]:
    """What belongs under the tables of a leaderboard."""
    yield from pair_lines(board.pairs)
    yield from standing_lines(board)
    for system in board.systems:
        yield f"signature of {system.name}: {system.signature}"


def standing_lines(board: Leaderboard) -> Iterator[str]:
    """What this number of documents can tell, and what failed or could not be read."""
    for task, of in board.tasks.items():
        if of.detectable is not None:
            yield f"{task}: this n tells differences from {100 * of.detectable:.1f} points of F1 on"
    for system in board.systems:
        if system.unfinished:
            told = ", ".join(f"{document} ({f.kind})" for document, f in system.unfinished.items())
            failed = f"{len(system.unfinished)} failed, scored as far as their answers go"
            yield f"{system.name}: {failed}: {told}"
        lines = (*forgiven_lines(system.forgiven), *fault_lines(system.faults))
        yield from (f"{system.name}: {line}" for line in lines)
