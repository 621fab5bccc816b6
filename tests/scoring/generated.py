"""Labelled documents for properties: small, crowded, and as valid gold is."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pactbank.model.closed import POLARITY_OF_STANCE

Label = dict[str, Any]

WORDS = (
    "Anhal and Mirr praised the old river accord but Kestania signed no new pact with Brenn".split()
)
REFS = ("a", "b", "c")
TYPES = ("STATE", "PERSON", "ORG", "TIME")
LEVELS = ("NAM", "NOM", "DEM")
POLARITIES = ("positive", "negative", "neutral")


def at(first: int, count: int) -> Label:
    """The span of some words."""
    last = min(first + count, len(WORDS)) - 1
    start = len(" ".join(WORDS[:first])) + bool(first)
    words = " ".join(WORDS[first : last + 1])
    return {"start": start, "end": start + len(words), "text": words}


SPANS = st.tuples(st.integers(0, len(WORDS) - 1), st.integers(1, 3)).map(lambda s: at(*s))


def refs(most: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(REFS), min_size=1, max_size=most, unique=True).map(sorted)


@st.composite
def entities(draw: st.DrawFn) -> list[Label]:
    labels: list[Label] = []
    for span in draw(st.lists(SPANS, max_size=6)):
        kind = draw(st.sampled_from(TYPES))
        label = {**span, "type": kind, "refs": [] if kind == "TIME" else draw(refs())}
        if kind != "TIME":
            label["level"] = draw(st.sampled_from(LEVELS))
        if all(
            (label["start"], label["end"], kind) != (o["start"], o["end"], o["type"])
            for o in labels
        ):
            labels.append(label)
    return labels


@st.composite
def pacts(draw: st.DrawFn) -> Label:
    arguments = [
        {
            **span,
            "role": draw(st.sampled_from(("PARTY", "PROVIDER", "BENEFICIARY"))),
            "refs": draw(refs()),
        }
        for span in draw(st.lists(SPANS, max_size=3))
    ]
    arguments += [{**span, "role": "PROVISION"} for span in draw(st.lists(SPANS, max_size=1))]
    named = sorted({ref for argument in arguments for ref in argument.get("refs", ())})
    status = [
        {
            "party": draw(st.sampled_from([None, *named])),
            "source": draw(st.sampled_from(["AUTHOR", *named])),
            "stage": draw(st.sampled_from(("SIGNED", "RATIFIED", "NEGOTIATION"))),
            "polarity": draw(st.sampled_from("+-")),
            "as_of": draw(st.sampled_from([None, "2030", "2031-05"])),
        }
        for _ in range(draw(st.integers(0, 2)))
    ]
    return {
        "type": draw(st.sampled_from(("TRADE", "PEACE"))),
        "form": draw(st.sampled_from(("TREATY", "UNSPECIFIED"))),
        "mentions": draw(st.lists(SPANS, min_size=1, max_size=2, unique_by=lambda s: s["start"])),
        "arguments": arguments,
        "status": status,
    }


@st.composite
def stances(draw: st.DrawFn) -> Label:
    kind = draw(st.sampled_from(("ENDORSE", "CRITICISE", "ASSESS")))
    holders = [{**span, "refs": draw(refs())} for span in draw(st.lists(SPANS, max_size=2))]
    return {
        "type": kind,
        "polarity": POLARITY_OF_STANCE.get(kind) or draw(st.sampled_from(POLARITIES)),
        "cue": draw(SPANS),
        "target": draw(st.none() | SPANS),
        "holders": holders,
        "implicit": None if holders else draw(st.sampled_from(("AUTHOR", "UNSPECIFIED"))),
    }


def once(labels: list[Label]) -> list[Label]:
    """Labels of which no two say the same, whatever the order of their parts."""
    kept: dict[str, Label] = {}
    for label in labels:
        parts = {
            k: sorted(map(str, v)) if isinstance(v, list) else str(v) for k, v in label.items()
        }
        kept.setdefault(str(sorted(parts.items())), label)
    return list(kept.values())


@st.composite
def labels(draw: st.DrawFn) -> Label:
    """The layers of one document."""
    return {
        "entities": draw(entities()),
        "agreements": once(draw(st.lists(pacts(), max_size=3))),
        "stances": once(draw(st.lists(stances(), max_size=3))),
    }


@st.composite
def corpora(draw: st.DrawFn) -> tuple[list[Label], list[Label]]:
    """Gold and predictions of up to three documents; predictions partly copy gold."""
    gold, predicted = [], []
    for number in range(draw(st.integers(1, 3))):
        name = f"doc-{number}"
        of_gold, own = draw(labels()), draw(labels())
        mixed = {
            layer: [label for label in of_gold[layer] if draw(st.booleans())] + own[layer]
            for layer in own
        }
        gold.append({"document": name, **of_gold})
        predicted.append({"document": name, **mixed})
    return gold, predicted
