"""Characters that a reader does not see: they hide words, turn them round, make two ids of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pactbank.model.annotation import Annotation
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import Finding
from pactbank.text.unseen import described, unseen_in


def check_unseen(text: str, pointer: str) -> Iterator[Finding]:
    """The unseen characters of a text, in one finding: how many of each, and where the first is."""
    if counted := unseen_in(text):
        each = [
            f"{number} × {described(character)}, first at {text.index(character)}"
            for character, number in sorted(counted.items())
        ]
        yield Finding("PB219", pointer, f"unseen characters: {'; '.join(each)}")


def check_kb_ids(labels: Annotation | Prediction) -> Iterator[Finding]:
    """The unseen characters of the ids in knowledge bases that referents and agreements have."""
    layers: dict[str, tuple[Any, ...]] = {
        "refs": labels.refs or (),
        "agreements": labels.agreements or (),
    }
    for where, records in layers.items():
        for at, record in enumerate(records):
            if record.kb is not None:
                yield from check_unseen(record.kb.id, f"/{where}/{at}/kb/id")
