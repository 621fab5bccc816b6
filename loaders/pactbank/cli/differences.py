"""Differences between passes, for a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from pactbank.cli.console import shown
from pactbank.model.figures import NOTHING


def difference_table(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> Table:
    """A row for each difference: its id, what each pass has, and the sentence; `names` are those
    of the passes by letter."""
    table = Table(title_justify="left", show_lines=True)
    table.add_column("id", no_wrap=True)
    for letter, name in names.items():
        table.add_column(shown(f"{letter} = {name}"), ratio=2, overflow="fold")
    table.add_column("in the text", ratio=3, overflow="fold")
    for row in rows:
        table.add_row(shown(f"{row['id']}\n{row['kind']}"), *sides(row), shown(row["context"]))
    return table


def headline(row: Mapping[str, Any]) -> str:
    """What a difference is about: its kind, the words of the pact or label it belongs to, and the
    fields that are asked about."""
    words = str(row["kind"])
    if "agreement" in row:
        words += f" of “{row['agreement']['words']}”"
    elif row.get("words"):
        words += f" “{row['words']}”"
    return words + (f": {' and '.join(row['fields'])}" if row["fields"] else "")


def sides(row: Mapping[str, Any]) -> list[Text]:
    """What each pass has, in words."""
    return [shown(told(side, row)) for side in row["sides"].values()]


def told(side: Mapping[str, Any] | None, row: Mapping[str, Any]) -> str:
    """A label or its fields, one a line; referents by name."""
    if side is None:
        return NOTHING
    names: Mapping[str, str] = row["referents"]
    lines = [f"“{side['text']}”"] if "text" in side else []
    for name, value in side.items():
        if name not in ("id", "text", "before", "after"):
            lines.append(f"{name}: {_value(value, names)}")
    return "\n".join(lines)


def _value(value: Any, names: Mapping[str, str]) -> str:
    """A value on one line."""
    if isinstance(value, str):
        return f"{value} {names[value]}" if value in names else value
    if isinstance(value, list):
        return "; ".join(_value(item, names) for item in value) or NOTHING
    if isinstance(value, dict):
        return ", ".join(
            f"“{inner}”" if name == "text" else f"{name} {_value(inner, names)}"
            for name, inner in value.items()
            if name not in ("before", "after") and inner not in (None, False)
        )
    return NOTHING if value is None else json.dumps(value)
