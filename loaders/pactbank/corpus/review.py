"""Lines whose zone is in doubt: what a person should look at before anybody labels the text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pactbank.corpus.raw_lines import ZoneLine, zone_lines
from pactbank.corpus.store import Store
from pactbank.errors import made_of_all
from pactbank.model.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class DoubtfulLine:
    """A line of a document, and its words."""

    document: str
    line: ZoneLine
    words: str


@dataclass(frozen=True, slots=True)
class Review:
    """The lines in doubt, and the documents that have such lines but no raw text here, so that
    their lines have no numbers."""

    lines: list[DoubtfulLine] = field(default_factory=list)
    without_text: list[str] = field(default_factory=list)


def review(store: Store, names: Iterable[str], under: float, progress: Progress = silent) -> Review:
    """The lines of these documents, in their newest version, whose confidence is under a limit.
    Raises `InvalidData` with every problem of what cannot be read."""
    found = Review()

    def add(name: str) -> None:
        progress(name)
        document = store.document(name)
        if all(zone.confidence >= under for zone in document.zones):
            return
        if not store.holds(store.path(name, document.version, ".raw.txt")):
            found.without_text.append(name)
            return
        raw = store.raw(document)
        for line in zone_lines(raw, document.zones):
            if line.zone.confidence < under:
                found.lines.append(DoubtfulLine(name, line, raw[slice(*line.zone.raw)]))

    made_of_all(names, add)
    return found
