"""Texts with other names in them: the names of states, their adjectives and their cities are
exchanged for others of the world, so that a model that is trained on few names learns what stands
around a name, and not the name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from random import Random

from pactbank.systems.rules.gazetteer import Sort, gazetteer
from pactbank.systems.spacy_labels import Learnt
from pactbank.text.offsets import overlaps

_SORTS: Mapping[str, Sort] = {
    "STATE/NAM": "name",
    "STATE/DEM": "demonym",
    "STATE/MET": "capital",
    "PLACE/NAM": "capital",
}


def renamed(
    text: str, labels: Sequence[Sequence[Learnt]], choice: Random
) -> tuple[str, list[list[Learnt]]]:
    """The text with other names, one for each name, and the labels where their words are then; the
    first list has the mentions."""
    names: dict[str, str] = {}
    parts, moves, end = [], [(0, 0)], 0
    for one in _apart(labels[0]):
        name = text[one.start : one.end]
        other = names.setdefault(name, choice.choice(_names(_SORTS[one.label])))
        parts += [text[end : one.start], other]
        moves.append((one.end, moves[-1][1] + len(other) - len(name)))
        end = one.end
    return "".join([*parts, text[end:]]), [[_moved(one, moves) for one in of] for of in labels]


def _apart(mentions: Iterable[Learnt]) -> list[Learnt]:
    """The names to exchange, in text order; of two that overlap, the first."""
    found: list[Learnt] = []
    for one in sorted(mentions):
        if one.label in _SORTS and not (found and overlaps(found[-1].range, one.range)):
            found.append(one)
    return found


@cache
def _names(sort: Sort) -> tuple[str, ...]:
    entries = gazetteer().entries.items()
    return tuple(form for form, entry in entries if entry.sort == sort and not form.isupper())


def _moved(one: Learnt, moves: Sequence[tuple[int, int]]) -> Learnt:
    """`moves`: how far the text is moved from each place on, by place."""
    start, end = (
        max(at for at in moves if at[0] <= place)[1] + place for place in (one.start, one.end)
    )
    return Learnt(start, end, one.label)
