"""Labels as a draft has them: each span by its words, with as much around them as tells it from
the other places where they stand."""

from __future__ import annotations

import re
from typing import Any

from pactbank.text.anchor import occurrences

_WORD = re.compile(r"\s*\S+")


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
        return {**quote(text, start, end), **made}
    return made


def quote(text: str, start: int, end: int) -> dict[str, str]:
    """The words at a place, with the fewest words before or after them that make it the only one
    where they stand so."""
    words = text[start:end]
    if len(occurrences(text, words)) == 1:
        return {"text": words}
    before, after = "", ""
    while before != text[:start] or after != text[end:]:
        before, after = _longer_before(text, start, before), _longer_after(text, end, after)
        for context in ({"after": after}, {"before": before}, {"before": before, "after": after}):
            if len(occurrences(text, words, **context)) == 1:
                return {"text": words, **context}
    return {"text": words, "before": before, "after": after}


def _longer_after(text: str, end: int, after: str) -> str:
    found = _WORD.match(text, end + len(after))
    return text[end : found.end()] if found else text[end:]


def _longer_before(text: str, start: int, before: str) -> str:
    head = text[: start - len(before)]
    last = head.rstrip().rfind(" ")
    return text[last + 1 : start] if last >= 0 and head.strip() else text[:start]
