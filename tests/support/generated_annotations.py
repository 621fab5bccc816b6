"""Generated annotations: any that the schema allows, over texts that offsets go wrong on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

import msgspec
from hypothesis import strategies as st

from pactbank.model import closed
from pactbank.model.annotation import Annotation
from pactbank.model.closed import LAYERS

PIECES = (
    "Veldria", "Kestania ", "treaty", " ", "\n", "\n\n", "\t", "₱12 million", "🕊️", "👩‍👩‍👧‍👦", "🇲🇳",
    "Zoe\u0308", "e\u0301\u0323", "\u00a0", "“so far”", "\\n", "'s", "-", "नी", "\u200d",
)  # fmt: skip

ids = st.from_regex(r"\A[a-z][a-z0-9._-]{0,4}\Z")
short = st.text(st.sampled_from('aé₱;= ,🕊\u0308"<&'), min_size=1, max_size=6)
day = st.just("2031-06-01")


def one_of(literal: Any) -> st.SearchStrategy[str]:
    return st.sampled_from(get_args(literal))


@dataclass(frozen=True)
class Drawn:
    """A text and an annotation of it."""

    text: str
    annotation: Annotation


@st.composite
def annotated(draw: st.DrawFn) -> Drawn:
    """Nested and equal spans, shared ids, unknown referents, missing mentions: whatever the
    schema lets through, for the codec is not the place where rules are kept."""
    text = "".join(draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12)))
    refs = draw(st.lists(ids, max_size=4, unique=True))
    generator = _Generator(draw, text, [*refs, "AUTHOR", "nobody"])
    layers = draw(st.sets(st.sampled_from(LAYERS), min_size=1))
    made: dict[str, Any] = {
        "entities": generator.mention,
        "agreements": generator.agreement,
        "stances": generator.stance,
    }
    value: dict[str, Any] = {
        "schema_version": 1,
        "scheme_version": 2,
        "offset_unit": "codepoint",
        "guidelines_sha256": "0" * 64,
        "document": "generated",
        "version": 1,
        "text_sha256": "1" * 64,
        "annotator": "gold",
        "created": draw(day),
        "layers": [layer for layer in LAYERS if layer in layers],
        "refs": [generator.ref(name) for name in refs],
        **{
            layer: [make() for _ in range(draw(st.integers(0, 3)))]
            for layer, make in made.items()
            if layer in layers
        },
    }
    return Drawn(text, msgspec.convert(value, Annotation))


class _Generator:
    def __init__(self, draw: st.DrawFn, text: str, refs: list[str]) -> None:
        self.draw = draw
        self.text = text
        self.names = st.sampled_from(refs)
        self.agreements = st.sampled_from(["a1", "a2", "nothing"])

    def many(self, make: Any, most: int = 2) -> list[Any]:
        return [make() for _ in range(self.draw(st.integers(0, most)))]

    def maybe(self, key: str, strategy: st.SearchStrategy[Any]) -> dict[str, Any]:
        return {key: self.draw(strategy)} if self.draw(st.booleans()) else {}

    def refs(self) -> list[str]:
        return self.draw(st.lists(self.names, max_size=2))

    def span(self) -> dict[str, Any]:
        # Few places, so that spans meet, nest and repeat.
        start = self.draw(st.integers(0, min(3, len(self.text) - 1)))
        end = self.draw(st.integers(start + 1, min(start + 4, len(self.text))))
        return {"start": start, "end": end, "text": self.text[start:end]}

    def label(self) -> dict[str, Any]:
        return {
            "id": self.draw(ids),
            **self.maybe("from", one_of(closed.LabelOrigin)),
            **self.maybe("ruling", short),
            **self.maybe("checked_by", st.just("alice")),
        }

    def kb(self) -> dict[str, Any]:
        scheme = one_of(closed.KbScheme)
        return self.maybe("kb", st.fixed_dictionaries({"scheme": scheme, "id": short}))

    def ref(self, name: str) -> dict[str, Any]:
        kind, called = self.draw(one_of(closed.RefType)), self.draw(st.none() | short)
        return {
            "id": name,
            "type": kind,
            "name": called,
            **self.maybe("of", self.names),
            **self.kb(),
        }

    def stands_for(self) -> dict[str, Any]:
        return {"refs": self.refs(), **self.maybe("open", st.booleans())}

    def mention(self) -> dict[str, Any]:
        return {
            **self.label(),
            **self.span(),
            **self.stands_for(),
            "type": self.draw(one_of(closed.EntityType)),
            **self.maybe("level", one_of(closed.Level)),
            **self.maybe("value", short),
        }

    def agreement(self) -> dict[str, Any]:
        return {
            **self.label(),
            "id": self.draw(st.sampled_from(["a1", "a2", "x"])),
            "name": self.draw(st.none() | short),
            "type": self.draw(one_of(closed.AgreementType)),
            "form": self.draw(one_of(closed.Form)),
            "mentions": self.many(self.agreement_mention),
            "arguments": self.many(self.argument, 3),
            "status": self.many(self.status),
            "relations": self.many(self.relation),
            **self.kb(),
        }

    def agreement_mention(self) -> dict[str, Any]:
        level = self.draw(st.sampled_from(["NAM", "NOM", "PRO"]))
        return {**self.label(), **self.span(), "level": level}

    def argument(self) -> dict[str, Any]:
        role = self.draw(one_of(closed.Role))
        return {**self.label(), **self.span(), **self.stands_for(), "role": role}

    def status(self) -> dict[str, Any]:
        return {
            **self.label(),
            "party": self.draw(st.none() | self.names),
            "stage": self.draw(one_of(closed.Stage)),
            "condition": self.draw(one_of(closed.Condition)),
            "polarity": self.draw(one_of(closed.StatusPolarity)),
            "certainty": self.draw(one_of(closed.Certainty)),
            "conditional": self.draw(st.booleans()),
            "source": self.draw(self.names),
            "body": self.draw(st.none() | self.names),
            "as_of": self.draw(st.none() | short.map(str.strip).filter(bool)),
            "evidence": self.span(),
        }

    def relation(self) -> dict[str, Any]:
        kind = self.draw(one_of(closed.RelationType))
        target = self.draw(self.agreements)
        return {**self.label(), "type": kind, "target": target, "evidence": self.span()}

    def link(self) -> dict[str, Any]:
        span = self.span() if self.draw(st.booleans()) else None
        return {"ref": self.draw(self.names), "span": span, "inferred": self.draw(st.booleans())}

    def stance(self) -> dict[str, Any]:
        return {
            **self.label(),
            "type": self.draw(one_of(closed.StanceType)),
            "holders": self.many(lambda: {**self.span(), **self.stands_for()}),
            "implicit": self.draw(st.none() | one_of(closed.Implicit)),
            "cue": self.span(),
            "target": self.span() if self.draw(st.booleans()) else None,
            "about": self.draw(st.lists(self.agreements, max_size=2)),
            "toward": self.refs(),
            "polarity": self.draw(one_of(closed.Polarity)),
            "quote": self.draw(one_of(closed.QuoteKind)),
            "chain": [self.link(), *self.many(self.link)],
        }
