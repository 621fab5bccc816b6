"""A system's prediction as an annotation that the editor can show.

A prediction may name quotes, leave out ids and sources, and break the rules: it is a draft for a
person to correct. What has no one place in the text cannot be drawn and is left out, with a
problem each.
"""

from __future__ import annotations

from typing import Any

import msgspec

from pactbank.corpus.draft import anchor
from pactbank.errors import InvalidData, Problem
from pactbank.model import codec, rules
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import read
from pactbank.text.anchor import occurrences

_PACT_LEVELS = ("NAM", "NOM", "PRO")


def read_predictions(data: bytes, file: str) -> list[tuple[int, Prediction]]:
    """The predictions of a JSON Lines file, each with its line. Raises `InvalidData`."""
    found, problems = [], []
    for number, line in codec.lines(data):
        prediction, faults = read(line, Prediction, file)
        problems += [
            rules.problem(fault.code, file, fault.message, line=number, pointer=fault.pointer)
            for fault in faults
        ]
        if prediction is not None:
            found.append((number, prediction))
    if problems:
        raise InvalidData(problems)
    return found


def to_annotation(
    prediction: Prediction,
    document: Document,
    text: str,
    *,
    source: str,
    guidelines_sha256: str,
    created: str,
    place: tuple[str, int],
) -> tuple[Annotation, list[Problem]]:
    """The prediction as an annotation by `source`, and a problem for each label left out; `place`
    is the file and line it stands in. Raises `InvalidData` where it cannot be read as one."""
    drawing = _Drawable(text, *place)
    value = drawing.drawable(msgspec.to_builtins(prediction))
    annotation, problems = anchor(
        msgspec.json.encode(value),
        place[0],
        document,
        text,
        annotator=source,
        guidelines_sha256=guidelines_sha256,
        created=created,
    )
    if annotation is None:
        raise InvalidData(problems)
    return annotation, drawing.problems


class _Drawable:
    """Gives every span its offsets and takes out the labels that have none."""

    def __init__(self, text: str, file: str, line: int) -> None:
        self.text = text
        self.file = file
        self.line = line
        self.problems: list[Problem] = []

    def drawable(self, value: dict[str, Any]) -> dict[str, Any]:
        for at, pact in enumerate(value.get("agreements") or ()):
            self.pact(pact, f"/agreements/{at}")
        stances = value.get("stances")
        for at, stance in enumerate(stances or ()):
            self.stance(stance, f"/stances/{at}")
        for layer, key in (("entities", None), ("stances", "cue")):
            if layer in value:
                value[layer] = self.kept(value[layer], f"/{layer}", key)
        return value

    def pact(self, pact: dict[str, Any], pointer: str) -> None:
        for part, key in (("mentions", None), ("arguments", None), ("status", "evidence"),
                          ("relations", "evidence")):  # fmt: skip
            pact[part] = self.kept(pact.get(part) or (), f"{pointer}/{part}", key)
        for mention in pact["mentions"]:
            if mention.get("level") not in _PACT_LEVELS:
                mention["level"] = "NAM" if mention["text"] == pact.get("name") else "NOM"

    def stance(self, stance: dict[str, Any], pointer: str) -> None:
        stance["holders"] = self.kept(stance.get("holders") or (), f"{pointer}/holders", None)
        if stance.get("target") and not self.place(stance["target"]):
            stance.pop("target")
            self.miss(f"{pointer}/target")
        for link in stance.get("chain") or ():
            if link.get("span") and not self.place(link["span"]):
                link.pop("span")
        stance["chain"] = stance.get("chain") or [{"ref": "AUTHOR"}]

    def kept(self, labels: Any, pointer: str, key: str | None) -> list[Any]:
        """The labels whose span (or the span under `key`) has its one place."""
        found = []
        for at, label in enumerate(labels):
            span = label.get(key) if key else label
            if span and self.place(span):
                found.append(label)
            else:
                self.miss(f"{pointer}/{at}")
        return found

    def place(self, span: dict[str, Any]) -> bool:
        """Whether the span has a place; it then has offsets and the words they cover."""
        start, end = span.get("start"), span.get("end")
        if start is None or end is None:
            before, after = span.pop("before", ""), span.pop("after", "")
            quote = span.get("text", "")
            places = occurrences(self.text, quote, before, after)
            if len(places) != 1:
                return False
            start, end = places[0], places[0] + len(quote)
        if not 0 <= start < end <= len(self.text):
            return False
        span |= {"start": start, "end": end, "text": self.text[start:end]}
        return True

    def miss(self, pointer: str) -> None:
        said = "no one place in the text"
        found = rules.problem("PB915", self.file, said, line=self.line, pointer=pointer)
        self.problems.append(found)
