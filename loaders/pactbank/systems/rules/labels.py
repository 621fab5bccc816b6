"""From candidates to labels: referents get ids, mentions get the ids of their referents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pactbank.model.annotation import KbLink
from pactbank.model.prediction import PredictedMention, PredictedRef, PredictedSpan
from pactbank.systems.rules.spans import Candidate, Key


class Refs:
    """Ids of referents, r1, r2 and so on: first those of the mentions given, in their order."""

    def __init__(self, codes: Mapping[str, str], mentions: Iterable[Candidate]) -> None:
        """`codes`: ISO 3166-1 alpha-2 by state."""
        self._codes = codes
        self._ids: dict[Key, str] = {}
        self._of: dict[Key, Key] = {}
        for candidate in mentions:
            self.ids(candidate.keys)
            if candidate.of is not None:
                for key in candidate.keys:
                    self._of.setdefault(key, candidate.of)

    def ids(self, keys: Iterable[Key]) -> tuple[str, ...]:
        """The id of each referent, new ones made as needed."""
        return tuple(self._ids.setdefault(key, f"r{len(self._ids) + 1}") for key in keys)

    def records(self) -> tuple[PredictedRef, ...]:
        """Every referent that has an id; `of` only where the state has one too."""
        return tuple(
            PredictedRef(
                id=id_,
                type=key[0],
                name=key[1][:512],
                of=self._ids.get(self._of[key]) if key in self._of else None,
                kb=self._kb(key),
            )
            for key, id_ in self._ids.items()
        )

    def _kb(self, key: Key) -> KbLink | None:
        code = self._codes.get(key[1]) if key[0] == "STATE" else None
        return KbLink(scheme="iso3166-1", id=code) if code else None


def mentions(text: str, chosen: Iterable[Candidate], refs: Refs) -> tuple[PredictedMention, ...]:
    """The entity layer: m1, m2 and so on, sorted by (start, end, type)."""
    ordered = sorted(chosen, key=lambda c: (c.start, c.end, c.type))
    return tuple(
        PredictedMention(
            id=f"m{number}",
            start=c.start,
            end=c.end,
            text=text[c.start : c.end],
            type=c.type,
            level=c.level,
            refs=refs.ids(c.keys),
            value=c.value,
            open=c.open,
        )
        for number, c in enumerate(ordered, 1)
    )


def labelled_span(text: str, start: int, end: int) -> PredictedSpan:
    """A span of the text with its words, as a label carries it."""
    return PredictedSpan(start=start, end=end, text=text[start:end])
