"""Short drafts, turned into drafts: words in a numbered sentence become quotes with the fewest
context.

What becomes of the quotes is the same as with any draft (`corpus.draft`); nothing is anchored here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar

from pactbank.errors import Problem
from pactbank.model import codec, walk
from pactbank.model import prediction as drafted
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import Finding, read
from pactbank.model.short import (
    ShortAgreement,
    ShortAgreementMention,
    ShortArgument,
    ShortDraft,
    ShortHolder,
    ShortLink,
    ShortMention,
    ShortRef,
    ShortRelation,
    ShortSpan,
    ShortStance,
    ShortStatus,
)
from pactbank.text.anchor import (
    Quote,
    looking_the_same,
    occurrences,
    shortest_context,
    whole_words,
)
from pactbank.text.offsets import Range
from pactbank.text.sentences import sentences

R = TypeVar("R")
L = TypeVar("L")

_LISTED = 10
"""So many sentences that have the words are named."""


def read_draft(data: bytes, file: str) -> tuple[Prediction | ShortDraft | None, list[Problem]]:
    """A draft in either form from bytes, or None and the structural problems of the bytes. It is
    short where its first span is a row, or its first referent if it has no span."""
    try:
        value = codec.parse(data)
    except codec.Unreadable as error:
        return None, [error.problem(file)]
    if _in_rows(value):
        return read(data, ShortDraft, file)
    return read(data, Prediction, file)


def in_quotes(draft: Prediction | ShortDraft, text: str) -> tuple[Prediction, list[Finding]]:
    """A draft whose spans are quotes, and every span that is not where a short draft says; its
    quote has the words alone. A draft that is not short is given back as it is."""
    if isinstance(draft, Prediction):
        return draft, []
    made = _Quoting(text)
    return made.draft(draft), made.findings


def _in_rows(draft: object) -> bool:
    paths = (*walk.SPANS.values(), "refs/*")
    found = (value for path in paths for value in _plain(draft, path.split("/")))
    return isinstance(next(found, None), list)


def _plain(value: Any, steps: Sequence[str]) -> Iterator[object]:
    """The plain JSON values that a path of `model.walk` leads to; null is skipped."""
    if value is None:
        return
    if not steps:
        yield value
    elif steps[0] == "*":
        for item in value if isinstance(value, list) else ():
            yield from _plain(item, steps[1:])
    elif isinstance(value, dict):
        yield from _plain(value.get(steps[0]), steps[1:])


class _Quoting:
    """Makes the records of a draft from those of a short draft of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.findings: list[Finding] = []
        self._starts = [start for start, _ in sentences(text)]
        self._places = cache(lambda words: _candidates(text, words))

    def draft(self, short: ShortDraft) -> Prediction:
        return Prediction(
            document=short.document,
            version=short.version,
            refs=tuple(map(_ref, short.refs)),
            entities=_layer(self._mention, "/entities", short.entities),
            agreements=_layer(self._agreement, "/agreements", short.agreements),
            stances=_layer(self._stance, "/stances", short.stances),
        )

    def _mention(self, pointer: str, row: ShortMention) -> drafted.PredictedMention:
        return drafted.PredictedMention(
            **self._quote(pointer, row, row.more.n),
            type=row.type,
            level=row.level,
            refs=tuple(row.refs.split()),
            value=row.more.value,
            open=row.more.open,
        )

    def _agreement(self, pointer: str, pact: ShortAgreement) -> drafted.PredictedAgreement:
        return drafted.PredictedAgreement(
            id=pact.id,
            type=pact.type,
            form=pact.form,
            name=pact.name,
            kb=pact.kb,
            mentions=_each(self._agreement_mention, f"{pointer}/mentions", pact.mentions),
            arguments=_each(self._argument, f"{pointer}/arguments", pact.arguments),
            status=_each(self._status, f"{pointer}/status", pact.status),
            relations=_each(self._relation, f"{pointer}/relations", pact.relations),
        )

    def _agreement_mention(
        self, pointer: str, row: ShortAgreementMention
    ) -> drafted.PredictedAgreementMention:
        return drafted.PredictedAgreementMention(
            **self._quote(pointer, row, row.n), level=row.level
        )

    def _argument(self, pointer: str, row: ShortArgument) -> drafted.PredictedArgument:
        return drafted.PredictedArgument(
            **self._quote(pointer, row, row.more.n),
            role=row.role,
            refs=tuple(row.refs.split()),
            open=row.more.open,
        )

    def _status(self, pointer: str, entry: ShortStatus) -> drafted.PredictedStatus:
        fields = {name: getattr(entry, name) for name in entry.__struct_fields__}
        return drafted.PredictedStatus(
            **{**fields, "evidence": self._span(f"{pointer}/evidence", entry.evidence)}
        )

    def _relation(self, pointer: str, entry: ShortRelation) -> drafted.PredictedRelation:
        return drafted.PredictedRelation(
            type=entry.type,
            target=entry.target,
            evidence=self._span(f"{pointer}/evidence", entry.evidence),
        )

    def _stance(self, pointer: str, entry: ShortStance) -> drafted.PredictedStance:
        target = entry.target
        return drafted.PredictedStance(
            type=entry.type,
            polarity=entry.polarity,
            cue=self._span(f"{pointer}/cue", entry.cue),
            holders=_each(self._holder, f"{pointer}/holders", entry.holders),
            implicit=entry.implicit,
            target=None if target is None else self._span(f"{pointer}/target", target),
            about=entry.about,
            toward=entry.toward,
            quote=entry.quote,
            chain=_each(self._link, f"{pointer}/chain", entry.chain),
        )

    def _holder(self, pointer: str, row: ShortHolder) -> drafted.PredictedHolder:
        return drafted.PredictedHolder(
            **self._quote(pointer, row, row.more.n),
            refs=tuple(row.refs.split()),
            open=row.more.open,
        )

    def _link(self, pointer: str, row: ShortLink) -> drafted.PredictedLink:
        span = None if row.span is None else self._span(f"{pointer}/1", row.span)
        return drafted.PredictedLink(ref=row.ref, span=span, inferred=row.inferred)

    def _span(self, pointer: str, row: ShortSpan) -> drafted.PredictedSpan:
        return drafted.PredictedSpan(**self._quote(pointer, row, row.n))

    def _quote(self, pointer: str, row: _Placed, n: int | None) -> dict[str, Any]:
        """The fields of a quote that stands where a row says, and nowhere else."""
        found = self._place(pointer, row.sentence, row.words, n)
        if isinstance(found, Finding):
            self.findings.append(found)
            return {"text": row.words}
        quote = shortest_context(self.text, found)
        return {"text": quote.text, "before": quote.before or None, "after": quote.after or None}

    def _place(self, pointer: str, sentence: int, words: str, n: int | None) -> Range | Finding:
        if sentence > len(self._starts):
            last = f"the last sentence is {len(self._starts)}"
            return Finding("PB706", pointer, f"there is no sentence {sentence}; {last}")
        here = self._begin_in(sentence, self._places(words))
        whole = whole_words(self.text, here)
        if not here:
            return self._elsewhere(pointer, sentence, words)
        if n is None and len(whole or here) > 1:
            message = f"{words!r} stands {len(whole or here)} times in sentence {sentence}"
            return Finding("PB708", pointer, message + self._counted(words, whole or here))
        if n is not None and n > len(here):
            message = f"{words!r} stands only {len(here)} times in sentence {sentence}, not {n}"
            return Finding("PB707", pointer, message)
        cut = set(here).difference(whole)
        return [*whole, *sorted(cut)][(n or 1) - 1]

    def _counted(self, words: str, found: list[Range]) -> str:
        """That other characters are counted, too, where they are: nobody sees why."""
        others = sum(self.text[slice(*span)] != words for span in found)
        return f", {others} of them in other characters that look the same" if others else ""

    def _begin_in(self, sentence: int, found: list[Range]) -> list[Range]:
        """Those places that begin in a sentence, or in the white space before the next."""
        first = 0 if sentence == 1 else self._starts[sentence - 1]
        low = bisect_left(found, first, key=itemgetter(0))
        if sentence == len(self._starts):
            return found[low:]
        return found[low : bisect_left(found, self._starts[sentence], key=itemgetter(0))]

    def _elsewhere(self, pointer: str, sentence: int, words: str) -> Finding:
        """Where words stand that do not stand in a sentence."""
        found = self._places(words)
        if not found:
            return Finding("PB701", pointer, f"{words!r} does not stand in the text")
        numbers = sorted({max(1, bisect_right(self._starts, start)) for start, _ in found})
        listed = ", ".join(map(str, numbers[:_LISTED])) + ", …" * (len(numbers) > _LISTED)
        message = f"{words!r} does not begin in sentence {sentence}, but in {listed}"
        return Finding("PB707", pointer, message)


def _candidates(text: str, words: str) -> list[Range]:
    """Every place at which these words stand, or words that look the same: who reads a text cannot
    tell them apart, so that `n` counts them all."""
    alike = looking_the_same(text, Quote(words))
    exact = occurrences(text, words)
    others = [
        (start, end)
        for start, end in alike
        if bisect_right(exact, start - len(words)) == bisect_left(exact, end)  # overlaps none
    ]
    return sorted([*((start, start + len(words)) for start in exact), *others])


_Placed = ShortMention | ShortAgreementMention | ShortArgument | ShortHolder | ShortSpan
"""A row that has words in a sentence."""


def _ref(row: ShortRef) -> drafted.PredictedRef:
    return drafted.PredictedRef(
        id=row.id, type=row.type, name=row.name, of=row.more.of, kb=row.more.kb
    )


def _each(make: Callable[[str, R], L], pointer: str, rows: Sequence[R]) -> tuple[L, ...]:
    """What is made of each row and its pointer."""
    return tuple(make(f"{pointer}/{at}", row) for at, row in enumerate(rows))


def _layer(
    make: Callable[[str, R], L], pointer: str, rows: Sequence[R] | None
) -> tuple[L, ...] | None:
    """The same; an absent layer stays absent."""
    return None if rows is None else _each(make, pointer, rows)
