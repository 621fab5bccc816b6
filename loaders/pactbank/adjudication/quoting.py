"""Labels as a draft has them: each span by its words, with as much around them as tells it from
the other places where they stand."""

from __future__ import annotations

from typing import Any

from pactbank.text.anchor import shortest_context


def quoted(value: Any, text: str) -> Any:
    """A label with quotes in the place of offsets."""
    if isinstance(value, list):
        return [quoted(item, text) for item in value]
    if not isinstance(value, dict):
        return value
    made = {name: quoted(inner, text) for name, inner in value.items()}
    if isinstance(made.get("start"), int) and isinstance(made.get("end"), int):
        start, end = made.pop("start"), made.pop("end")
        made.pop("text", None)
        return {**_quote(text, start, end), **made}
    return made


def _quote(text: str, start: int, end: int) -> dict[str, str]:
    """The words at a place, with the context that tells it from others."""
    found = shortest_context(text, (start, end))
    context = {"before": found.before, "after": found.after}
    return {"text": found.text, **{name: words for name, words in context.items() if words}}
