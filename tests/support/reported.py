"""Results to draw reports of: invented texts with labels of all three layers, and systems that make
of gold what they get wrong, some more than others."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from pactbank.bench import bench
from pactbank.bench.entrants import Entrant
from pactbank.corpus.slugs import slug
from pactbank.corpus.store import Store
from pactbank.model import codec
from pactbank.model.closed import ENTITY_TYPES, STAGES, STANCE_TYPES
from pactbank.model.progress import silent
from pactbank.systems import Article, Predicted, System
from support import sample_corpus
from support.long_article import LONG

Label = dict[str, Any]
HOSTILE = "</script><b>Zoë</b> & \u202ereversed\u202c, \x07"
"""Words that would be markup, or change how others look."""
WITHHELD = "summer-00"
SYSTEMS = ("careful", "hasty", "<i>bold</i> & \u202eodd", "entities-only", "silent")


class Erring(System):
    """Says what gold says, but for a share of its labels. Of documents in `failing`, nothing."""

    version = "1"

    def __init__(
        self, name: str, store: Store, share: float, layers: Sequence[str], failing: str = ""
    ) -> None:
        self.name = name
        self.store = store
        self.share = share
        self.layers = layers
        self.failing = failing

    def predict(self, articles: Iterable[Article]) -> Iterator[Predicted]:
        for document, text in articles:
            if document.id == self.failing:
                raise RuntimeError(f"cannot read {text[:40]!r}")
            gold = self.store.annotation("gold", document)
            assert gold is not None
            labels = json.loads(codec.encode(gold))
            chance = Random(f"{self.name} {document.id}")
            yield {
                "document": document.id,
                "refs": labels["refs"],
                **{
                    layer: list(self._erring(layer, labels[layer], chance)) for layer in self.layers
                },
            }

    def _erring(self, layer: str, labels: list[Label], chance: Random) -> Iterator[Label]:
        for label in labels:
            wrong = copy.deepcopy(label)
            if chance.random() < self.share:
                yield from _ERRORS[layer](wrong, chance)
            else:
                yield wrong


def _mention(label: Label, chance: Random) -> Iterator[Label]:
    kind = chance.choice(("missed", "type", "boundary", "spurious", "referent"))
    if kind == "type":
        yield {**label, "type": chance.choice([t for t in ENTITY_TYPES if t != label["type"]])}
    elif kind == "boundary":
        start = label["start"] + 1
        yield {**label, "start": start, "text": label["text"][1:]}
    elif kind == "referent":
        yield {**label, "refs": ["hask"]} if label["refs"] else label
    elif kind == "spurious":
        yield label
        start = max(0, label["start"] - 3)
        yield {"start": start, "end": start + 2, "type": "PLACE"}


def _pact(label: Label, chance: Random) -> Iterator[Label]:
    kind = chance.choice(("missed", "stage", "party", "type", "wrong referent"))
    if kind == "stage":
        label["status"][0]["stage"] = chance.choice(STAGES)
    elif kind == "party":
        label["arguments"] = label["arguments"][:1]
    elif kind == "type":
        label["type"] = "TRADE"
    elif kind == "wrong referent":
        label["arguments"][0] = {**label["arguments"][0], "refs": ["brenn"], "start": 0, "end": 7}
        label["arguments"][0].pop("text", None)
    if kind != "missed":
        yield label


def _stance(label: Label, chance: Random) -> Iterator[Label]:
    kind = chance.choice(("missed", "polarity", "holder", "type"))
    if kind == "polarity":
        label["polarity"] = "negative" if label["polarity"] == "positive" else "positive"
        label["type"] = "ASSESS"
    elif kind == "holder":
        label["holders"], label["implicit"] = [], "AUTHOR"
    elif kind == "type":
        label["type"] = chance.choice(STANCE_TYPES)
    if kind != "missed":
        yield label


_ERRORS = {"entities": _mention, "agreements": _pact, "stances": _stance}


def make_store(root: Path, documents: int) -> Store:
    """A corpus of long articles, all in test; the text of the first may not be passed on."""
    samples = [
        replace(
            LONG,
            id=f"summer-{number:02}",
            split="test",
            redistribution="offsets-only" if not number else "full-text",
            lines=(*LONG.lines, (("paragraph", f"Text {number}: {HOSTILE}."),)),
        )
        for number in range(documents)
    ]
    return sample_corpus.make_corpus(root, tuple(samples))


def make_systems(store: Store) -> list[System]:
    layers = ("entities", "agreements", "stances")
    shares = (0.1, 0.3, 0.2, 0.15, 0.97)
    return [
        Erring(
            name,
            store,
            share,
            layers[:1] if name == "entities-only" else layers,
            "summer-01" if name == "hasty" else "",
        )
        for name, share in zip(SYSTEMS, shares, strict=True)
    ]


def make_results(store: Store, systems: Iterable[System], out: Path) -> Path:
    """The folder of results of some systems on split test."""
    entrants = [Entrant(system, slug(system.name), native=True) for system in systems]
    bench(store, entrants, "test", out, None, lambda *_: nullcontext(silent))
    return out
