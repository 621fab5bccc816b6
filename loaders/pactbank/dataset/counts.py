"""What a build holds, counted from the rows that are written; the card is made of these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pactbank.dataset.gather import Entry, entries
from pactbank.dataset.rows import Row, rows
from pactbank.model.closed import SPLITS, Split
from pactbank.store import Store
from pactbank.tokens import Lost

TYPED = ("entities", "agreements", "stances")
"""The configs whose labels have types."""


@dataclass
class Counts:
    """Counters by split; `labels` by config, then by split and type."""

    documents: Counter[Split] = field(default_factory=Counter)
    labels: dict[str, Counter[tuple[Split, str]]] = field(
        default_factory=lambda: {config: Counter() for config in TYPED}
    )
    words: Counter[Split] = field(default_factory=Counter)
    lost: Counter[Lost] = field(default_factory=Counter)
    languages: set[str] = field(default_factory=set)
    withheld: list[tuple[str, int, Split, str]] = field(default_factory=list)
    """Id, version, split and licence of each document whose text this build leaves out."""
    uncounted: int = 0
    """Documents whose words could not be counted for want of the text."""
    checked: int = 0
    """Labels that a human has checked."""

    def add(self, entry: Entry, made: Mapping[str, list[Row]], lost: Counter[Lost]) -> None:
        """Count one document and its rows by config."""
        document, split = entry.document, entry.split
        self.documents[split] += 1
        self.languages.add(document.language)
        if entry.text is None:
            self.withheld.append((document.id, document.version, split, document.rights.license))
        self.uncounted += entry.counted is None
        for config in TYPED:
            for label in (label for row in made.get(config, ()) for label in row[config]):
                self.labels[config][split, label["type"]] += 1
                self.checked += label["checked_by"] is not None
        self.words[split] += sum(len(row["starts"] or ()) for row in made.get("tokens", ()))
        self.lost += lost

    def total(self, config: str) -> int:
        """Labels of one config over all splits."""
        return self.labels[config].total()


def counts_page(store: Store) -> str:
    """The counts of a corpus as Markdown, for its datasheet. Raises as `entries` does."""
    counts = Counts()
    for entry in entries(store, "open"):
        counts.add(entry, *rows(entry))
    return rendered("counts.md.jinja", counts)


def rendered(template: str, counts: Counts, **values: Any) -> str:
    """A template of this package, filled with counts."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pactbank.dataset", ""),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(
        counts=counts,
        splits=[split for split in SPLITS if counts.documents[split]],
        types=lambda cells: sorted({name for _, name in cells}),
        sum=lambda cells, name: sum(n for (_, kind), n in cells.items() if kind == name),
        of_split=lambda cells, split: sum(n for (at, _), n in cells.items() if at == split),
        **values,
    )
