"""Corpora in which nearly everything ties: few words, few referents, every field filled, and
labels that are copied with one detail changed.

    gold, predicted = corpus(random.Random(1))

`test_orders` and others shuffle and rename these.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

from pactbank.model import closed
from support.labelled import Label

TEXT = "Anhal and Mirr praised Anhal; Mirr, and the old pact of Anhal, praised the old pact.\n"
WORDS = TEXT.split()
REFS = ("ra", "rb", "rc", "rd")
PACTS = ("pa", "pb", "pc", "pd")
TYPES = ("STATE", "PERSON", "TIME", "ORG")


def texts_in(folder: Path, documents: Iterable[Label]) -> Path:
    """The folder with the text of each document in it."""
    for document in documents:
        (folder / f"{document['document']}.txt").write_text(TEXT, "utf-8")
    return folder


class Drawing:
    """Labels drawn by chance, of one document."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def _one(self, values: Any) -> Any:
        return self.chance.choice(values)

    def _some(self, values: Any, most: int = 2) -> list[Any]:
        return self.chance.sample(values, self.chance.randint(0, most))

    def _flag(self) -> bool:
        return self.chance.random() < 0.3

    def span(self) -> Label:
        first = self.chance.randrange(len(WORDS))
        last = min(first + self.chance.randint(0, 2), len(WORDS) - 1)
        start = len(" ".join(WORDS[:first])) + bool(first)
        words = " ".join(WORDS[first : last + 1])
        return {"start": start, "end": start + len(words), "text": words}

    def entities(self) -> Label:
        kind = self._one(TYPES)
        return {
            **self.span(),
            "type": kind,
            "level": None if kind == "TIME" else self._one(closed.LEVELS),
            "refs": [] if kind == "TIME" else self._some(REFS),
            "value": self._one(["2031", "2031-05"]) if kind == "TIME" else None,
            "open": self._flag(),
        }

    def refs(self, name: str) -> Label:
        return {
            "id": name,
            "type": self._one(["STATE", "PERSON"]),
            "name": self._one(["Anhal", "Mirr", None]),
            "of": self._one([None, *REFS]),
            "kb": self._kb(),
        }

    def _kb(self) -> Label | None:
        name = self._one([None, "one", "two"])
        return name and {"scheme": "world", "id": name}

    def agreements(self) -> Label:
        return {
            "type": self._one(["TRADE", "PEACE"]),
            "form": self._one(["MOU", "UNSPECIFIED"]),
            "name": self._one([None, "old pact"]),
            "kb": self._kb(),
            "mentions": [
                {**self.span(), "level": self._one(closed.AGREEMENT_LEVELS)}
                for _ in range(self.chance.randint(0, 2))
            ],
            "arguments": [self._argument() for _ in range(self.chance.randint(0, 3))],
            "status": [self._status() for _ in range(self.chance.randint(0, 3))],
            "relations": [self._relation() for _ in range(self.chance.randint(0, 2))],
        }

    def _argument(self) -> Label:
        role = self._one(closed.ROLES)
        refs = [] if role == "PROVISION" else self._some(REFS)
        where = {} if refs and self._flag() else self.span()
        return {**where, "role": role, "refs": refs, "open": self._flag()}

    def _status(self) -> Label:
        return {
            "stage": self._one(["SIGNED", "RATIFIED"]),
            "party": self._one([None, *REFS, "nobody"]),
            "condition": self._one(["ACTIVE", "STALLED"]),
            "polarity": self._one(closed.STATUS_POLARITIES),
            "certainty": self._one(closed.CERTAINTIES),
            "conditional": self._flag(),
            "source": self._one(["AUTHOR", *REFS]),
            "body": self._one([None, *REFS]),
            "as_of": self._one([None, "2030", "2031-05"]),
            "evidence": self._one([None, self.span()]),
        }

    def _relation(self) -> Label:
        return {
            "type": self._one(["AMENDS", "REPLACES"]),
            "target": self._one(PACTS),
            "evidence": self._one([None, self.span()]),
        }

    def stances(self) -> Label:
        holders = [
            {**self.span(), "refs": self._some(REFS), "open": self._flag()}
            for _ in range(self.chance.randint(0, 2))
        ]
        return {
            "type": self._one(["ASSESS", "URGE"]),
            "polarity": self._one(["positive", "negative"]),
            "cue": self.span(),
            "target": self._one([None, self.span()]),
            "holders": holders,
            "implicit": None if holders else self._one(get_args(closed.Implicit)),
            "about": self._some(PACTS),
            "toward": self._some(REFS),
            "quote": self._one(closed.QUOTE_KINDS),
            "chain": [
                {
                    "ref": self._one(["AUTHOR", *REFS]),
                    "span": self._one([None, self.span()]),
                    "inferred": self._flag(),
                }
                for _ in range(self.chance.randint(0, 2))
            ],
        }

    def varied(self, layer: str, label: Label) -> Label:
        """A copy of a label with one detail as another label of the layer has it."""
        other = getattr(self, layer)()
        name = self._one(sorted(set(label) - {"start", "end", "text", "id"}))
        made = copy.deepcopy({**label, name: other[name]})
        if name in ("holders", "implicit"):
            made |= {"holders": other["holders"], "implicit": other["implicit"]}
        return made

    def layers(self, kept: dict[str, list[Label]] | None = None) -> dict[str, list[Label]]:
        """Labels of every layer, some of them given ones and copies of these."""
        found: dict[str, list[Label]] = {}
        for layer in ("entities", "agreements", "stances"):
            labels = [getattr(self, layer)() for _ in range(self.chance.randint(0, 3))]
            copied = [one for one in (kept or {}).get(layer, []) if not self._flag()]
            labels += copy.deepcopy(copied)
            for _ in range(self.chance.randint(0, 3) if labels else 0):
                labels.append(self.varied(layer, self._one(labels)))
            found[layer] = labels
        return found


def said(label: Any) -> str:
    """What a label says, whatever the order of its lists but chains."""
    return json.dumps(_sorted(label, ""), sort_keys=True)


def _sorted(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(inner, key) for key, inner in value.items() if key != "id"}
    if isinstance(value, list):
        items = [_sorted(item, "") for item in value]
        return items if name == "chain" else sorted(items, key=json.dumps)
    return value


def _once(layers: dict[str, list[Label]]) -> dict[str, list[Label]]:
    """The layers without what gold may not say twice."""
    spans = {(e["start"], e["end"], e["type"]): e for e in layers["entities"]}
    return {
        "entities": list(spans.values()),
        **{
            layer: list({said(label): label for label in layers[layer]}.values())
            for layer in ("agreements", "stances")
        },
    }


def _document(name: str, draw: Drawing, layers: dict[str, list[Label]]) -> Label:
    """A document with ids for all labels, and referents."""
    ids = iter(draw.chance.sample(range(1000), 200))
    for layer, known in (("entities", ()), ("agreements", PACTS), ("stances", ())):
        for at, label in enumerate(layers[layer]):
            label["id"] = known[at] if at < len(known) else f"{layer[0]}{next(ids)}"
            for part in ("mentions", "arguments", "status", "relations"):
                for inner in label.get(part, ()):
                    inner["id"] = f"{part[0]}{next(ids)}"
    return {"document": name, "refs": [draw.refs(ref) for ref in REFS[:3]], **layers}


def corpus(chance: random.Random, documents: int = 2) -> tuple[list[Label], list[Label]]:
    """Gold and predictions, which partly copy gold."""
    gold, predicted = [], []
    for number in range(documents):
        draw = Drawing(chance)
        of_gold = _once(draw.layers())
        gold.append(_document(f"doc-{number}", draw, of_gold))
        predicted.append(_document(f"doc-{number}", draw, draw.layers(of_gold)))
    return gold, predicted


def quoted(value: Any) -> Any:
    """Labels with their offsets left out and their words kept."""
    if isinstance(value, dict):
        spanned = "start" in value and "text" in value
        return {k: quoted(v) for k, v in value.items() if not (spanned and k in ("start", "end"))}
    return [quoted(item) for item in value] if isinstance(value, list) else value


def shuffled(value: Any, chance: random.Random, name: str = "") -> Any:
    """The same labels with all lists but chains, and all keys, in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance, key) for key in keys}
    if isinstance(value, list):
        items = [shuffled(item, chance) for item in value]
        if name != "chain":
            chance.shuffle(items)
        return items
    return value
