"""Characters that a reader does not see: they hide words, turn them round, make two ids of one."""

from __future__ import annotations

from collections.abc import Iterator

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
    links = [(f"/refs/{at}", ref.kb) for at, ref in enumerate(labels.refs or ())]
    links += [(f"/agreements/{at}", pact.kb) for at, pact in enumerate(labels.agreements or ())]
    for pointer, link in links:
        if link is not None:
            yield from check_unseen(link.id, f"{pointer}/kb/id")
