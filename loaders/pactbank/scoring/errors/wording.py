"""Labels and referents in words: from the text where it is known, else as labels quote them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from pactbank.scoring.columns.items import ABSENT
from pactbank.scoring.columns.layers import SpanColumn
from pactbank.scoring.errors.record import Labelled
from pactbank.scoring.pairing import Sides
from pactbank.scoring.reading.lenient import NOWHERE
from pactbank.scoring.referents import AUTHOR, UNSPECIFIED


class Wording:
    """What stands at a place, and what a referent is called."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides

    def label(self, kind: str, column: SpanColumn, row: int) -> Labelled:
        """A span of a column as a label of this type."""
        start, end = int(column.start[row]), int(column.end[row])
        if 0 <= start < NOWHERE:
            return Labelled(kind, start, end, self.words(int(column.document[row]), start, end))
        return Labelled(kind, None, None, column.words[row].as_py())

    def first(self, kind: str, column: SpanColumn, rows: Sequence[int]) -> Labelled:
        """The leftmost of some spans; one that is nowhere where there are none."""
        if not rows:
            return Labelled(kind, None, None, None)
        return self.label(kind, column, min(rows, key=lambda row: int(column.start[row])))

    def words(self, document: int, start: int, end: int) -> str | None:
        known = self.sides.texts.get(self.sides.documents[document])
        if known is not None and known.text is not None:
            return known.text[start:end]
        return self._quoted.get((document, start, end))

    @cached_property
    def _quoted(self) -> dict[tuple[int, int, int], str]:
        """The words of each span that any label quotes."""
        found = {}
        for column in (*self.sides.gold.spans(), *self.sides.predicted.spans()):
            keys = zip(
                column.document.tolist(), column.start.tolist(), column.end.tolist(), strict=True
            )
            for key, words in zip(keys, column.words.to_pylist(), strict=True):
                if words is not None:
                    found[key] = words
        return found

    def referent(self, side: int, number: int) -> str:
        """Whom a number of `sides.readers` means: by name, by words, else by id."""
        if number in (AUTHOR, UNSPECIFIED):
            return "AUTHOR" if number == AUTHOR else "UNSPECIFIED"
        referents, reader = self.sides.referents, self.sides.readers[side]
        if number < referents.size:
            if number in self._gold:
                return self._gold[number]
            return self._at_line(*self._alone[number])
        if number < reader.ghost:
            row = number - (reader.ghost - len(reader.spans))
            return self._at_line(int(reader.spans.start[row]), int(reader.spans.end[row]))
        return str(self.sides.gold.vocabulary[(number - reader.ghost) % reader.names].as_py())

    @cached_property
    def _gold(self) -> dict[int, str]:
        """The referents that gold names, by number: their names, else their ids."""
        table, vocabulary = self.sides.gold.referents, self.sides.gold.vocabulary
        width = self.sides.namings[0].names
        names = dict(
            zip((table.document * width + table.id).tolist(), table.name.tolist(), strict=True)
        )
        referents = self.sides.referents
        found = {}
        for key, number in zip(referents.keys.tolist(), referents.numbers.tolist(), strict=True):
            name = names.get(key, ABSENT)
            found[number] = str(vocabulary[key % width if name == ABSENT else name].as_py())
        return found

    @cached_property
    def _alone(self) -> dict[int, tuple[int, int]]:
        """The referents of gold that are spans without a name."""
        referents = self.sides.referents
        of = referents.referents
        return {
            number: (int(referents.spans.start[row]), int(referents.spans.end[row]))
            for row, number in zip(of.row.tolist(), of.value.tolist(), strict=True)
            if number not in self._gold
        }

    def _at_line(self, start: int, end: int) -> str:
        """The words at a place on the line of all documents."""
        document = int(np.searchsorted(self.sides.line, start, side="right")) - 1
        base = int(self.sides.line[document])
        words = self.words(document, start - base, end - base)
        return f"“{words}”" if words is not None else f"[{start - base}, {end - base})"
