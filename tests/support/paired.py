"""Two sides read from plain labels, and their facts and referents as words again."""

from __future__ import annotations

from typing import Any, get_args

from pactbank.model.closed import LAYERS, STAGES, Condition, Form, Role, StatusPolarity
from pactbank.scoring.metrics.facts import NOBODY, UNSPECIFIED_FORM, facts
from pactbank.scoring.pairing import Sides, paired
from pactbank.scoring.reading.sources import Wanted, read
from pactbank.scoring.referents import AUTHOR, UNSPECIFIED

Label = dict[str, Any]


def sides_of(gold: Label | list[Label], predicted: Label | list[Label] | None = None) -> Sides:
    """Both sides of one document, or of several; gold against itself by default."""
    wanted = Wanted(LAYERS, as_they_come=True)
    both = []
    for side in (gold, gold if predicted is None else predicted):
        found = read(side if isinstance(side, list) else [side], "labels", wanted)
        assert not found.problems, found.problems
        both.append(found)
    predicted_side = both[1].over(both[0].documents)
    return paired(both[0].documents, both[0].table, predicted_side.table, {})


def name_of(sides: Sides, referent: int) -> str | None:
    """The name of a referent of gold, None for one that matches nothing."""
    if referent in (AUTHOR, UNSPECIFIED):
        return {AUTHOR: "AUTHOR", UNSPECIFIED: "UNSPECIFIED"}[referent]
    numbers = sides.referents.numbers.tolist()
    if referent in numbers:
        key = int(sides.referents.keys[numbers.index(referent)])
        return str(sides.gold.vocabulary[key % len(sides.gold.vocabulary)].as_py())
    return f"({referent})" if referent < sides.referents.size else None


def stated(sides: Sides, side: int = 0) -> list[set[tuple[Any, ...]]]:
    """The facts of each agreement of one side, in words."""
    labels = (sides.gold, sides.predicted)[side]
    reader, words = sides.readers[side], labels.vocabulary
    of = facts(labels.agreements, reader, sides.line, sides.author, words)
    found: list[set[tuple[Any, ...]]] = []
    for kind, form in zip(of.type.tolist(), of.form.tolist(), strict=True):
        found.append({("type", words[kind].as_py())})
        if form != UNSPECIFIED_FORM:
            found[-1].add(("form", get_args(Form)[form]))
    for at, role, referent in zip(*(column.tolist() for column in of.roles), strict=True):
        found[at].add(("role", get_args(Role)[role], name_of(sides, referent)))
    for at, party, stage, condition, polarity in zip(
        *(column.tolist() for column in of.statuses), strict=True
    ):
        who = None if party == NOBODY else name_of(sides, party)
        entry = (STAGES[stage], get_args(Condition)[condition], get_args(StatusPolarity)[polarity])
        found[at].add(("status", who, *entry))
    return found
