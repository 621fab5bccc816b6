"""Synthetic gold and predictions in the shapes users have.

    narrow    document and entities of start, end and type: what a tagger's output is turned into
    anchored  what `pactbank anchor` writes: version, hash, referents; ids, level, refs, text
    full      all three layers: 40 mentions, 8 agreements with arguments and status, 11 stances

Offsets are code points, half-open. Nothing in the files is a text that anybody wrote.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

TYPES = ("PERSON", "ROLE", "STATE", "IGO", "INSTITUTION", "FORCE", "ORG", "PLACE", "EVENT", "TIME")
HOLDERS = ("STATE", "IGO", "INSTITUTION", "FORCE", "ORG")
AGREEMENTS = (
    "INFOSEC",
    "LOGISTICS",
    "ACCESS",
    "ALLIANCE",
    "DEFCOOP",
    "ARMAMENTS",
    "PEACE",
    "TRADE",
)
STAGES = ("EXPLORATION", "NEGOTIATION", "SIGNED", "RATIFIED", "IN_FORCE")
REFERENTS = 15

Span = tuple[int, int, str]
Json = dict[str, Any]


def labels(chance: random.Random, count: int) -> tuple[list[Span], list[Span]]:
    """Gold and predicted spans of one document: of ten gold spans about seven are found, and the
    rest have another type, other boundaries, or nothing; now and then one is made up."""
    gold: list[Span] = []
    predicted: list[Span] = []
    at = 0
    for _ in range(count):
        start = at + chance.randint(3, 60)
        end = start + chance.randint(3, 25)
        kind, other = chance.choice(TYPES), chance.choice(TYPES)
        gold.append((start, end, kind))
        fate = chance.random()
        if fate < 0.70:
            predicted.append((start, end, kind))
        elif fate < 0.76:
            predicted.append((start, end, other))
        elif fate < 0.86:
            moved = (start - chance.randint(0, 3), end + chance.randint(1, 30))
            predicted.append((*moved, chance.choice((kind, other))))
        elif fate < 0.90:
            predicted.append((end + 1, end + 6, other))
        at = end
    return gold, predicted


def narrow(number: int, spans: Sequence[Span], _: random.Random) -> Json:
    mentions = [{"start": start, "end": end, "type": kind} for start, end, kind in spans]
    return {"document": f"d{number}", "entities": mentions}


def versioned(number: int, spans: Sequence[Span], chance: random.Random) -> Json:
    """The narrow shape with one field more."""
    made = narrow(number, spans, chance)
    return {"document": made["document"], "version": 1, "entities": made["entities"]}


def anchored(number: int, spans: Sequence[Span], chance: random.Random) -> Json:
    return {**_header(number, ["entities"]), "entities": _mentions(spans)}


def full(number: int, spans: Sequence[Span], chance: random.Random) -> Json:
    mentions = _mentions(spans)
    fillers = [mention for mention in mentions if mention["type"] in HOLDERS] or mentions[:1]
    return {
        **_header(number, ["entities", "agreements", "stances"]),
        "entities": mentions,
        "agreements": [_agreement(at, spans, fillers, number, chance) for at in range(8)],
        "stances": [_stance(at, spans, fillers, number, chance) for at in range(11)],
    }


SHAPES: dict[str, Callable[[int, Sequence[Span], random.Random], Json]] = {
    "narrow": narrow,
    "versioned": versioned,
    "anchored": anchored,
    "full": full,
}


def _header(number: int, layers: list[str]) -> Json:
    return {
        "schema_version": 1,
        "scheme_version": 2,
        "offset_unit": "codepoint",
        "guidelines_sha256": "0" * 64,
        "document": f"d{number}",
        "version": 1,
        "text_sha256": hashlib.sha256(str(number).encode()).hexdigest(),
        "annotator": "gold",
        "created": "2031-06-07",
        "layers": layers,
        "refs": [
            {"id": f"r{at}", "type": "STATE", "name": f"Name {at}"}
            for at in range(1, REFERENTS + 1)
        ],
    }


def _span(start: int, end: int) -> Json:
    return {"start": start, "end": end, "text": ("word " * (end - start))[: end - start - 1] + "x"}


def _mentions(spans: Sequence[Span]) -> list[Json]:
    made = []
    for at, (start, end, kind) in enumerate(spans, 1):
        mention = {"id": f"e{at}", **_span(start, end), "type": kind}
        mention["refs"] = [] if kind == "TIME" else [f"r{start * 7 % REFERENTS + 1}"]
        if kind not in ("ROLE", "TIME"):
            mention["level"] = "NAM"
        if kind == "TIME":
            mention["value"] = "2031-05"
        made.append(mention)
    return made


def _seeded(number: int, at: int, chance: random.Random) -> random.Random:
    """What one label of a document says: mostly the same in gold and predictions."""
    return random.Random(1_000 * number + at + (500 if chance.random() < 0.2 else 0))


def _agreement(
    at: int, spans: Sequence[Span], fillers: Sequence[Json], number: int, chance: random.Random
) -> Json:
    own = _seeded(number, at, chance)
    base = spans[at * 5 % len(spans)][0]
    parties = [fillers[(at * 3 + n + own.randint(0, 1)) % len(fillers)] for n in range(3)]
    arguments = [
        {"id": f"a{at}.g{n}", **_span(party["start"], party["end"]), "role": "PARTY"}
        | {"refs": party["refs"]}
        for n, party in enumerate(parties)
    ]
    provision = {"id": f"a{at}.g9", **_span(base + 90, base + 110), "role": "PROVISION", "refs": []}
    status = [
        {
            "id": f"a{at}.s{n}",
            "stage": own.choice(STAGES),
            "condition": "ACTIVE",
            "polarity": "+",
            "certainty": "CT",
            "conditional": False,
            "source": "AUTHOR",
            "evidence": _span(base + 50 + n * 8, base + 56 + n * 8),
        }
        for n in range(2)
    ]
    for entry, party in zip(status[1:], parties, strict=False):
        entry["party"] = party["refs"][0]
    mentions = [
        {"id": f"a{at}.m{n}", **_span(base + n * 30, base + n * 30 + 12), "level": "NOM"}
        for n in range(2)
    ]
    return {
        "id": f"a{at}",
        "type": own.choice(AGREEMENTS),
        "form": "TREATY",
        "mentions": mentions,
        "arguments": [*arguments, provision],
        "status": status,
        "relations": [],
    }


def _stance(
    at: int, spans: Sequence[Span], fillers: Sequence[Json], number: int, chance: random.Random
) -> Json:
    own = _seeded(number, 100 + at, chance)
    base = spans[at * 3 % len(spans)][0]
    holder = fillers[at % len(fillers)]
    return {
        "id": f"s{at}",
        "type": "ENDORSE",
        "holders": [{**_span(holder["start"], holder["end"]), "refs": holder["refs"]}],
        "cue": _span(base, base + 8 + own.randint(0, 3)),
        "target": _span(base + 10, base + 40 + own.randint(0, 5)),
        "about": [f"a{at % 8}"],
        "toward": [],
        "polarity": "positive",
        "quote": "indirect",
        "chain": [{"ref": "AUTHOR", "inferred": False}],
    }


def write(folder: Path, shape: str, documents: int, spans: int = 40) -> tuple[Path, Path]:
    """Two JSON Lines files, gold and predictions, of so many gold spans a document."""
    chance, of_shape = random.Random(20261124), random.Random(7)
    name = f"{shape}-{documents}-{spans}"
    paths = folder / f"gold-{name}.jsonl", folder / f"predictions-{name}.jsonl"
    with paths[0].open("w") as gold, paths[1].open("w") as predicted:
        for number in range(documents):
            for file, rows in zip((gold, predicted), labels(chance, spans), strict=True):
                row = SHAPES[shape](number, rows, of_shape)
                file.write(json.dumps(row, separators=(",", ":"), ensure_ascii=False) + "\n")
    return paths
