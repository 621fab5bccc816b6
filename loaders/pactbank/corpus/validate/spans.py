"""The one check of spans: inside the text, equal to its slice, inside one kept zone."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Protocol

from pactbank.corpus.validate.quotation import Marks
from pactbank.model.document import Document
from pactbank.model.schemas import Finding
from pactbank.text.offsets import Quoted, Range


class MaybePlaced(Protocol):
    """A span of labels or of predictions, whose offsets or text may be missing."""

    @property
    def start(self) -> int | None: ...
    @property
    def end(self) -> int | None: ...
    @property
    def text(self) -> str | None: ...


def span_faults(
    span: MaybePlaced, pointer: str, *, text: str | None, chars: int | None
) -> Iterator[Finding]:
    """What is wrong with any span, of labels or predictions: it has neither offsets nor a quote,
    leaves the text, covers nothing, or quotes other words than it covers.

    `text` is None where the text is not at hand, `chars` where not even its length in code
    points is known; what cannot be checked then is not.
    """
    start, end = span.start, span.end
    if start is None or end is None:
        if span.text is None:
            yield Finding("PB319", pointer, "neither offsets nor text")
    elif end < start or (chars is not None and end > chars):
        length = "" if chars is None else f" in a text of {chars}"
        yield Finding("PB301", pointer, f"[{start}, {end}){length}")
    elif start == end:
        yield Finding("PB303", pointer, f"[{start}, {end}) covers nothing")
    elif text is not None and span.text is not None and span.text != text[start:end]:
        covered = text[start:end]
        yield Finding("PB302", pointer, f"text is {span.text!r}, the offsets cover {covered!r}")


class SpannedText:
    """A document's text (None where it is withheld) and the places of its kept zones."""

    def __init__(self, document: Document, text: str | None) -> None:
        self.text = text
        self.chars = document.text.chars if text is None else len(text)
        self.kept = sorted(zone.text for zone in document.zones if zone.text is not None)
        self.starts = [start for start, _ in self.kept]

    @cached_property
    def marks(self) -> Marks:
        """The words inside quote marks, zone by zone; without a text all zones are unknown."""
        return Marks(self.text, self.kept)

    def misfits(self, spans: Iterable[Quoted]) -> list[int]:
        """The indices of the spans with a fault; `faults` says which.

        This runs for every label, so it is written for speed: one loop without calls, which stays
        in the last zone while labels come in text order.
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
        """The kept zone that has the offset or is the last before it."""
        zone = bisect_right(self.starts, offset) - 1
        return self.kept[zone] if zone >= 0 else (0, 0)

    def faults(
        self, span: MaybePlaced, pointer: str, *, relaxed: bool = False
    ) -> Iterator[Finding]:
        """Everything that is wrong with the span. `relaxed` is for predictions, which may leave
        `text` out and cross zones."""
        yield from span_faults(span, pointer, text=self.text, chars=self.chars)
        start, end = span.start, span.end
        if start is None or end is None or not start < end <= self.chars:
            return
        if self.text is not None:
            covered = self.text[start:end]
            if span.text is None and not relaxed:
                message = f"text is null, the offsets cover {covered!r}"
                yield Finding("PB318", pointer, message)
            if covered.strip() != covered:
                yield Finding("PB303", pointer, f"{covered!r} begins or ends with white space")
        low, high = self._zone(start)
        if not relaxed and not low <= start < end <= high:
            yield Finding("PB304", pointer, f"[{start}, {end}) is not inside one kept zone")


def crossings(spans: Sequence[Quoted]) -> Iterator[tuple[int, Range]]:
    """The index of each span that crosses one beginning before it, with that other span."""
    reaching: list[Range] = []  # spans that end after the current start; the shortest last
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
