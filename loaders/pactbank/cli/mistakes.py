"""What a system got wrong, as tables and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from pactbank.cli.console import shown
from pactbank.cli.contexts import bracketed, contexts
from pactbank.model.figures import NOTHING
from pactbank.scoring.errors import Mistake
from pactbank.scoring.errors.record import KINDS, Contrast, Kind, Labelled
from pactbank.scoring.texts import KnownText

_REACH = 40
"""So many code points are shown on each side of a label."""


def mistake_tables(
    mistakes: Sequence[Mistake], texts: Mapping[str, KnownText], limit: int
) -> Iterator[Table]:
    """A table for each layer and kind, with its first `limit` mistakes (0: all), then which types
    of mentions were taken for which."""
    kept: dict[tuple[str, Kind], list[Mistake]] = {}
    for mistake in mistakes:
        kept.setdefault((mistake.layer, mistake.kind), []).append(mistake)
    for layer in dict.fromkeys(mistake.layer for mistake in mistakes):
        for kind, meaning in KINDS.items():
            if rows := kept.get((layer, kind)):
                yield _table(f"{layer}, {kind}: {len(rows)} ({meaning})", rows, texts, limit)
    if confused := Counter(_types(mistakes)):
        yield confusion_of_types(confused)


def _table(
    title: str, rows: Sequence[Mistake], texts: Mapping[str, KnownText], limit: int
) -> Table:
    first = rows[: limit or len(rows)]
    left = len(rows) - len(first)
    caption = f"{left} more: --limit 0 lists all" if left else None
    table = Table(title=title, title_justify="left", caption=caption, caption_justify="left")
    differing = any(row.differences for row in rows)
    for column in ("document", "place", "gold", "predicted"):
        table.add_column(column, overflow="fold")
    table.add_column("[gold] {predicted} in the text", ratio=2, overflow="fold")
    if differing:
        table.add_column("gold → predicted", ratio=2, overflow="fold")
    for row in first:
        table.add_row(*_cells(row, texts), *([shown(_contrasts(row))] if differing else []))
    return table


def _cells(mistake: Mistake, texts: Mapping[str, KnownText]) -> Iterator[Text]:
    labels = mistake.gold, mistake.predicted
    yield shown(mistake.document)
    yield shown("\n".join(dict.fromkeys(place(label) for label in labels if label is not None)))
    for label in labels:
        yield shown(NOTHING if label is None else label.type)
    yield shown("\n".join(bracketed(found, _REACH) for found in contexts(mistake, texts)))


def place(label: Labelled) -> str:
    """Where a label stands, as half-open offsets."""
    return "not found" if label.start is None else f"{label.start}–{label.end}"


def contrast(of: Contrast) -> str:
    """A part in which labels differ, on one line."""
    return f"{of.part}: {of.gold or NOTHING} → {of.predicted or NOTHING}"


def _contrasts(mistake: Mistake) -> str:
    return "\n".join(map(contrast, mistake.differences))


def _types(mistakes: Iterable[Mistake]) -> Iterator[tuple[str, str]]:
    for mistake in mistakes:
        if mistake.kind == "type" and mistake.gold and mistake.predicted:
            yield mistake.gold.type, mistake.predicted.type


def confusion_of_types(confused: Counter[tuple[str, str]]) -> Table:
    """Which types of gold were taken for which, at the same boundaries."""
    columns = sorted({predicted for _, predicted in confused})
    table = Table(title="gold type by predicted type, same boundaries", title_justify="left")
    table.add_column("")
    for name in columns:
        table.add_column(shown(name), justify="right")
    for gold in sorted({gold for gold, _ in confused}):
        counts = [str(confused[gold, predicted] or "") for predicted in columns]
        table.add_row(shown(gold), *counts)
    return table


def mistakes_json(signature: str, mistakes: Iterable[Mistake]) -> str:
    """One JSON object: the signature of the score, and the mistakes with their parts by name."""
    rows = [_plain(mistake) for mistake in mistakes]
    for row in rows:
        del row["shared"]  # of no mistake
    return json.dumps({"signature": signature, "errors": rows}, indent=1, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        return {name: _plain(inner) for name, inner in value._asdict().items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value
