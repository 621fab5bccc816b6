"""What every span must keep: inside the text, equal to its slice, inside one kept zone."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from pactbank.model.document import Document
from pactbank.text.offsets import Quoted, Range
from pactbank.model.schemas import Finding
from pactbank.corpus.validate.quotation import Marks


class SpannedText:
    """A document's text (None where it is withheld) and the places of its kept zones."""

    def __init__(self, document: Document, text: str | None) -> None:
        self.text = text
        self.chars = document.text.chars if text is None else len(text)
        self.kept = sorted(zone.text for zone in document.zones if zone.text is not None)
        self.starts = [start for start, _ in self.kept]

    @cached_property
    def marks(self) -> Marks:
        """The words between quote marks, zone by zone; without a text nothing is known of them."""
        return Marks(self.text, self.kept)

    def misfits(self, spans: Iterable[Quoted]) -> list[int]:
        """The indices of the spans with which something is wrong; `faults` says what.

        Once a label, so it is written for speed: one loop without calls, which stays in the last
        zone while labels come in text order.
        """
        text, low, high = self.text, 0, 0
        wrong: list[int] = []
        for at, span in enumerate(spans):
            start, end = span.start, span.end
            if text is not None:
                covered = text[start:end]
                if covered != span.text or covered.strip() != covered:
                    wrong.append(at)
                    continue
            if not low <= start < end <= high:
                low, high = self._zone(start)
                if not low <= start < end <= high:
                    wrong.append(at)
        return wrong

    def _zone(self, offset: int) -> Range:
        """The kept zone that holds or comes before the offset."""
        zone = bisect_right(self.starts, offset) - 1
        return self.kept[zone] if zone >= 0 else (0, 0)

    def faults(self, span: Quoted, pointer: str) -> Iterator[Finding]:
        """Everything that is wrong with the span."""
        start, end, text = span.start, span.end, self.text
        if end < start or end > self.chars:
            yield Finding("PB301", pointer, f"[{start}, {end}) in a text of {self.chars}")
            return
        if start == end:
            yield Finding("PB303", pointer, f"[{start}, {end}) covers nothing")
            return
        if text is not None:
            covered = text[start:end]
            if covered != span.text:
                yield _differs(span.text, covered, pointer)
            if covered.strip() != covered:
                yield Finding("PB303", pointer, f"{covered!r} begins or ends with white space")
        low, high = self._zone(start)
        if not low <= start < end <= high:
            yield Finding("PB304", pointer, f"[{start}, {end}) is not inside one kept zone")


def _differs(text: str | None, covered: str, pointer: str) -> Finding:
    if text is None:
        return Finding("PB318", pointer, f"text is null, the offsets cover {covered!r}")
    return Finding("PB302", pointer, f"text is {text!r}, the offsets cover {covered!r}")


def crossings(spans: Sequence[Quoted]) -> Iterator[tuple[int, Range]]:
    """The index of each span that crosses one which begins before it, with that other one."""
    reaching: list[Range] = []  # those that reach beyond the present start; the shortest last
    found: list[tuple[Range, Range]] = []
    for start, minus_end in sorted([(span.start, -span.end) for span in spans]):
        end = -minus_end
        while reaching and reaching[-1][1] <= start:
            reaching.pop()
        if reaching and reaching[-1][1] < end:
            found.append(((start, end), reaching[-1]))
            insort(reaching, (start, end), key=_shortest_last)
        else:
            reaching.append((start, end))
    if found:
        indices: dict[Range, list[int]] = {}
        for at, span in enumerate(spans):
            indices.setdefault((span.start, span.end), []).append(at)
        for crossing, crossed in found:
            yield indices[crossing].pop(0), crossed


def _shortest_last(span: Range) -> int:
    return -span[1]
