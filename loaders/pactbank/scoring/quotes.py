"""Predicted labels given as quotes: their places, found in the document's text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import msgspec

from pactbank.scoring.canonical import canonical
from pactbank.scoring.labels import Kind, Labels, layer_of, spans
from pactbank.scoring.metrics.covers import NOWHERE
from pactbank.scoring.sides import Side
from pactbank.scoring.texts import Known
from pactbank.text.anchor import Anchoring, Placed, Quote

Outcomes = dict[Kind, Counter[str]]
"""Kind of label to how its quotes were placed."""
NO_TEXT = "no-text"


def place_quotes(side: Side, documents: Collection[str], texts: Mapping[str, Known]) -> Outcomes:
    """Give every quote of these documents offsets, in place. One that is not found gets a span
    of its own outside every text, so that it is a false positive."""
    outcomes: Outcomes = {}
    for document, labels in side.labels.items():
        if document not in documents:
            continue
        if any(_is_quote(span) for *_, span in spans(labels)):
            known = texts.get(document)
            placing = _Placing(known.text if known else None, outcomes)
            side.labels[document] = placing.labels(labels)
    return outcomes


def _is_quote(span: Any) -> bool:
    return (span.start is None or span.end is None) and span.text is not None


class _Placing:
    """Places the quotes of one document, kind by kind."""

    def __init__(self, text: str | None, outcomes: Outcomes) -> None:
        self.anchoring = None if text is None else Anchoring(text)
        self.outcomes = outcomes
        self.lost = 0

    def labels(self, labels: Labels) -> Labels:
        changed: dict[str, Any] = {}
        if mentions := layer_of(labels.entities):
            changed["entities"] = self._spans("entities", mentions)
        if pacts := layer_of(labels.agreements):
            # The canonical order decides which record's lost quotes are numbered first.
            placed = {at: self._pact(pacts[at]) for at in _order(pacts)}
            changed["agreements"] = tuple(placed[at] for at in range(len(pacts)))
        if stances := layer_of(labels.stances):
            changed["stances"] = self._stances(stances)
        return msgspec.structs.replace(labels, **changed)  # type: ignore[type-var]

    def _pact(self, pact: Any) -> Any:
        """Several records may be named by one phrase, so each is placed for itself."""
        return msgspec.structs.replace(
            pact,
            mentions=self._spans("mentions", pact.mentions),
            arguments=self._spans("arguments", pact.arguments),
        )

    def _stances(self, stances: tuple[Any, ...]) -> tuple[Any, ...]:
        keys = [canonical(stance) for stance in stances]
        cues = self._spans("cue", [stance.cue for stance in stances], keys)
        targets = self._parts("target", stances, keys, lambda s: (s.target,) if s.target else ())
        holders = self._parts("holder", stances, keys, lambda s: s.holders)
        return tuple(
            msgspec.structs.replace(
                stance, cue=cue, holders=tuple(held), target=target[0] if target else None
            )
            for stance, cue, held, target in zip(stances, cues, holders, targets, strict=True)
        )

    def _parts(
        self,
        kind: Kind,
        stances: Sequence[Any],
        keys: list[str],
        parts: Callable[[Any], Sequence[Any]],
    ) -> list[list[Any]]:
        """The spans of one kind of all stances, placed together and given back by stance."""
        listed = [(at, part) for at, stance in enumerate(stances) for part in parts(stance)]
        placed = self._spans(
            kind, [part for _, part in listed], [keys[at] + canonical(part) for at, part in listed]
        )
        by_stance: list[list[Any]] = [[] for _ in stances]
        for (at, _), part in zip(listed, placed, strict=True):
            by_stance[at].append(part)
        return by_stance

    def _spans(
        self, kind: Kind, given: Sequence[Any], keys: list[str] | None = None
    ) -> tuple[Any, ...]:
        """Spans with the quotes among them placed."""
        keys = [canonical(span) for span in given] if keys is None else keys
        rows = sorted(
            (at for at, span in enumerate(given) if _is_quote(span)), key=keys.__getitem__
        )
        quotes = [
            Quote(given[at].text, given[at].before or "", given[at].after or "", keys[at])
            for at in rows
        ]
        placed = list(given)
        for at, found in zip(rows, self._place(kind, quotes), strict=True):
            start, end = found or self._nowhere()
            placed[at] = msgspec.structs.replace(given[at], start=start, end=end)
        return tuple(placed)

    def _place(self, kind: Kind, quotes: list[Quote]) -> list[tuple[int, int] | None]:
        if not quotes:
            return []
        told = self.outcomes.setdefault(kind, Counter())
        if self.anchoring is None:
            told[NO_TEXT] += len(quotes)
            return [None] * len(quotes)
        placed: list[Placed] = self.anchoring.place(quotes)
        told.update(each.outcome for each in placed)
        return [each.span for each in placed]

    def _nowhere(self) -> tuple[int, int]:
        """A span that no other span touches."""
        self.lost += 2
        return NOWHERE + self.lost, NOWHERE + self.lost + 1


def _order(labels: Sequence[Any]) -> list[int]:
    keys = [canonical(label) for label in labels]
    return sorted(range(len(labels)), key=keys.__getitem__)
