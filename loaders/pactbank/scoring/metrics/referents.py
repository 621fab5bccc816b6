"""Whom a predicted label means, told by where it stands and never by its ids.

The gold spans that overlap it best, with an IoU of at least one half, lend it their referents.
Where there is none it means something that matches nothing. Gold labels are read in the same
way, which gives back their own referents.
"""

from __future__ import annotations

from collections.abc import Iterable

from pactbank.scoring.metrics.covers import Cover, Range, Visible, cover
from pactbank.scoring.metrics.sheets import AUTHOR, Naming, Sheet

Unknown = tuple[str, object]
"""A referent that no gold mention supports; it is told apart by its ids, else by its span."""
Referent = str | Unknown


class GoldMentions:
    """The gold spans that stand for referents, and whom a span means by them."""

    def __init__(self, gold: Sheet, visible: Visible) -> None:
        self.visible = visible
        self.mentions: list[tuple[Cover, tuple[str, ...]]] = [
            (cover([naming.span], visible), naming.refs)
            for naming in gold.namings()
            if naming.span is not None
        ]
        self._known: dict[Range, frozenset[str] | None] = {}

    def of(self, span: Range) -> frozenset[str] | None:
        """The union of the refs of the gold mentions of highest IoU, if that is one half or
        more; None where no mention overlaps so far."""
        if span not in self._known:
            self._known[span] = self._look(cover([span], self.visible))
        return self._known[span]

    def _look(self, wanted: Cover) -> frozenset[str] | None:
        best, total = 0, 1
        found: set[str] | None = None
        for mention, refs in self.mentions:
            common = mention.common(wanted, self.visible)
            union = mention.size + wanted.size - common
            if not common or 2 * common < union or common * total < best * union:
                continue
            if found is None or common * total > best * union:
                best, total, found = common, union, set()
            found.update(refs)
        return None if found is None else frozenset(found)


class Reader:
    """Reads the labels of one side of a document as referents of its gold."""

    def __init__(self, sheet: Sheet, gold: GoldMentions) -> None:
        self.gold = gold
        self.first = first_mentions(sheet.namings())

    def naming(self, naming: Naming) -> frozenset[Referent]:
        """Whom a span means; without a span, whom its refs mean."""
        if naming.span is None:
            return frozenset(one for ref in naming.refs for one in self.ref(ref))
        found = self.gold.of(naming.span)
        if found is None:
            return frozenset({("?", frozenset(naming.refs) or naming.span)})
        return frozenset(found)

    def ref(self, ref: str) -> frozenset[Referent]:
        """Whom an id of this side means: whom its first mention means."""
        if ref == AUTHOR:
            return frozenset({AUTHOR})
        span = self.first.get(ref)
        found = None if span is None else self.gold.of(span)
        return frozenset(found or {("?", frozenset({ref}))})


def first_mentions(namings: Iterable[Naming]) -> dict[str, Range]:
    """The span that stands for each ref where it is named by its id alone: one that stands for
    it only rather than for a group, then the leftmost, then the longest."""
    places = sorted(
        (len(naming.refs) > 1, naming.span[0], -naming.span[1], ref)
        for naming in namings
        if naming.span is not None
        for ref in naming.refs
    )
    return {ref: (start, -end) for _, start, end, ref in reversed(places)}
