"""The system "rules": entities by gazetteer and pattern, then agreements and stances among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pactbank.model.annotation import SCHEME_VERSION
from pactbank.model.closed import ENTITY_TYPES
from pactbank.model.document import Document
from pactbank.model.prediction import PredictedAgreement, PredictedStance, Prediction
from pactbank.systems.protocol import Article, System
from pactbank.systems.rules import (
    agreements,
    bodies,
    groups,
    labels,
    learning,
    people,
    spans,
    stances,
    states,
    times,
)
from pactbank.systems.rules.gazetteer import Gazetteer, gazetteer
from pactbank.systems.rules.spans import Candidate, SegmentedText
from pactbank.version import __version__


class RuleSystem(System):
    """A baseline of public lists and English patterns that learns nothing from a corpus. It keeps
    no state: no document's prediction depends on another's."""

    name = "rules"
    version = __version__
    types = frozenset(ENTITY_TYPES)

    def predict(self, articles: Iterable[Article]) -> Iterator[Prediction]:
        """The labels of each article, in their order."""
        for document, text in articles:
            yield self.labels(document, text)

    def labels(self, document: Document, text: str) -> Prediction:
        """All three layers of one document, with offsets in code points of `text`, its clean
        text."""
        segmented = spans.segment(document, text)
        known = gazetteer()
        known = known.extended(learning.learned(segmented, known), text)
        chosen = entities(segmented, known)
        grouped = spans.addable(chosen, groups.find(segmented, chosen))
        gathered = agreements.gather(segmented, known, chosen, grouped)
        refs = labels.Refs(known.codes, chosen)
        agreed = agreements.predicted(segmented, gathered, chosen, refs)
        held = stances.find(segmented, spans.choose([*chosen, *grouped]), agreed, refs)
        mentions = labels.mentions(text, [*chosen, *_used(grouped, agreed, held)], refs)
        return Prediction(
            document=document.id,
            version=document.version,
            schema_version=document.schema_version,
            scheme_version=SCHEME_VERSION,
            offset_unit="codepoint",
            text_sha256=document.text.sha256,
            annotator=self.name,
            layers=("entities", "agreements", "stances"),
            entities=mentions,
            agreements=agreed,
            stances=held,
            refs=refs.records(),
        )


def _used(
    groups: Sequence[Candidate],
    agreed: Sequence[PredictedAgreement],
    held: Sequence[PredictedStance],
) -> list[Candidate]:
    """The groups that fill an argument or hold a stance; only these become mentions."""
    places = {(g.start, g.end) for agreement in agreed for g in agreement.arguments}
    places |= {(h.start, h.end) for stance in held for h in stance.holders}
    return [group for group in groups if group.range in places]


def entities(segmented: SegmentedText, known: Gazetteer) -> list[Candidate]:
    """The mentions of the text that stand together, sorted by (start, end, type)."""
    fixed: Sequence[Candidate] = [*times.find(segmented), *states.find(segmented, known)]
    made = list(bodies.find(segmented, known, fixed))
    persons = people.find(segmented, known, [*fixed, *made])
    first = spans.choose([*fixed, *made, *persons])
    again = [*bodies.acronyms(segmented, first), *bodies.again(segmented, first)]
    return spans.choose([*first, *again])
