"""A system's prediction as an annotation that the editor can show.

A prediction may name quotes, leave out ids and sources, and break the rules: it is a draft for a
person to correct. A label whose span has no one place in the text cannot be drawn: it is left
out, and a problem names it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from pactbank.corpus.draft import anchor, anchored
from pactbank.errors import InvalidData, Problem
from pactbank.model import codec, rules, walk
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import read
from pactbank.text.anchor import NotOnePlace

_AGREEMENT_LEVELS = ("NAM", "NOM", "PRO")
_WITH_EVIDENCE = {kind: walk.LABELS[kind] for kind in ("status", "relation")}


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
    value, left_out = _drawable(prediction, text)
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
    file, line = place
    return annotation, [
        rules.problem("PB915", file, "no one place in the text", line=line, pointer=pointer)
        for pointer in left_out
    ]


_Plain = dict[str, Any]
"""A record as plain JSON."""


def _drawable(prediction: Prediction, text: str) -> tuple[_Plain, list[str]]:
    """The prediction with offsets and their words for every span, and the pointers of the labels
    left out since they have no place."""
    value: _Plain = msgspec.json.decode(msgspec.json.encode(prediction))
    left_out = [
        label.pointer
        for label in walk.located(prediction, _WITH_EVIDENCE)
        if label.value.evidence is None
    ]
    sources = []
    for where, found in anchored(prediction, text):
        if not isinstance(found, NotOnePlace) and 0 <= found[0] < found[1] <= len(text):
            start, end = found
            _at(value, _steps(where.pointer)).update(start=start, end=end, text=text[start:end])
        elif where.kind == "source":
            sources.append(where.pointer)
        else:
            left_out.append(where.pointer.removesuffix("/evidence").removesuffix("/cue"))
    # From the end, so that what is still to be taken out keeps its index.
    for steps in sorted(map(_steps, left_out + sources), reverse=True):
        del _at(value, steps[:-1])[steps[-1]]
    _fill_in(value)
    return value, left_out


def _fill_in(value: _Plain) -> None:
    """What a prediction may leave out and a drawing may not."""
    for agreement in value.get("agreements") or ():
        for mention in agreement.get("mentions") or ():
            if mention.get("level") not in _AGREEMENT_LEVELS:
                mention["level"] = "NAM" if mention["text"] == agreement.get("name") else "NOM"
    for stance in value.get("stances") or ():
        stance["chain"] = stance.get("chain") or [{"ref": "AUTHOR"}]


_Steps = tuple[str | int, ...]


def _steps(pointer: str) -> _Steps:
    """The steps of a pointer to a label: names of fields, which need no escapes, and indices."""
    return tuple(int(step) if step.isdigit() else step for step in pointer[1:].split("/"))


def _at(value: Any, steps: _Steps) -> Any:
    for step in steps:
        value = value[step]
    return value
