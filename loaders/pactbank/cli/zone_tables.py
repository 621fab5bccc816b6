"""Lines of raw texts with their zones, as tables and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.table import Table
from rich.text import Text

from pactbank.cli.console import shown
from pactbank.corpus.raw_lines import ZoneLine, zone_lines
from pactbank.corpus.review import DoubtfulLine, Review
from pactbank.model.document import Document

_WORDS = 200
"""So many code points of a line are shown at most."""


def zone_table(document: Document, raw: str) -> Table:
    """Each line of a document: kept or stripped, as what, how sure, by which rule."""
    table = _table(f"{document.id} v{document.version}: zones", "line")
    for line in zone_lines(raw, document.zones):
        words = raw[slice(*line.zone.raw)]
        table.add_row(line.name, *_cells(line, words), style="red" if line.zone.stripped else "")
    return table


def review_table(lines: Iterable[DoubtfulLine], under: float) -> Table:
    """The lines in doubt of several documents."""
    table = _table(f"lines with a confidence under {under:g}", "document", "line")
    for one in lines:
        style = "red" if one.line.zone.stripped else ""
        table.add_row(shown(one.document), one.line.name, *_cells(one.line, one.words), style=style)
    return table


def zones_value(document: Document, raw: str) -> dict[str, Any]:
    """A document's lines as plain values; `raw` and `text` are ranges of code points."""
    lines = [
        _line_value(line, raw[slice(*line.zone.raw)]) for line in zone_lines(raw, document.zones)
    ]
    return {"document": document.id, "version": document.version, "lines": lines}


def review_value(found: Review, under: float) -> dict[str, Any]:
    """The lines in doubt as plain values, each with its document."""
    lines = [{"document": one.document, **_line_value(one.line, one.words)} for one in found.lines]
    return {"under": under, "lines": lines, "without_text": found.without_text}


def _line_value(line: ZoneLine, words: str) -> dict[str, Any]:
    zone = line.zone
    return {
        "line": line.name,
        "kind": zone.kind,
        "stripped": zone.stripped,
        "confidence": zone.confidence,
        "rule": zone.rule,
        "raw": zone.raw,
        "text": zone.text,
        "words": words,
    }


def _table(title: str, *first: str) -> Table:
    table = Table(title=title, title_justify="left")
    # Where the terminal is narrow, rich narrows the columns that may wrap: the long ones.
    for column in (*first, "", "kind", "sure"):
        table.add_column(column, no_wrap=True, justify="right" if column == "line" else "left")
    table.add_column("raw text")
    table.add_column("rule")
    return table


def _cells(line: ZoneLine, words: str) -> tuple[str | Text, ...]:
    zone = line.zone
    return (
        "strip" if zone.stripped else "keep",
        zone.kind,
        f"{zone.confidence:.2f}",
        _on_one_line(words[:_WORDS] + "…" * (len(words) > _WORDS)),
        _on_one_line(zone.rule),
    )


def _on_one_line(words: str) -> Text:
    """Words that are cut where their column ends."""
    cell = shown(words)
    cell.no_wrap, cell.overflow = True, "ellipsis"
    return cell
