"""The system "rules": entities by gazetteer and pattern, and upon them pacts and stances."""

from __future__ import annotations

from collections.abc import Sequence

from pactbank.model.document import Document
from pactbank.model.prediction import PredictedAgreement, PredictedStance, Prediction
from pactbank.systems.rules import (
    bodies,
    groups,
    labels,
    learning,
    pacts,
    people,
    spans,
    stances,
    states,
    times,
)
from pactbank.systems.rules.gazetteer import Gazetteer, gazetteer
from pactbank.systems.rules.spans import Candidate, Reading


class RuleSystem:
    """Knows public lists and English patterns, and nothing of any corpus. It keeps no state:
    one document's prediction never depends on another's."""

    name = "rules"

    def predict(self, document: Document, text: str) -> Prediction:
        """All three layers of one document; `text` is its clean text, and offsets are code
        points of it."""
        reading = spans.read(document, text)
        known = gazetteer()
        known = known.extended(learning.learned(reading, known), text)
        chosen = entities(reading, known)
        grouped = [c for c in groups.find(reading, chosen) if c in spans.choose([*chosen, c])]
        gathered = pacts.gather(reading, known, chosen, grouped)
        refs = labels.Refs(known.codes, chosen)
        agreements = pacts.agreements(reading, gathered, chosen, refs)
        found = stances.find(reading, spans.choose([*chosen, *grouped]), agreements, refs)
        mentions = labels.mentions(text, [*chosen, *_used(grouped, agreements, found)], refs)
        return Prediction(
            document=document.id,
            version=document.version,
            schema_version=document.schema_version,
            scheme_version=1,
            offset_unit="codepoint",
            text_sha256=document.text.sha256,
            annotator=self.name,
            layers=("entities", "agreements", "stances"),
            entities=mentions,
            agreements=agreements,
            stances=found,
            refs=refs.records(),
        )


def _used(
    groups: Sequence[Candidate],
    agreements: Sequence[PredictedAgreement],
    found: Sequence[PredictedStance],
) -> list[Candidate]:
    """The groups that fill an argument or hold a stance: only they are mentions."""
    places = {(g.start, g.end) for pact in agreements for g in pact.arguments}
    places |= {(h.start, h.end) for stance in found for h in stance.holders}
    return [group for group in groups if group.range in places]


def entities(reading: Reading, known: Gazetteer) -> list[Candidate]:
    """The mentions of the text that stand together, sorted by (start, end, type)."""
    fixed: Sequence[Candidate] = [*times.find(reading), *states.find(reading, known)]
    made = list(bodies.find(reading, known, fixed))
    persons = people.find(reading, known, [*fixed, *made])
    first = spans.choose([*fixed, *made, *persons])
    again = [*bodies.acronyms(reading, first), *bodies.again(reading, first)]
    return spans.choose([*first, *again])
