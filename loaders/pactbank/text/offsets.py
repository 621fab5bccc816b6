"""Half-open code-point spans, and the map between a raw file and its clean text.

Offsets are Python string indices (Unicode code points). Both texts are divided into blocks that
follow one another without a gap: ranges that are copied, and edits, in which a range of the raw
text became line feeds. The map is monotone, and exact inside copied ranges.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

Edit = tuple[int, int, int, int]
Range = tuple[int, int]


class Spanned(Protocol):
    """Anything that covers the code points [start, end) of a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Quoted(Spanned, Protocol):
    """A span with the words that it covers, None where they are withheld."""

    @property
    def text(self) -> str | None: ...


def overlaps(a: Range, b: Range) -> bool:
    """Whether two half-open ranges share a code point."""
    return a[0] < b[1] and b[0] < a[1]


def contains(outer: Range, inner: Range) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def crosses(a: Range, b: Range) -> bool:
    """Whether two ranges overlap and neither contains the other."""
    return overlaps(a, b) and not contains(a, b) and not contains(b, a)


@dataclass(frozen=True, slots=True)
class Block:
    """A range of the raw text and the range of the clean text made from it; where it is `copied`,
    both hold the same code points."""

    raw: Range
    text: Range
    copied: bool


@dataclass(frozen=True, slots=True)
class RawTextMap:
    """Maps raw offsets to text offsets and back."""

    blocks: tuple[Block, ...]

    @classmethod
    def from_edits(cls, edits: Iterable[Edit], raw_chars: int) -> RawTextMap:
        """A map from the recorded edits; between two edits the raw text is copied.

        Raises ValueError where the edits run backwards or a copied range changes its length.
        """
        blocks: list[Block] = []
        raw_at = text_at = 0
        for raw_start, raw_end, text_start, text_end in edits:
            _copy(blocks, (raw_at, raw_start), (text_at, text_start))
            if raw_end < raw_start or text_end < text_start:
                raise ValueError(f"the edit at raw offset {raw_start} runs backwards")
            blocks.append(Block((raw_start, raw_end), (text_start, text_end), copied=False))
            raw_at, text_at = raw_end, text_end
        _copy(blocks, (raw_at, raw_chars), (text_at, text_at + raw_chars - raw_at))
        return cls(tuple(blocks))

    def rebuild(self, raw: str) -> str:
        """The clean text: copied ranges of `raw`, and line feeds for each edit."""
        return "".join(
            raw[slice(*block.raw)] if block.copied else "\n" * (block.text[1] - block.text[0])
            for block in self.blocks
        )

    def to_text(self, offset: int) -> int | None:
        """The text offset of a raw offset, or None where the raw text was cut or replaced."""
        for block in self._around([b.raw[0] for b in self.blocks], offset):
            if block.copied and block.raw[0] <= offset <= block.raw[1]:
                return block.text[0] + offset - block.raw[0]
        return None

    def to_raw(self, offset: int) -> int | None:
        """The raw offset of a text offset, or None where the text is an edit's line feed."""
        for block in self._around([b.text[0] for b in self.blocks], offset):
            if block.copied and block.text[0] <= offset <= block.text[1]:
                return block.raw[0] + offset - block.text[0]
        return None

    def copied_from(self, start: int, end: int) -> Range | None:
        """The raw range that text[start:end] was copied from, None unless that was in one piece."""
        for block in self._around([b.text[0] for b in self.blocks], start):
            if block.copied and block.text[0] <= start <= end <= block.text[1]:
                shift = block.raw[0] - block.text[0]
                return start + shift, end + shift
        return None

    def copied_to(self, start: int, end: int) -> Range | None:
        """The range of the text that raw[start:end] was copied to, None unless in one piece."""
        for block in self._around([b.raw[0] for b in self.blocks], start):
            if block.copied and block.raw[0] <= start <= end <= block.raw[1]:
                shift = block.text[0] - block.raw[0]
                return start + shift, end + shift
        return None

    def _around(self, starts: Sequence[int], offset: int) -> tuple[Block, ...]:
        """The blocks that may hold or touch the offset; an empty block may be between two."""
        at = bisect_right(starts, offset)
        return self.blocks[max(0, at - 3) : at + 1][::-1]


def _copy(blocks: list[Block], raw: Range, text: Range) -> None:
    if raw[1] < raw[0] or raw[1] - raw[0] != text[1] - text[0]:
        raise ValueError(f"the copied raw range {raw} and the text range {text} differ in length")
    if raw[1] > raw[0]:
        blocks.append(Block(raw, text, copied=True))
