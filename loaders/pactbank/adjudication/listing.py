"""Differences for people and programs: in their context, with both labels in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pactbank.adjudication.comparing import ComparedPasses, PassDifference
from pactbank.adjudication.decisions import choices
from pactbank.adjudication.labels import BOOKKEEPING, Plain, references
from pactbank.adjudication.merging import Thing, anchor
from pactbank.adjudication.quoting import quoted
from pactbank.text.offsets import Range
from pactbank.text.sentences import around


def head(comparing: ComparedPasses, document: str) -> Plain:
    """What a document has as a whole: its passes by letter, its referents and agreements under the
    ids that all differences use, the labels that are agreed on, and how many differences there
    are."""
    merged = comparing.merged
    agreed = [
        thing
        for thing in merged.every()
        if thing.kind != "referent" and len(thing.sides) == len(merged.passes)
    ]
    differing = {one.thing.id for one in comparing.differences}
    version = next(iter(merged.passes.values())).version
    return {
        "document": document,
        "version": version,
        "passes": {letter: labels.annotator for letter, labels in merged.passes.items()},
        "layers": list(merged.layers),
        "refs": [_plainly(first(t)) for t in merged.things if t.kind == "referent"],
        "agreements": [
            {"id": t.id, "type": first(t)["type"], "words": words(t, merged.text)}
            for t in merged.things
            if t.kind == "agreement"
        ],
        "agreed": [
            {"id": thing.id, "kind": thing.kind, "words": words(thing, merged.text)}
            for thing in agreed
            if thing.id not in differing
        ],
        "differences": len(comparing.differences),
    }


def rows(comparing: ComparedPasses, document: str) -> Iterator[Plain]:
    """Every difference as a row: its id, what can be chosen, what each pass has, and where."""
    for one in comparing.differences:
        yield row(comparing, one, document)


def row(comparing: ComparedPasses, difference: PassDifference, document: str) -> Plain:
    text = comparing.merged.text
    spans = places(comparing, difference)
    sides = {letter: shown(side, text) for letter, side in difference.sides.items()}
    made: Plain = {
        "document": document,
        "id": difference.id,
        "kind": difference.kind,
        "fields": list(difference.fields),
        "choices": list(choices(comparing, difference)),
        "context": " … ".join(text[slice(*place)] for place in sentences(text, spans)),
        "sides": sides,
        "own": difference.thing.own,
        "referents": _referents(comparing, [difference.sides, difference.id.split("+")]),
    }
    if difference.thing.whole:
        whole = comparing.named[difference.thing.whole]
        made["agreement"] = {"id": whole.id, "words": words(whole, text)}
    elif difference.fields:
        made["words"] = words(difference.thing, text)
    return made


def shown(side: Plain | None, text: str) -> Plain | None:
    """A label as a draft has it."""
    return None if side is None else quoted(_plainly(side), text)


def _plainly(label: Plain) -> Plain:
    return {k: v for k, v in label.items() if k == "id" or k not in BOOKKEEPING}


def first(thing: Thing) -> Plain:
    """What the first pass that has a thing says of it."""
    return next(iter(thing.sides.values()))


def words(thing: Thing, text: str) -> str:
    """The words of a thing where it first stands; the name of a referent."""
    if thing.kind == "referent":
        return str(first(thing).get("name") or thing.id)
    spans = _spans_of(thing)
    return text[slice(*spans[0])] if spans else ""


def _spans_of(thing: Thing) -> list[Range]:
    """Where a thing stands in each pass; an agreement where it is first mentioned."""
    if thing.kind == "agreement":
        mentions = [part for part in thing.parts if part.kind == "mention"]
        return [span for mention in mentions[:1] for span in _spans_of(mention)]
    found = [place for side in thing.sides.values() if (place := anchor(side))]
    return list(dict.fromkeys((start, -end) for start, end in found))


def places(comparing: ComparedPasses, difference: PassDifference) -> dict[str, list[Range]]:
    """The spans that a difference is about, in each pass; where none of them has any, those of the
    label that it belongs to."""
    thing = difference.thing
    found = {letter: _spans_in(side) for letter, side in difference.sides.items()}
    if not any(found.values()) or difference.split:
        spans = _mentioned(comparing, thing) if thing.kind == "referent" else _spans_of(thing)
        found = dict.fromkeys(difference.sides, spans[:3])
    return found


def _mentioned(comparing: ComparedPasses, referent: Thing) -> list[Range]:
    """The mentions of a referent, where any pass has them."""
    return [
        (side["start"], side["end"])
        for thing in comparing.merged.things
        if thing.kind == "entity"
        for side in list(thing.sides.values())[:1]
        if referent.id in {ref for each in thing.sides.values() for ref in each["refs"]}
    ]


def _spans_in(value: Any) -> list[Range]:
    if isinstance(value, list):
        return [span for item in value for span in _spans_in(item)]
    if not isinstance(value, dict):
        return []
    own = [(value["start"], value["end"])] if isinstance(value.get("start"), int) else []
    return own + [span for inner in value.values() for span in _spans_in(inner)]


def sentences(text: str, spans: dict[str, list[Range]]) -> list[Range]:
    """The sentences that spans stand in, in text order, none twice."""
    found: list[Range] = []
    for start, end in sorted({span for of in spans.values() for span in of}):
        low, high = around(text, start, end)
        if found and low <= found[-1][1]:
            low, high = found[-1][0], max(high, found.pop()[1])
        found.append((low, high))
    return found


def _referents(comparing: ComparedPasses, value: object) -> dict[str, str]:
    """Every referent that a difference names, in words."""
    known = comparing.named
    ids = [*references(value), *(value[1] if isinstance(value, list) else [])]
    return {
        name: f"{words(known[name], '')} ({first(known[name])['type']})"
        for name in dict.fromkeys(ids)
        if name in known and known[name].kind == "referent"
    }
