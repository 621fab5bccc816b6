"""Words with offsets, and BIO tags for token classification.

A word is a run of letters, digits and the marks that combine with them. The clitic 's is a word
of its own, so that a name in the genitive ends at a word edge. Every other character that is not
white space is a word of its own, so that each side of a hyphenated name is a word.

BIO cannot represent nested mentions. Of overlapping mentions the longest is kept, of equal spans
the one whose type comes first in `ENTITY_TYPES`; a mention whose edges are not word edges is
lost. Lost mentions are counted by reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal

from pactbank.model.closed import ENTITY_TYPES, EntityType
from pactbank.text.offsets import Range

if TYPE_CHECKING:
    import regex

Tagged = tuple[int, int, EntityType]
"""A mention as code points [start, end) of the text and its type."""
Lost = Literal["nested", "inside-word"]

OUTSIDE = "O"
TAGS: tuple[str, ...] = (
    OUTSIDE,
    *(f"{mark}-{entity_type}" for entity_type in ENTITY_TYPES for mark in "BI"),
)


@cache
def _word() -> regex.Pattern[str]:
    """A word. Most commands ask for none, and are spared the library."""
    import regex

    # `str.isspace` counts \x1c to \x1f as white space, Unicode does not. A mark without a letter
    # before it (the variation selector of an emoji) belongs to the character it changes.
    return regex.compile(
        r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*"
        r"|(?<=[\p{L}\p{N}\p{M}])['’][sS](?![\p{L}\p{N}\p{M}])"
        r"|[^\s\x1c-\x1f]\p{M}*"
    )


def words(text: str, start: int, end: int) -> list[Range]:
    """The words of text[start:end], in order, as half-open code-point offsets into `text`."""
    return [match.span() for match in _word().finditer(text, start, end)]


def words_in(text: str, zones: Iterable[Range]) -> list[Range]:
    """The words of each zone of a text, one zone after the other."""
    return [word for start, end in zones for word in words(text, start, end)]


def bio(words: Sequence[Range], mentions: Iterable[Tagged]) -> tuple[list[str], Counter[Lost]]:
    """One tag for each word, and the number of lost mentions by reason.

    `words` must be in order and not overlap.
    """
    mentions = sorted(mentions, key=_outermost_first)
    if not mentions:
        return [OUTSIDE] * len(words), Counter()
    first = {start: at for at, (start, _) in enumerate(words)}
    last = {end: at for at, (_, end) in enumerate(words)}
    tags = [OUTSIDE] * len(words)
    lost: Counter[Lost] = Counter()
    for start, end, entity_type in mentions:
        if (begin := first.get(start)) is None or (final := last.get(end)) is None:
            lost["inside-word"] += 1
        elif tags[begin] != OUTSIDE or tags[final] != OUTSIDE:
            lost["nested"] += 1  # what is kept is as long, so it has the first word or the last
        else:
            tags[begin] = f"B-{entity_type}"
            tags[begin + 1 : final + 1] = [f"I-{entity_type}"] * (final - begin)
    return tags, lost


_RANK = {name: at for at, name in enumerate(ENTITY_TYPES)}


def _outermost_first(mention: Tagged) -> tuple[int, int, int]:
    start, end, entity_type = mention
    return start - end, start, _RANK[entity_type]
