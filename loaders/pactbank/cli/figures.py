"""Scores and comparisons as tables that can be pasted into a paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.table import Table

from pactbank.cli.schemes import schemes_told
from pactbank.model.benchmark import Leaderboard, Standing
from pactbank.model.figures import NOTHING, amount, between, percent
from pactbank.model.score import (
    ComparedSystem,
    Comparison,
    Iaa,
    LabelMapping,
    Loss,
    Metric,
    Pair,
    Score,
)
from pactbank.report.telling import fault_lines, forgiven_lines, pair_cells, pair_lines
from pactbank.scoring.results import LEAST_DOCUMENTS, LEAST_ITEMS, is_small
from pactbank.scoring.tasks import HEADLINE, PRIMARY


def score_tables(
    score: Score, title: str, every: bool = False, small: bool = False
) -> Iterator[Table]:
    """A table for each task: the headline metrics (or every one), then the primary one by type.

    Rows by type that rest on too little are counts only, unless `small` rows are asked for.
    """
    for task in HEADLINE if score.task == "all" else [score.task]:
        if PRIMARY[task] in score.metrics:
            table = _table(f"{title}: {task}", "metric", _METRIC)
            for name in _names(score, task, every):
                table.add_row(name, *_cells(score.metrics[name]))
            table.add_section()
            for kind, rows in score.by_type.items():
                if (metric := rows.get(PRIMARY[task])) is not None:
                    table.add_row(
                        f"  {kind}", *_cells(metric, counts_only=not small and is_small(metric))
                    )
            yield table


def _names(score: Score, task: str, every: bool) -> list[str]:
    """The metrics of a task that are shown."""
    if not every:
        return [name for name in HEADLINE[task] if name in score.metrics]
    from pactbank.scoring.explanations import explanations

    return [name for name in score.metrics if explanations()[name].task == task]


_METRIC = ("P", "R", "F1", "95 %", "TP", "pred", "gold", "docs")


def _table(title: str, first: str, columns: Iterable[str]) -> Table:
    table = Table(title=title, title_justify="left", box=None, padding=(0, 1, 0, 0))
    table.add_column(first, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _cells(metric: Metric, counts_only: bool = False) -> tuple[str, ...]:
    shares = (metric.precision, metric.recall, metric.f1)
    figures = [*map(percent, shares), between(metric.interval)]
    return (
        *([""] * len(figures) if counts_only else figures),
        *map(amount, (metric.tp, metric.predicted, metric.gold, metric.documents or 0)),
    )


def score_lines(score: Score, every: bool = False, small: bool = False) -> Iterator[str]:
    """What belongs under the tables: macro means, reasons, losses, and the signature."""
    headline = {name for names in HEADLINE.values() for name in names}
    shown = {n: m for n, m in score.metrics.items() if every or n in headline}
    macro = [
        f"{name} {percent(metric.macro_f1)} ({metric.types} types)"
        for name, metric in shown.items()
        if metric.macro_f1 is not None
    ]
    if macro:
        yield f"macro F1: {', '.join(macro)}"
    reasons: dict[str, list[str]] = {}
    for name, metric in shown.items():
        for reason in (metric.note or "").split("; "):
            reasons.setdefault(reason, []).append(name)
    yield from (f"{', '.join(names)}: {reason}" for reason, names in reasons.items() if reason)
    rows = [
        rows[name] for rows in score.by_type.values() for name in PRIMARY.values() if name in rows
    ]
    if not small and any(map(is_small, rows)):
        yield f"by type: under {LEAST_DOCUMENTS} documents or {LEAST_ITEMS} gold items, counts only"
    yield from _reading_lines(score, score.label_map)
    yield from fault_lines(score.faults)
    yield f"signature: {score.signature}"


def _reading_lines(of: Score | ComparedSystem, lost: LabelMapping | None) -> Iterator[str]:
    """How the quotes of a system were placed, what was forgiven, and what a label map loses."""
    for kind, outcomes in (of.anchoring or {}).items():
        told = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items())
        yield f"quotes of {kind}: {told}"
    yield from forgiven_lines(of.forgiven)
    if lost is not None:
        for side in ("gold", "predicted"):
            yield f"map {lost.name}, {side}: {_loss(getattr(lost, side))}"


def missing_line(missing: Sequence[str]) -> str:
    """Which documents a system has no labels for."""
    return f"no predictions for {', '.join(missing)}: scored as empty"


def _loss(loss: Loss) -> str:
    dropped = ", ".join(f"{name} {count}" for name, count in loss.dropped.items()) or "nothing"
    merged = "; ".join(f"{' = '.join(names)} → {target}" for target, names in loss.merged.items())
    return f"left out {dropped}" + (f"; no longer told apart {merged}" if merged else "")


def confusion_table(confusion: dict[str, dict[str, int]]) -> Table:
    """Gold kinds by predicted kinds, in code points."""
    kinds = sorted({kind for row in confusion.values() for kind in row})
    table = _table("gold kind by predicted kind, in code points", "", kinds)
    for gold, row in confusion.items():
        table.add_row(gold, *(str(row.get(kind, "")) for kind in kinds))
    return table


def system_table(comparison: Comparison) -> Table:
    """Each system's figures on the metrics that are tested, with its rank."""
    mapped = any(system.label_map for system in comparison.systems)
    columns = (*(["label map"] if mapped else []), "metric", *_METRIC[:5], "rank")
    table = _table(f"{comparison.documents} document(s)", "system", columns)
    for name in comparison.family:
        for system in _best_first(comparison.systems, name):
            metric = system.metrics[name]
            cells = (name, *_cells(metric)[:5], str(system.rank[name]))
            table.add_row(system.name, *([system.label_map] if mapped else []), *cells)
    return table


def _best_first(systems: Iterable[ComparedSystem], name: str) -> list[ComparedSystem]:
    return sorted(systems, key=lambda system: -(system.metrics[name].f1 or 0.0))


def pair_table(pairs: Iterable[Pair]) -> Table:
    """Each pair's difference in points of F1, and who is better, where this n can tell."""
    columns = ("metric", "ΔF1", "95 %", "p", "p Holm", "detectable", "better")
    table = _table("pairs", "", columns)
    table.columns[0].no_wrap = table.columns[-1].no_wrap = False
    for pair in pairs:
        table.add_row(f"{pair.first} – {pair.second}", *pair_cells(pair))
    return table


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """What belongs under the tables of a comparison."""
    yield from pair_lines(comparison.pairs)
    for system in comparison.systems:
        told = list(_reading_lines(system, system.lost))
        if system.missing:
            told.append(missing_line(system.missing))
        yield from (f"{system.name}: {line}" for line in told)
    for system in comparison.systems:
        yield f"signature of {system.name}: {system.signature}"


def leaderboard_table(board: Leaderboard) -> Table:
    """A row for each system and a column for each task: rank (with = where others share it), F1 and
    its interval; and the seconds that a document took."""
    columns = [f"{task} ({of.metric})" for task, of in board.tasks.items()]
    among = f" of split {board.split}" if board.split else ""
    title = f"{len(board.documents)} document(s){among}: rank, F1, 95 %"
    table = _table(title, "system", [*columns, "s/document"])
    table.columns[0].no_wrap, table.columns[0].overflow = False, "fold"
    for system in board.systems:
        cells = [_standing_cell(of.standings, system.name) for of in board.tasks.values()]
        seconds = board.measured[system.name].seconds_per_document
        table.add_row(system.name, *cells, f"{seconds:.3g}")
    return table


def _standing_cell(standings: Iterable[Standing], system: str) -> str:
    for one in standings:
        if one.system == system:
            figures = (percent(one.figures.f1), between(one.figures.interval))
            return f"{one.place} {' '.join(figures).strip()}"
    return NOTHING


def iaa_rows(result: Iaa, layer: str) -> Iterator[tuple[str, ...]]:
    """The rows of a layer: all labels of each annotator, every metric, alpha of every attribute;
    each with name, first, second, matched, F1 and estimate or alpha."""
    yield ("labels", *map(str, result.labels[layer]), "", "", "")
    for name, metric in result.metrics[layer].items():
        counts = (metric.first, metric.second, metric.matched)
        estimate = "" if metric.completeness is None else f"{metric.completeness:.1f}"
        yield (name, *map(amount, counts), percent(metric.f1), estimate)
    for name, alpha in result.alpha[layer].items():
        figure = NOTHING if alpha.alpha is None else f"{alpha.alpha:.3f}"
        yield (f"α of {name}", "", "", str(alpha.labels), figure, "")


def iaa_columns(result: Iaa) -> tuple[str, ...]:
    """What the rows tell."""
    return result.first, result.second, "matched", "F1 or α", "estimate"


def iaa_tables(result: Iaa) -> Iterator[Table]:
    """A table for each layer."""
    for layer in result.metrics:
        title = f"{result.first} and {result.second} ({result.kind}): {layer}"
        table = _table(title, "", iaa_columns(result))
        for row in iaa_rows(result, layer):
            table.add_row(*row)
        yield table


def iaa_lines(result: Iaa) -> Iterator[str]:
    """What belongs under the tables."""
    yield f"{len(result.documents)} document(s): {', '.join(result.documents)}"
    yield from schemes_told(result.schemes)
    for layer, alphas in result.alpha.items():
        for name, alpha in alphas.items():
            if alpha.note:
                yield f"α of {name} ({layer}): {alpha.note}"
    yield "estimate: labels there are, if what one overlooks does not depend on the other"
    if result.kind == "self-consistency":
        yield "sessions of one model: they overlook the same things, so all of this is too high"
