"""Agreements without a counterpart, and the facts in which aligned ones differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple, get_args

from pactbank.model.closed import STAGES, Condition, Form, Role, StatusPolarity
from pactbank.scoring.columns.items import ABSENT
from pactbank.scoring.errors.record import Contrast, Labelled, Mistake
from pactbank.scoring.errors.wording import Wording
from pactbank.scoring.metrics.agreements import AlignedAgreements
from pactbank.scoring.metrics.facts import NOBODY, UNSPECIFIED_FORM
from pactbank.scoring.pairing import Sides


class _Fact(NamedTuple):
    """A fact as numbers: what is compared."""

    part: str
    whom: int
    value: tuple[int, ...]


def mistakes(
    sides: Sides, aligned: AlignedAgreements, wording: Wording, every: bool = False
) -> Iterator[Mistake]:
    """The differences of all of them are the false negatives (what gold has) and the false
    positives (what predictions have) of `facts`."""
    listing = _AgreementListing(sides, aligned, wording)
    for row in range(len(aligned.gold)):
        if aligned.pair_of[0][row] < 0:
            yield listing.mistake(row, None)
    for row in range(len(aligned.predicted)):
        if aligned.pair_of[1][row] < 0:
            yield listing.mistake(None, row)
    pairs = zip(aligned.pair_gold.tolist(), aligned.pair_predicted.tolist(), strict=True)
    for gold, predicted in pairs:
        found = listing.mistake(gold, predicted)
        if every:
            found = found._replace(shared=listing.shared(gold, predicted))
        if found.differences or every:
            yield found


def stage_pairs(aligned: AlignedAgreements) -> Iterator[tuple[str, str]]:
    """How far each aligned agreement has come as a whole, by gold and by predictions: what `stage`
    counts. A gold agreement without a stage is left out, as it is there."""
    gold, predicted = aligned.stages
    pairs = zip(gold[aligned.pair_gold], predicted[aligned.pair_predicted], strict=True)
    for of_gold, of_predicted in pairs:
        if of_gold != ABSENT:
            yield STAGES[of_gold], "none" if of_predicted == ABSENT else STAGES[of_predicted]


class _AgreementListing:
    def __init__(self, sides: Sides, aligned: AlignedAgreements, wording: Wording) -> None:
        self.aligned = aligned
        self.wording = wording
        self.documents = sides.documents
        self.names = sides.gold.vocabulary
        self.facts = self._facts(0), self._facts(1)
        self.mentions = self._mentions(0), self._mentions(1)

    def _facts(self, side: int) -> list[set[_Fact]]:
        stated = self.aligned.facts[side]
        found = [{_Fact("type", NOBODY, (kind,))} for kind in stated.type.tolist()]
        for row, form in enumerate(stated.form.tolist()):
            if form != UNSPECIFIED_FORM:
                found[row].add(_Fact("form", NOBODY, (form,)))
        for row, role, whom in zip(*(of.tolist() for of in stated.roles), strict=True):
            found[row].add(_Fact(get_args(Role)[role], whom, ()))
        for row, whom, *value in zip(*(of.tolist() for of in stated.statuses), strict=True):
            found[row].add(_Fact("status", whom, tuple(value)))
        return found

    def _mentions(self, side: int) -> dict[int, list[int]]:
        rows = defaultdict(list)
        for at, agreement in enumerate(self.aligned.both[side].mention_of.tolist()):
            rows[agreement].append(at)
        return rows

    def mistake(self, gold: int | None, predicted: int | None) -> Mistake:
        rows = gold, predicted
        side = 0 if gold is not None else 1
        document = self.documents[self.aligned.both[side].document[rows[side]]]
        facts = [set() if row is None else self.facts[side][row] for side, row in enumerate(rows)]
        labels = [None if row is None else self._label(side, row) for side, row in enumerate(rows)]
        differences = tuple(self._contrasts(facts[0] - facts[1], facts[1] - facts[0]))
        kind = "differs" if differences else "right"
        kind = "missed" if predicted is None else "spurious" if gold is None else kind
        return Mistake("agreements", kind, document, labels[0], labels[1], differences)  # type: ignore[arg-type]

    def shared(self, gold: int, predicted: int) -> tuple[Contrast, ...]:
        """The facts that both have."""
        both = self.facts[0][gold] & self.facts[1][predicted]
        return tuple(self._contrasts(both, both))

    def _label(self, side: int, row: int) -> Labelled:
        of = self.aligned.both[side]
        kind = self.names[int(of.type[row])].as_py()
        return self.wording.first(kind, of.mentions, self.mentions[side].get(row, []))

    def _contrasts(self, gold: set[_Fact], predicted: set[_Fact]) -> Iterator[Contrast]:
        """Facts that one side has alone; those of one part about one referent stand together."""
        rows: dict[tuple[str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        for side, facts in enumerate((gold, predicted)):
            for fact in facts:
                whom = self._whom(side, fact)
                rows[fact.part, whom][side].append(self._told(fact, whom))
        for (part, _), sides in sorted(rows.items(), key=_rank):
            for pair in zip_longest(*map(sorted, sides)):
                yield Contrast(part, *pair)

    def _whom(self, side: int, fact: _Fact) -> str:
        if fact.part in ("type", "form"):
            return ""
        return (
            "nobody in particular"
            if fact.whom == NOBODY
            else self.wording.referent(side, fact.whom)
        )

    def _told(self, fact: _Fact, whom: str) -> str:
        if fact.part == "type":
            return str(self.names[fact.value[0]].as_py())
        if fact.part == "form":
            return str(get_args(Form)[fact.value[0]])
        if fact.part != "status":
            return whom
        stage, condition, polarity = fact.value
        told = [STAGES[stage], get_args(Condition)[condition]]
        denied = get_args(StatusPolarity)[polarity] == "-"
        return f"{whom}: {'not ' if denied else ''}{' '.join(told).removesuffix(' ACTIVE')}"


_PARTS = ("type", "form", *get_args(Role), "status")


def _rank(item: tuple[tuple[str, str], object]) -> tuple[int, str]:
    (part, whom), _ = item
    return _PARTS.index(part), whom
