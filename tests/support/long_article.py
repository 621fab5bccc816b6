"""A long invented article with gold: as many labels as a person has before them at the most.

    sample_corpus.make_corpus(root, (LONG,))

It has 130 entities, 8 pacts and 11 stances.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from support.sample_corpus import Label, Lines, Sample

_STATES = ("Veldria", "Kestania", "Tolmar", "Anhal", "Ustrany", "Mirr")
_TOWNS = ("Orlen", "Marsk", "Sevra", "Port Duro", "Brenn", "Hask")
_PEOPLE = ("Oren Talvik", "Ilse Varga", "Mato Brill", "Ana Moreth", "Lio Pell", "Tia Renn")
_PACTS = ("Ridge", "Calder", "Amber", "Lantern", "Anvil", "Harbour", "Beacon", "Skiff")
PARAGRAPHS = 10


class _Paragraph:
    """A paragraph that is written piece by piece, with the labels of its pieces."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.text = ""
        self.entities: list[Label] = []
        self.spans: dict[str, Label] = {}

    def write(self, words: str, key: str = "") -> None:
        if key:
            start = len(self.text)
            self.spans[key] = {"start": start, "end": start + len(words), "text": words}
        self.text += words

    def name(self, words: str, kind: str, *refs: str) -> None:
        """Write an entity; `kind` is its type, and its level or value after a slash."""
        entity_type, _, rest = kind.partition("/")
        start = len(self.text)
        label = {"start": start, "end": start + len(words), "text": words, "type": entity_type}
        key = "value" if entity_type == "TIME" else "level"
        self.entities.append({**label, "refs": list(refs), **({key: rest} if rest else {})})
        self.text += words


def _paragraph(at: int) -> _Paragraph:
    made = _Paragraph(at)
    one, two, three, four = (_STATES[(at + step) % 6] for step in range(4))
    town, who, other = _TOWNS[at % 6], _PEOPLE[at % 6], _PEOPLE[(at + 1) % 6]
    made.name(one, "STATE/NAM", one.lower())
    made.write("'s ")
    made.name("Foreign Minister", "ROLE", _slug(who))
    made.write(" ")
    made.name(who, "PERSON/NAM", _slug(who))
    made.write(" said on ")
    made.name("Monday", "TIME/2031-05-26")
    made.write(" that ")
    made.name(two, "STATE/NAM", two.lower())
    made.write(" and ")
    made.name(three, "STATE/NAM", three.lower())
    made.write(" had ")
    made.write("signed", "status")
    made.write(" the ")
    made.write(f"{_PACTS[at % 8]} Accord", "pact")
    made.write(" in ")
    made.name(town, "PLACE/NAM", _slug(town))
    made.write(". ")
    made.name(who, "PERSON/NAM", _slug(who))
    made.write(" ")
    made.write("hailed", "hailed")
    made.write(" the ")
    made.write(f"patience of {two}", "patience")
    start = made.text.rindex(two)
    made.text = made.text[:start]
    made.name(two, "STATE/NAM", two.lower())
    made.write(", while ")
    made.name(other, "PERSON/NAM", _slug(other))
    made.write(" of ")
    made.name(four, "STATE/NAM", four.lower())
    made.write(" ")
    made.write("warned", "warned")
    made.write(" ")
    made.name(three, "STATE/NAM", three.lower())
    made.write(" against haste in ")
    made.name(town, "PLACE/NAM", _slug(town))
    made.write(".")
    return made


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


_WRITTEN = tuple(_paragraph(at) for at in range(PARAGRAPHS))


def _layers(text: str) -> dict[str, Any]:
    entities: list[Label] = []
    agreements: list[Label] = []
    stances: list[Label] = []
    for made in _WRITTEN:
        first = text.index(made.text)
        numbers = range(len(entities) + 1, len(entities) + 1 + len(made.entities))
        own = [
            {"id": f"e{number}", **_moved(label, first)}
            for number, label in zip(numbers, made.entities, strict=True)
        ]
        entities += own
        spans = {key: _moved(span, first) for key, span in made.spans.items()}
        if made.number < len(_PACTS):
            agreements.append(_pact(made.number + 1, spans, own[4:6]))
        stances += _stances(made.number + 1, spans, own)
    return {"entities": entities, "agreements": agreements, "stances": stances}


def _moved(label: Label, by: int) -> Label:
    return {**label, "start": label["start"] + by, "end": label["end"] + by}


def _pact(number: int, spans: dict[str, Label], parties: list[Label]) -> Label:
    place = ("start", "end", "text", "refs")
    status = {
        "id": f"a{number}.s1", "party": None, "stage": "SIGNED", "condition": "ACTIVE",
        "polarity": "+", "certainty": "CT", "conditional": False, "source": "AUTHOR",
        "body": None, "as_of": None, "evidence": spans["status"],
    }  # fmt: skip
    return {
        "id": f"a{number}",
        "name": spans["pact"]["text"],
        "type": "DEFCOOP",
        "form": "TREATY",
        "mentions": [{"id": f"a{number}.m1", **spans["pact"], "level": "NAM"}],
        "arguments": [
            {"id": f"a{number}.g{at}", "role": "PARTY", **{key: party[key] for key in place}}
            for at, party in enumerate(parties, 1)
        ],
        "status": [status],
        "relations": [],
    }


def _stances(number: int, spans: dict[str, Label], own: list[Label]) -> Iterator[Label]:
    hailed = (f"p{number}", "ENDORSE", "positive", "hailed", own[7], spans["patience"])
    warned = (f"p{number}w", "WARN", "negative", "warned", own[9], None)
    for name, kind, polarity, cue, holder, target in (hailed, warned) if number == 1 else (hailed,):
        yield {
            "id": name,
            "type": kind,
            "holders": [{key: holder[key] for key in ("start", "end", "text", "refs")}],
            "implicit": None,
            "cue": spans[cue],
            "target": target,
            "about": [],
            "toward": own[4]["refs"] if target else [],
            "polarity": polarity,
            "quote": "indirect",
            "chain": [{"ref": "AUTHOR", "span": None, "inferred": False}],
        }


_LINES: Lines = (
    (("headline", "Accords of the summer"),),
    (("byline", "By the desk"),),
    *((("paragraph", made.text),) for made in _WRITTEN),
)
_REFS = tuple(
    {"id": _slug(name), "type": kind, "name": name}
    for kind, names in (("STATE", _STATES), ("PLACE", _TOWNS), ("PERSON", _PEOPLE))
    for name in names
)
LONG = Sample(
    id="long-summer",
    split="train",
    redistribution="full-text",
    lines=_LINES,
    refs=_REFS,
    layers=_layers,
)
