"""What a build holds, counted from the rows that are written, for the card, croissant.json and the
datasheet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from pactbank.corpus.store import Store
from pactbank.dataset.provenance import line
from pactbank.dataset.released import released_documents
from pactbank.dataset.rows import DocumentRows, rows_of
from pactbank.model.closed import SPLITS, Split
from pactbank.text.tokens import Lost

TYPED = ("entities", "agreements", "stances")
"""The configs whose labels have types."""
PARTS = {
    "arguments by role": ("agreements", "arguments", "role"),
    "status entries by stage": ("agreements", "status", "stage"),
    "status entries by condition": ("agreements", "status", "condition"),
    "relations by type": ("agreements", "relations", "type"),
    "stances by polarity": ("stances", None, "polarity"),
}
"""What else is counted: config, list inside the label or None for the label itself, and field."""


@dataclass
class Counts:
    """Counters by split; `labels` by config, then by split and type."""

    documents: Counter[Split] = field(default_factory=Counter)
    labels: dict[str, Counter[tuple[Split, str]]] = field(
        default_factory=lambda: {config: Counter() for config in TYPED}
    )
    parts: dict[str, Counter[tuple[Split, str]]] = field(
        default_factory=lambda: {name: Counter() for name in PARTS}
    )
    words: Counter[Split] = field(default_factory=Counter)
    lost: Counter[Lost] = field(default_factory=Counter)
    languages: set[str] = field(default_factory=set)
    licences: set[str] = field(default_factory=set)
    """Licences of the texts, including those that are withheld."""
    rights: Counter[tuple[str, str | None, str]] = field(default_factory=Counter)
    """Documents by the three fields of their rights: licence, holder, redistribution."""
    origins: Counter[tuple[str, str, str | None]] = field(default_factory=Counter)
    """Documents by the three fields of their origin: kind, how, by."""
    published: list[str] = field(default_factory=list)
    """The first and the last reference date of the texts; empty if none has one."""
    labelled: list[str] = field(default_factory=list)
    """The first and the last day on which labels were made; empty without labels."""
    withheld: list[tuple[str, int, Split, str]] = field(default_factory=list)
    """Id, version, split and licence of each document whose text this build leaves out."""
    uncounted: int = 0
    """Documents with mentions whose words could not be counted, because the text is missing."""
    checked: int = 0
    """Labels that a human has checked."""

    def add(self, document: DocumentRows) -> None:
        """Count one document."""
        row, split = document.document, document.split
        self.documents[split] += 1
        self.languages.add(row["language"])
        self.licences.add(row["license"])
        self.rights[row["license"], row["rights_holder"], row["redistribution"]] += 1
        self.origins[row["origin"], row["origin_how"], row["origin_by"]] += 1
        self.published = _widened(self.published, row["reference_date"])
        self.labelled = _widened(self.labelled, row["labelled"])
        if not row["text_available"]:
            self.withheld.append((row["document"], row["version"], split, row["license"]))
        for config in TYPED:
            labels = [label for row in document.rows.get(config, ()) for label in row[config]]
            for kind, count in Counter(map(itemgetter("type"), labels)).items():
                self.labels[config][split, kind] += count
            self.checked += sum(label["checked_by"] is not None for label in labels)
        for name, (config, part, value) in PARTS.items():
            for label in (label for row in document.rows.get(config, ()) for label in row[config]):
                for one in [label] if part is None else label[part]:
                    self.parts[name][split, one[value]] += 1
        tokens = document.rows.get("tokens", ())
        self.uncounted += any(row["starts"] is None for row in tokens)
        self.words[split] += sum(len(row["starts"] or ()) for row in tokens)
        self.lost += document.lost

    def include(self, other: Counts) -> None:
        """Count what was counted elsewhere, of documents that come after these."""
        for name in ("documents", "words", "lost", "rights", "origins"):
            getattr(self, name).update(getattr(other, name))
        for config, labels in other.labels.items():
            self.labels[config].update(labels)
        for name, parts in other.parts.items():
            self.parts[name].update(parts)
        self.languages |= other.languages
        self.licences |= other.licences
        for name in ("published", "labelled"):
            for day in getattr(other, name):
                setattr(self, name, _widened(getattr(self, name), day))
        self.withheld += other.withheld
        self.uncounted += other.uncounted
        self.checked += other.checked

    def total(self, config: str) -> int:
        """Labels of one config over all splits."""
        return self.labels[config].total()

    @property
    def splits(self) -> list[Split]:
        """The splits that have documents, in their order."""
        return [split for split in SPLITS if self.documents[split]]

    @property
    def named(self) -> int:
        """Mentions of persons."""
        return sum(n for (_, kind), n in self.labels["entities"].items() if kind == "PERSON")

    def labelled_total(self) -> int:
        """Labels of all configs."""
        return sum(map(self.total, TYPED))


def _widened(days: list[str], day: str | None) -> list[str]:
    """The first and the last of these days and one more; days in ISO form sort as they follow."""
    return [min((*days, day)), max((*days, day))] if day else days


def counts_page(store: Store) -> str:
    """The counts of a corpus as Markdown, for its datasheet. Raises like `released_documents`."""
    counts = Counts()
    for released in released_documents(store, "open"):
        counts.add(rows_of(released))
    return rendered("counts.md.jinja", counts)


def rendered(template: str, counts: Counts, **values: Any) -> str:
    """A template of this package filled with counts and the values that are named."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pactbank.dataset", ""),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["line"] = line
    return environment.get_template(template).render(
        counts=counts,
        splits=counts.splits,
        types=lambda cells: sorted({name for _, name in cells}),
        sum=lambda cells, name: sum(n for (_, kind), n in cells.items() if kind == name),
        of_split=lambda cells, split: sum(n for (at, _), n in cells.items() if at == split),
        **values,
    )
