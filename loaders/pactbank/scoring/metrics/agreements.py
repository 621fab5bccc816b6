"""Agreements: facts over one alignment of records, and what is counted beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from pactbank.scoring.align import assign
from pactbank.scoring.metrics.covers import Cover, Range, cover, iou
from pactbank.scoring.metrics.facts import Fact, facts, is_role
from pactbank.scoring.metrics.fillers import ROLES, fillers
from pactbank.scoring.metrics.referents import GoldMentions, Reader
from pactbank.scoring.metrics.sheets import Pact, Page
from pactbank.scoring.tables import UNIT, Ints, Table, fixed, plain_part, table_of_rows

METRICS = ("facts", "records", "mentions", "triggers", "role_fillers", "provisions", "stage")


def table(documents: tuple[str, ...], pages: Sequence[Page]) -> Table:
    """The counts of every agreement metric, a row a page."""
    rows = [_Records(page).row() for page in pages]
    types = {pact.type for page in pages for pact in (*page.gold.pacts, *page.predicted.pacts)}
    by_type = {
        name: {
            metric: (plain_part(f"{name}/{metric}", split=True),) for metric in ("facts", "records")
        }
        for name in sorted(types)
    }
    by_type |= {role: {"role_fillers": (plain_part(f"{role}/role_fillers"),)} for role in ROLES}
    metrics = {name: (plain_part(name),) for name in METRICS}
    return table_of_rows(documents, rows, metrics, by_type)


def aligned(page: Page) -> list[tuple[Pact, Pact]]:
    """The records of a page that are aligned, gold and predicted."""
    records = _Records(page)
    return [(records.gold[g], records.predicted[p]) for g, p in records.pairs]


class _Records:
    """The records of one document, aligned."""

    def __init__(self, page: Page) -> None:
        self.page = page
        mentions = GoldMentions(page.gold, page.visible)
        self.gold = sorted(page.gold.pacts, key=lambda pact: pact.key)
        self.predicted = sorted(page.predicted.pacts, key=lambda pact: pact.key)
        gold, predicted = Reader(page.gold, mentions), Reader(page.predicted, mentions)
        self.gold_facts = [facts(pact, gold) for pact in self.gold]
        self.predicted_facts = [facts(pact, predicted) for pact in self.predicted]
        self.weights, overlap = self._weights()
        chosen = assign([self.weights, overlap])
        self.pairs = [(g, p) for g, p in enumerate(chosen) if p >= 0]

    def _weights(self) -> tuple[Ints, Ints]:
        """How many facts two records share, if they share a filler or their mentions overlap;
        and the IoU of their mentions, which breaks ties."""
        shape = (len(self.gold), len(self.predicted))
        shared, overlap = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        covers = [self._cover(pact) for pact in self.predicted]
        for g, pact in enumerate(self.gold):
            covered = self._cover(pact)
            for p, other in enumerate(covers):
                common = self.gold_facts[g] & self.predicted_facts[p]
                if covered.common(other, self.page.visible):
                    overlap[g, p] = fixed(iou(covered, other, self.page.visible))
                if overlap[g, p] or any(map(is_role, common)):
                    shared[g, p] = len(common)
        return shared, overlap

    def _cover(self, pact: Pact) -> Cover:
        return cover(pact.mentions, self.page.visible)

    def row(self) -> Counter[str]:
        """The counts of the document by column."""
        row: Counter[str] = Counter()
        self._facts(row)
        for pair in self.pairs:
            self._pair(row, *pair)
        for side, pacts in (("gold", self.gold), ("predicted", self.predicted)):
            row[f"records:{side}"] = UNIT * len(pacts)
            row[f"mentions:{side}"] = UNIT * sum(len(pact.mentions) for pact in pacts)
            row[f"provisions:{side}"] = UNIT * sum(len(pact.provisions) for pact in pacts)
            row[f"triggers:{side}"] = UNIT * len(_spans(pacts))
        row["triggers"] = UNIT * len(_spans(self.gold) & _spans(self.predicted))
        row.update(fillers(self.page))
        return row

    def _facts(self, row: Counter[str]) -> None:
        """Facts and records, in all and by type."""
        sides: tuple[tuple[str, list[Pact], list[frozenset[Fact]]], ...] = (
            ("gold", self.gold, self.gold_facts),
            ("predicted", self.predicted, self.predicted_facts),
        )
        for side, pacts, stated in sides:
            for pact, of_pact in zip(pacts, stated, strict=True):
                row[f"facts:{side}"] += UNIT * len(of_pact)
                row[f"{pact.type}/facts:{side}"] += UNIT * len(of_pact)
                row[f"{pact.type}/records:{side}"] += UNIT

    def _pair(self, row: Counter[str], g: int, p: int) -> None:
        """What one aligned pair earns."""
        gold, predicted = self.gold[g], self.predicted[p]
        credits_ = {
            "facts": UNIT * int(self.weights[g, p]),
            "records": UNIT * (self.gold_facts[g] == self.predicted_facts[p]),
        }
        for name, credit in credits_.items():
            row[name] += credit
            row[f"{predicted.type}/{name}"] += credit
            row[f"{gold.type}/{name}:by_gold"] += credit
        row["mentions"] += UNIT * _common(gold.mentions, predicted.mentions)
        row["provisions"] += UNIT * self._provisions(gold, predicted)
        if gold.stage is not None:
            row["stage"] += UNIT * (gold.stage == predicted.stage)
            row["stage:gold"] += UNIT
            row["stage:predicted"] += UNIT

    def _provisions(self, gold: Pact, predicted: Pact) -> int:
        """How many provisions of two records pair off with an IoU of at least one half."""
        if not gold.provisions or not predicted.provisions:
            return 0
        visible = self.page.visible
        alike = np.array(
            [
                [
                    fixed(iou(cover([a], visible), cover([b], visible), visible))
                    for b in sorted(predicted.provisions)
                ]
                for a in sorted(gold.provisions)
            ]
        )
        near = alike * (2 * alike >= UNIT)
        return sum(column >= 0 for column in assign([(near > 0).astype(np.int64), near]))


def _spans(pacts: Iterable[Pact]) -> set[Range]:
    return {span for pact in pacts for span in pact.mentions}


def _common(gold: Iterable[Range], predicted: Iterable[Range]) -> int:
    """How many spans two lists have in common, copies counted one to one."""
    return (Counter(gold) & Counter(predicted)).total()
