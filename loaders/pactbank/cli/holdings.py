"""What a corpus has, as tables: documents, splits, annotators, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from rich.table import Table
from rich.text import Text

from pactbank.corpus.overview import UNPLACED, Cells, Listed, Statistics
from pactbank.corpus.splitting import SplitStep, placed
from pactbank.corpus.store import Store
from pactbank.model.annotation import Annotator
from pactbank.model.closed import SPLITS


def documents_table(documents: Iterable[Listed]) -> Table:
    """A line for each document."""
    table = _table("document", "v", "kind", "split", "rights", "licence", "labels")
    for one in documents:
        rights = one.redistribution if one.text_here else f"{one.redistribution}, no text here"
        labels = ", ".join(f"{name} {count}" for name, count in one.labels.items())
        cells = (
            one.id, str(one.version), one.kind, one.split or "", rights, one.license, labels,
        )  # fmt: skip
        table.add_row(*map(Text, cells))
    return table


def splits_table(store: Store, step: SplitStep) -> Table:
    """How many documents and stories each split has, and how many came with a step."""
    splits = placed(store)
    stories = {name: store.document(name).story for name in splits}
    table = _table("split", "documents", "stories", "of them new here", numbers=True)
    for split in SPLITS:
        there = [name for name, of in splits.items() if of == split]
        came = sum(of == split for of in step.splits.values())
        counts = (len(there), len({stories[name] for name in there}), came)
        table.add_row(split, *map(str, counts))
    return table


def annotators_table(annotators: Iterable[Annotator], documents: Mapping[str, int]) -> Table:
    """A line for each annotator, with how many documents it labelled."""
    table = _table("annotator", "kind", "documents", "description", "model")
    for one in annotators:
        cells = (one.id, one.kind, str(documents[one.id]), one.description, one.model or "")
        table.add_row(*map(Text, cells))
    return table


def statistics_tables(counts: Statistics) -> Iterator[Table]:
    """A table for each thing that is counted and that there is."""
    whole = {"all": counts.documents, f"labelled by {counts.annotator}": counts.labelled}
    yield _cells("documents", whole)
    for name, cells in (
        ("kinds of documents", counts.kinds),
        ("entities by type", counts.entities),
        ("agreements by type", counts.agreements),
        ("arguments by role", counts.roles),
        ("status entries by stage", counts.stages),
        ("status entries by condition", counts.conditions),
        ("status entries by certainty", counts.certainties),
        ("relations by type", counts.relations),
        ("stances by type", counts.stances),
        ("stances by polarity", counts.polarities),
    ):
        if cells:
            yield _cells(name, cells)


def _cells(title: str, cells: Cells) -> Table:
    total: Counter[str] = Counter()
    for row in cells.values():
        total.update(row)
    splits = [split for split in (*SPLITS, UNPLACED) if total[split]]
    heads = ["in no split" if split == UNPLACED else split for split in splits]
    table = _table(title, *heads, "sum", numbers=True)
    for name, row in cells.items():
        numbers = [row.get(split, 0) for split in splits]
        table.add_row(name, *map(str, numbers), str(sum(numbers)))
    return table


def _table(first: str, *others: str, numbers: bool = False) -> Table:
    table = Table(title_justify="left")
    table.add_column(first, no_wrap=True)
    for head in others:
        table.add_column(head, justify="right" if numbers else "left", overflow="fold")
    return table
