"""What a language model has written to the labels of a document.

An answer is about the document that was asked for, whatever id it has. Which of its labels can be
read is for scoring to say; here is only found where they are.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from pactbank.model import answers, codec
from pactbank.model.closed import LAYERS

Labels = dict[str, Any]
"""A prediction as plain JSON, which nobody has checked."""

_KNOWN_BETTER = ("version", "text_sha256")
"""What the program that asks knows better than the model."""


class AnsweredLabels(NamedTuple):
    """The labels in an answer, and what had to be mended, by name."""

    labels: Labels
    slips: Counter[str]


def labels_in(text: str, document: str) -> AnsweredLabels | None:
    """The last object of an answer that is one about a document; None where there is none. A model
    that thinks aloud gives its answer at the end."""
    found: AnsweredLabels | None = None
    for _, piece in answers.objects(answers.unfenced(text)[0]):
        if piece.strip() == answers.COMMA_LEFT and found is not None:
            found.slips[answers.COMMA] += 1
        try:
            value, slips = answers.parse(piece.encode(), allow_nan=True)
        except codec.Unreadable:
            continue
        if isinstance(value, dict) and not value.keys().isdisjoint(("document", *LAYERS)):
            found = AnsweredLabels(_about(value, document), slips)
    return found


def labels_before_cut(text: str, document: str) -> Labels | None:
    """The labels of an answer that was cut short, but for the last one if the cut may lie in it;
    None where there is none."""
    text = answers.unfenced(text)[0]
    _, brace, rest = text.partition("{")
    value = _completed(f"{brace}{rest}")
    if not isinstance(value, dict) or not any(value.get(layer) for layer in LAYERS):
        return None
    return _about(value, document)


def _completed(text: str) -> Any:
    """What stands before the end of JSON that was cut short."""
    import jiter

    try:
        return codec.parse(f"{text.rstrip().removesuffix(',')}]}}".encode(), allow_nan=True)
    except codec.Unreadable:  # the cut does not lie between two labels
        pass
    try:
        value = jiter.from_json(text.encode(), partial_mode=True)
    except ValueError:  # also for half a surrogate pair
        return None
    if isinstance(value, dict) and value:
        name, last = value.popitem()
        value[name] = last[:-1] if isinstance(last, list) else last
    return value


def _about(value: Labels, document: str) -> Labels:
    kept = {name: part for name, part in value.items() if name not in _KNOWN_BETTER}
    return {**kept, "document": document}
