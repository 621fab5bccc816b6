"""Resolved labels to the lists of an annotation: followed, merged, without what nobody names, in
text order, with ids that count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from pactbank.adjudication.comparing import FOLLOWS
from pactbank.adjudication.editing import unfollowing
from pactbank.adjudication.labels import LETTERS, PARTS, TOP, Plain, references, renamed
from pactbank.adjudication.merging import anchor

_FILLED = ("start", "end", "text", "refs")
AUTHOR = "AUTHOR"
Finished = tuple[Plain, dict[str, str]]
"""The lists of an annotation, and the id in the merged passes by the pointer of each label."""


def finished(labels: Plain, as_one: Mapping[str, str]) -> Finished:
    """The lists of an annotation from resolved labels; `as_one` are referents that are another."""
    labels = {**labels, "refs": [ref for ref in labels["refs"] if ref["id"] not in as_one]}
    labels = _ruled(_followed(renamed(labels, as_one)))
    wanted = _named(labels)
    refs = [ref for ref in labels["refs"] if ref["id"] in wanted]
    return _numbered(_ordered({**labels, "refs": refs}))


def _followed(labels: Plain) -> Plain:
    """Labels with the span, referents or type of what they follow, where that is one label."""
    mentions: dict[str, list[Plain]] = defaultdict(list)
    types = {ref["id"]: ref["type"] for ref in labels["refs"]}
    for mention in labels["entities"]:
        if FOLLOWS in mention and mention["refs"][0] in types:
            mention["type"] = types[mention["refs"][0]]
        mentions[mention.get("id") or ""].append(mention)
    fillers = [
        *(one for pact in labels["agreements"] for one in pact["arguments"]),
        *(one for stance in labels["stances"] for one in stance["holders"]),
    ]
    for filler in fillers:
        if len(of := mentions.get(filler.get(FOLLOWS) or "", [])) == 1:
            filler.update({name: of[0][name] for name in _FILLED})
    left: Plain = unfollowing(labels)
    return left


def _ruled(labels: Plain) -> Plain:
    """A ruling on a referent stands at its first mention, since referents have none."""
    refs = []
    for ref in labels["refs"]:
        ruling = ref.get("ruling")
        refs.append({k: v for k, v in ref.items() if k != "ruling"})
        for mention in labels["entities"] if ruling else ():
            if mention["refs"] == [ref["id"]]:
                mention.setdefault("ruling", ruling)
                break
    return {**labels, "refs": refs}


def _named(labels: Plain) -> set[str]:
    """The ids of the referents that labels name, and of their owners."""
    owners = {ref["id"]: ref.get("of") for ref in labels["refs"]}
    layers = [labels[top] for kind, top in TOP.items() if kind != "referent"]
    wanted = set(references(layers)) & owners.keys()
    while more := {of for ref in wanted if (of := owners[ref]) in owners} - wanted:
        wanted |= more
    return wanted


def _ordered(labels: Plain) -> Plain:
    made = {top: sorted(of, key=_place) for top, of in labels.items() if top != "refs"}
    for pact in made["agreements"]:
        for part in ("mentions", "arguments"):
            pact[part].sort(key=_place)
    return {**made, "refs": labels["refs"]}


def _place(label: Plain) -> tuple[int, int]:
    if "mentions" in label:
        return min(map(_place, label["mentions"]), default=(0, 0))
    return anchor(label) or (0, 0)


def _numbered(labels: Plain) -> Finished:
    """Labels with new ids, and references to them with these; the merged id of each by pointer."""
    merged: dict[str, str] = {}
    # What is left out keeps no number of its own: it is that of another label by now.
    names = {name: f"left-out-{name}" for name in references(list(labels.values()))}
    names[AUTHOR] = AUTHOR
    for kind, top in TOP.items():
        for at, label in enumerate(labels[top]):
            name = f"{LETTERS[kind]}{at + 1}"
            if kind in ("referent", "agreement"):
                names[label["id"]] = name
            merged[f"/{top}/{at}"] = label.get("id") or ""
            label["id"] = name
    made: Plain = {
        top: [_first({**renamed(_without_id(label), names), "id": label["id"]}) for label in of]
        for top, of in labels.items()
    }
    for at, pact in enumerate(made["agreements"]):
        for kind, part in PARTS.items():
            for number, label in enumerate(pact[part]):
                merged[f"/agreements/{at}/{part}/{number}"] = label.get("id") or ""
                label["id"] = f"{pact['id']}.{LETTERS[kind]}{number + 1}"
            pact[part] = [_first(label) for label in pact[part]]
    return made, merged


def _without_id(label: Plain) -> Plain:
    return {k: v for k, v in label.items() if k != "id"}


def _first(label: Plain) -> dict[str, Any]:
    """The label with its id as the first field."""
    return {"id": label["id"], **_without_id(label)}
