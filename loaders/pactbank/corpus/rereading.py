"""Which labels of scheme version 1 are to be read again under version 2, and what to ask of each.

A label that version 1 did not ask for is in no file, so no question finds it: whoever reads the
labels again reads the text again, too.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import accumulate

from pactbank.model.annotation import Annotation, Stance, Status
from pactbank.model.document import Document
from pactbank.text.offsets import Range, Spanned

_POSSESSIVE = ("'", "’")


class Examined:
    """An annotation with what the questions ask of it; `text` is None where it is withheld."""

    def __init__(self, annotation: Annotation, document: Document, text: str | None) -> None:
        self.refs = {ref.id: ref for ref in annotation.refs}
        self.entities = annotation.entities or ()
        self.agreements = annotation.agreements or ()
        self.stances = annotation.stances or ()
        self.document = document
        self.text = text

    @cached_property
    def statuses(self) -> list[Status]:
        return [entry for agreement in self.agreements for entry in agreement.status]

    @cached_property
    def pact_names(self) -> Names:
        return Names(
            (mention.start, mention.end)
            for agreement in self.agreements
            for mention in agreement.mentions
            if mention.level == "NAM"
        )

    @cached_property
    def names(self) -> Names:
        """The names of anything, pacts among them."""
        entities = [(one.start, one.end) for one in self.entities if one.level == "NAM"]
        return Names([*entities, *self.pact_names.ranges])

    @cached_property
    def _starts(self) -> list[int]:
        return sorted(zone.text[0] for zone in self.document.zones if zone.text is not None)

    def paragraph(self, span: Spanned) -> int:
        """The number of the kept zone that a span is in."""
        return bisect_right(self._starts, span.start)

    @cached_property
    def paragraphs_with_pacts(self) -> set[int]:
        return {
            self.paragraph(mention)
            for agreement in self.agreements
            for mention in agreement.mentions
        }

    def beside_pact(self, stance: Stance) -> bool:
        return self.paragraph(stance.cue) in self.paragraphs_with_pacts

    def types(self, refs: Iterable[str]) -> set[str]:
        return {self.refs[ref].type for ref in refs if ref in self.refs}


class Names:
    """Ranges that other spans may be parts of."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self.ranges = sorted(set(ranges))
        self.starts = [start for start, _ in self.ranges]
        self.reach = list(accumulate((end for _, end in self.ranges), max))

    def have_part(self, span: Spanned) -> bool:
        """Whether one of the ranges has the span inside it and is longer."""
        before = bisect_left(self.starts, span.start)
        if before and self.reach[before - 1] >= span.end:
            return True
        until = bisect_right(self.starts, span.start)
        return until > before and self.ranges[until - 1][1] > span.end


def _peoples(labels: Examined) -> Iterator[str]:
    named = {ref for one in labels.entities if one.level in ("NAM", "MET") for ref in one.refs}
    for one in labels.entities:
        known = any(ref in named or labels.refs[ref].kb for ref in one.refs if ref in labels.refs)
        if one.level == "DEM" and not known:
            yield one.id


def _continents(labels: Examined) -> Iterator[str]:
    for one in labels.entities:
        if one.level == "DEM" and one.type == "PLACE" and labels.names.have_part(one):
            yield one.id


def _events(labels: Examined) -> Iterator[str]:
    yield from (one.id for one in labels.entities if one.type == "EVENT" and one.level == "NOM")


def _parts(labels: Examined) -> Iterator[str]:
    for one in labels.entities:
        if one.type != "TIME" and one.level != "DEM" and labels.names.have_part(one):
            yield one.id


def _dates(labels: Examined) -> Iterator[str]:
    starts = set(labels.pact_names.starts)
    for one in labels.entities:
        if one.type == "TIME" and (one.end + 1 in starts or labels.pact_names.have_part(one)):
            yield one.id


def _short_forms(labels: Examined) -> Iterator[str]:
    for agreement in labels.agreements:
        for mention in agreement.mentions:
            words = mention.text or agreement.name or ""
            if mention.level == "NAM" and words != agreement.name and not words.isupper():
                yield mention.id


def _types(labels: Examined) -> Iterator[str]:
    for agreement in labels.agreements:
        levels = {mention.level for mention in agreement.mentions}
        if agreement.type != "OTHER" and levels == {"NAM"}:
            yield agreement.id


def _named_parties(labels: Examined) -> Iterator[str]:
    for agreement in labels.agreements:
        for argument in agreement.arguments:
            if argument.role == "PARTY" and labels.pact_names.have_part(argument):
                yield argument.id


def _organs(labels: Examined) -> Iterator[str]:
    for entry in labels.statuses:
        if entry.party and labels.types([entry.party]) & {"INSTITUTION", "FORCE"}:
            yield entry.id


def _talks(labels: Examined) -> Iterator[str]:
    yield from (entry.id for entry in labels.statuses if entry.stage == "NEGOTIATION")


def _sources(labels: Examined) -> Iterator[str]:
    for agreement in labels.agreements:
        entries = Counter(entry.party for entry in agreement.status)
        several = len({entry.source for entry in agreement.status}) > 1
        for entry in agreement.status:
            if entries[entry.party] > 1 or several:
                yield entry.id


def _commitments(labels: Examined) -> Iterator[str]:
    for stance in labels.stances:
        if stance.type == "COMMIT" and labels.beside_pact(stance):
            yield stance.id


def _possessors(labels: Examined) -> Iterator[str]:
    pronouns = {(one.start, one.end) for one in labels.entities if one.level == "PRO"}
    for stance in labels.stances:
        for holder in stance.holders:
            after = labels.text[holder.end : holder.end + 1] if labels.text else ""
            if (holder.start, holder.end) in pronouns or after in _POSSESSIVE:
                yield stance.id
                break


def _acts(labels: Examined) -> Iterator[str]:
    for stance in labels.stances:
        holders = [ref for holder in stance.holders for ref in holder.refs]
        if "INSTITUTION" in labels.types(holders) and labels.beside_pact(stance):
            yield stance.id


def _authors(labels: Examined) -> Iterator[str]:
    for stance in labels.stances:
        if stance.implicit == "AUTHOR" and stance.type not in ("ASSESS", "CONCERN"):
            yield stance.id


def _targets(labels: Examined) -> Iterator[str]:
    for stance in labels.stances:
        target = stance.target.text if stance.target else None
        if target and target.lower().startswith(("both ", "not ")):
            yield stance.id


def _issuers(labels: Examined) -> Iterator[str]:
    if labels.document.kind != "news":
        yield from (stance.id for stance in labels.stances if stance.quote == "indirect")


QUESTIONS: Mapping[str, Callable[[Examined], Iterator[str]]] = {
    "a state's or a place's adjective? a people without a state has no label": _peoples,
    "a continent's adjective inside a name? it has no label": _continents,
    "one event, and one with the phases that the text does not keep apart?": _events,
    "does this part of a name refer to something else than the whole?": _parts,
    "does the date belong to the pact's name, and date the pact?": _dates,
    "a short form such as “the Accord”? it is NOM": _short_forms,
    "do the words of the name, or the text, tell this type? else OTHER": _types,
    "does the pact's name pair its parties? else this is none": _named_parties,
    "the party is an organ: it is the body, and its state or organization the party": _organs,
    "have talks begun? readiness for them is EXPLORATION": _talks,
    "last in time? a second source has an entry only if it contradicts": _sources,
    "a commitment, or what the pact beside it provides?": _commitments,
    "does a subject mean the same as this holder? then the subject holds": _possessors,
    "an organ's act that sets a stage? it is a status only": _acts,
    "whose is it? of a reporter's own, ASSESS and CONCERN alone are stances": _authors,
    "“both” before a list, and “not” after a promise, are no part of a target": _targets,
    "the issuer's own words? then quote is none": _issuers,
}
"""What is asked, and the ids of the labels of which it is asked."""


def to_read_again(
    annotation: Annotation, document: Document, text: str | None
) -> dict[str, tuple[str, ...]]:
    """The questions that some labels raise, with the ids of these labels."""
    labels = Examined(annotation, document, text)
    found = {question: tuple(find(labels)) for question, find in QUESTIONS.items()}
    return {question: ids for question, ids in found.items() if ids}
