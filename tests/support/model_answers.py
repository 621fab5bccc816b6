"""Answers as a language model gives them under `model.inlined.for_models`, made from gold."""

from __future__ import annotations

from typing import Any

import msgspec

from pactbank.corpus.store import Store
from pactbank.model.closed import LAYERS
from pactbank.model.inlined import for_models


def answer(store: Store, name: str, context: int = 30) -> dict[str, Any]:
    """The gold labels of a document as quotes with so many characters of context on each side."""
    document = store.document(name)
    gold = msgspec.to_builtins(store.annotation("gold", document))
    layers = [layer for layer in LAYERS if gold.get(layer)]
    found: dict[str, Any] = _answer(for_models(layers), gold, store.text(document), context)
    return found


def _answer(part: dict[str, Any], value: Any, text: str, context: int) -> Any:
    """A value in the form that a part of the schema asks for."""
    if value is None:
        return None
    if "anyOf" in part:
        return _answer(part["anyOf"][0], value, text, context)
    if "items" in part:
        return [_answer(part["items"], each, text, context) for each in value]
    if "properties" not in part:
        return value
    fields = dict(value)
    if "start" in fields:
        start, end = fields["start"], fields["end"]
        fields["before"] = text[max(0, start - context) : start]
        fields["after"] = text[end : end + context]
    fields.setdefault("open", False)
    return {
        name: _answer(each, fields.get(name), text, context)
        for name, each in part["properties"].items()
    }
