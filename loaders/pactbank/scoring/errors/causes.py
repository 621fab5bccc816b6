"""What is wrong about each mistake, in the words of an error analysis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Literal, get_args

from pactbank.model.closed import Role
from pactbank.scoring.errors.record import Contrast, Mistake

Cause = Literal[
    "missed",
    "spurious",
    "boundary",
    "type",
    "form",
    "party",
    "wrong referent",
    "stage",
    "condition",
    "polarity",
    "holder",
    "cue",
    "target",
]
CAUSES: dict[Cause, str] = dict(
    zip(
        get_args(Cause),
        (
            "a gold label that no prediction was aligned with",
            "a prediction that no gold label was aligned with",
            "overlapping boundaries that are not the same",
            "another type",
            "another form of pact",
            "somebody who fills a role is left out, or is added",
            "a role is filled by somebody else, or a mention said to be of somebody else",
            "a pact has come as far, or less far, or a status is left out or added",
            "another condition, such as stalled",
            "a status is denied or affirmed; a stance is for or against",
            "somebody else takes the stance",
            "another cue",
            "another target",
        ),
        strict=True,
    )
)
"""Everything that can be wrong about a label, and what it means."""
_ROLES = frozenset(get_args(Role))


def causes(mistakes: Sequence[Mistake]) -> list[tuple[Cause, ...]]:
    """What is wrong about each: nothing about a right one, and several things about some. A missed
    stance and a spurious one of another polarity at the same place are wrong in that, too."""
    turned = _turned(mistakes)
    return [
        tuple(cause for cause in CAUSES if cause in {*_of(mistake), *turned[at]})
        for at, mistake in enumerate(mistakes)
    ]


def _of(mistake: Mistake) -> Iterator[Cause]:
    match mistake.kind:
        case "missed" | "spurious" | "type" | "boundary":
            yield mistake.kind
        case "boundary and type":
            yield from ("boundary", "type")
        case "referent":
            yield "wrong referent"
        case "differs":
            yield from _parts(mistake.differences)


def _parts(differences: Iterable[Contrast]) -> Iterator[Cause]:
    sides: dict[str, set[bool]] = defaultdict(set)
    for of in differences:
        if of.part in ("type", "form", "holder", "cue", "target"):
            yield of.part  # type: ignore[misc]
        elif of.part == "status":
            yield from _status(of)
        elif of.part in _ROLES:
            sides[of.part].add(of.gold is None)
    for both in sides.values():
        yield "wrong referent" if len(both) > 1 else "party"


def _status(of: Contrast) -> Iterator[Cause]:
    """In which of its parts a status differs; one that only one side has differs in its stage."""
    if of.gold is None or of.predicted is None:
        yield "stage"
        return
    gold, predicted = (status_of(told) for told in (of.gold, of.predicted))
    names: tuple[Cause, ...] = ("polarity", "stage", "condition")
    yield from (name for name, a, b in zip(names, gold, predicted, strict=True) if a != b)


def status_of(told: str) -> tuple[bool, str, str]:
    """Whether a status in words is denied, its stage, and its condition ("" for an active one)."""
    words = told.rpartition(": ")[2].split()
    denied = words[:1] == ["not"]
    stage, *condition = words[denied:]
    return denied, stage, "".join(condition)


def _turned(mistakes: Sequence[Mistake]) -> dict[int, set[Cause]]:
    """The stances of the other side that say the opposite of the same cue."""
    sides: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, mistake in enumerate(mistakes):
        if mistake.layer == "stances" and mistake.kind in ("missed", "spurious"):
            sides[mistake.document, mistake.kind].append(at)
    found: dict[int, set[Cause]] = defaultdict(set)
    for (document, kind), rows in list(sides.items()):
        others = sides.get((document, "spurious"), []) if kind == "missed" else []
        for missed, spurious in product(rows, others):
            if _opposed(mistakes[missed], mistakes[spurious]):
                found[missed].add("polarity")
                found[spurious].add("polarity")
    return found


def _opposed(missed: Mistake, spurious: Mistake) -> bool:
    gold, predicted = missed.gold, spurious.predicted
    if gold is None or predicted is None or gold.start is None or predicted.start is None:
        return False
    assert gold.end is not None, "a label has two ends"
    assert predicted.end is not None, "a label has two ends"
    meet = gold.start < predicted.end and predicted.start < gold.end
    return meet and _polarity(gold.type) != _polarity(predicted.type)


def _polarity(told: str) -> str:
    """The polarity of a stance, whose type and polarity are told together."""
    return told.rpartition(" ")[2]
