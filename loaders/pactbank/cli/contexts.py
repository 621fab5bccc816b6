"""Where a mistake stands: the sentences around it, cut into marked and unmarked segments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from pactbank.scoring.errors import Mistake
from pactbank.scoring.errors.record import Labelled
from pactbank.scoring.texts import KnownText
from pactbank.text.offsets import Range
from pactbank.text.sentences import around


class Segment(NamedTuple):
    """Words of a text, and whether the gold label and the predicted one cover them."""

    words: str
    gold: bool
    predicted: bool


Context = tuple[Segment, ...]


def contexts(mistake: Mistake, texts: Mapping[str, KnownText]) -> list[Context]:
    """The sentence of the labels, or one sentence each; words alone where there is no text."""
    known = texts.get(mistake.document)
    spans = [_span(label) for label in (mistake.gold, mistake.predicted)]
    if known is None or known.text is None:
        return _quoted(mistake, (0, 1))
    found: list[Range] = []
    for span in sorted(span for span in spans if span is not None):
        start, end = around(known.text, *span)
        if found and start <= found[-1][1]:
            start, end = found[-1][0], max(end, found.pop()[1])
        found.append((start, end))
    lost = [side for side, span in enumerate(spans) if span is None]
    return [_cut(known.text, place, spans) for place in found] + _quoted(mistake, lost)


def _span(label: Labelled | None) -> Range | None:
    if label is None or label.start is None or label.end is None:
        return None
    return label.start, label.end


def _quoted(mistake: Mistake, sides: Iterable[int]) -> list[Context]:
    """The words of labels that have no place in a known text."""
    labels = (mistake.gold, mistake.predicted)
    return [
        (Segment(label.words, side == 0, side == 1),)
        for side in sides
        if (label := labels[side]) is not None and label.words is not None
    ]


def _cut(text: str, place: Range, spans: list[Range | None]) -> Context:
    low, high = place
    inside = [span if span and low <= span[0] and span[1] <= high else None for span in spans]
    edges = sorted({low, high, *(edge for span in inside if span for edge in span)})
    return tuple(
        Segment(text[start:end], *(span is not None and _covers(span, start) for span in inside))
        for start, end in pairwise(edges)
    )


def _covers(span: Range, place: int) -> bool:
    return span[0] <= place < span[1]


_BRACKETS = {"gold": ("[", "]"), "predicted": ("{", "}")}


def bracketed(context: Context, reach: int) -> str:
    """One line: [gold] and {predicted}, with so many code points before and after them."""
    line = ""
    opened: list[str] = []
    last = len(context) - 1
    for at, segment in enumerate(context):
        covering = [side for side in _BRACKETS if getattr(segment, side)]
        line += "".join(_BRACKETS[side][1] for side in reversed(opened) if side not in covering)
        line += "".join(_BRACKETS[side][0] for side in covering if side not in opened)
        opened = [side for side in opened if side in covering]
        opened += [side for side in covering if side not in opened]
        line += _clipped(segment.words, reach, bool(at or opened), bool(at < last or opened))
    return line + "".join(_BRACKETS[side][1] for side in reversed(opened))


def _clipped(words: str, reach: int, before: bool, after: bool) -> str:
    """Words without what is farther than `reach` from a mark before or after them."""
    words = words.replace("\n", " ")
    if (before and after) or len(words) <= reach:
        return words
    if before:
        return words[:reach].rpartition(" ")[0] + " …"
    return "… " + words[-reach:].partition(" ")[2]
