"""The system "rules": entities by gazetteer and pattern, then agreements and stances among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pactbank.model.annotation import SCHEME_VERSION
from pactbank.model.closed import ENTITY_TYPES
from pactbank.model.document import Document
from pactbank.model.prediction import PredictedMention, Prediction
from pactbank.systems.protocol import Article, System
from pactbank.systems.rules import agreements, names, spans, stances, times
from pactbank.systems.rules.gazetteer import of_text


class RuleSystem(System):
    """A baseline of public lists and English patterns that learns nothing from a corpus. It keeps
    no state: no document's prediction depends on another's."""

    name = "rules"
    version = "2"
    types = frozenset(ENTITY_TYPES)

    def predict(self, articles: Iterable[Article]) -> Iterator[Prediction]:
        """The labels of each article, in their order."""
        for document, text in articles:
            yield self.labels(document, text)

    def labels(self, document: Document, text: str) -> Prediction:
        """All three layers of one document, with offsets in code points of its clean `text`."""
        segmented = spans.segment(document, text)
        known = of_text(segmented)
        chosen = names.find(segmented, known, times.find(segmented))
        grouped = names.groups(segmented, chosen)
        found = spans.choose([*chosen, *grouped])
        refs = spans.Refs({one.state: one.code for one in known.entries.values()}, chosen)
        agreed = agreements.find(segmented, segmented.by_sentence(found), refs)
        held = stances.find(segmented, segmented.by_sentence(found), agreed, refs)
        places = {(g.start, g.end) for agreement in agreed for g in agreement.arguments}
        places |= {(h.start, h.end) for stance in held for h in stance.holders}
        unused = {one for one in grouped if one.range not in places}
        mentions = (
            PredictedMention(
                id=f"m{at}", type=c.type, level=c.level, value=c.value, **spans.label(text, c, refs)
            )
            for at, c in enumerate((one for one in found if one not in unused), 1)
        )
        return Prediction(
            document=document.id,
            version=document.version,
            schema_version=document.schema_version,
            scheme_version=SCHEME_VERSION,
            offset_unit="codepoint",
            text_sha256=document.text.sha256,
            annotator=self.name,
            layers=("entities", "agreements", "stances"),
            entities=tuple(mentions),
            agreements=agreed,
            stances=held,
            refs=refs.records(),
        )
