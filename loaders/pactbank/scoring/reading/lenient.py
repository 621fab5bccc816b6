"""Lenient reading: what cannot be read is counted under its name, and the rest is scored.

Strict reading is the default. Under `--lenient` an unknown field is left out, a label that cannot
be read is a false positive of its layer, and a fault in one layer never keeps another from being
scored. Every fault is counted, and the signature says so.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec

from pactbank.model import answers, codec
from pactbank.model.closed import LAYERS, Layer
from pactbank.model.scalars import MAX_OFFSET
from pactbank.scoring.reading.forms import label_record, record

FAULTS = {
    "not-json": "lines or files that are not one JSON object: left out",
    "fenced": "blocks between ``` fences: read without the fences",
    answers.CONTROL: "control characters in strings: read as they are",
    answers.COMMA: "commas before a closing brace: left out",
    answers.REPEATED: "keys that an object has already: the last one counts",
    answers.HALF: "halves of surrogate pairs: read as U+FFFD",
    "unknown-field": "fields that the scheme does not have: left out",
    "bad-value": "values that cannot be right: a label with one is a false positive",
    "missing-field": "fields that must be there: a label without one is a false positive",
    "unknown-document": "documents that gold does not have: left out",
}
"""What is forgiven, and what becomes of it."""
UNREADABLE = "UNREADABLE"
"""The type of the label that stands for one which cannot be read."""
NOWHERE = MAX_OFFSET + 1
"""Spans from here on have no place in any text."""

_UNKNOWN = re.compile(r"Object contains unknown field `(.*?)`(?: - at `\$(.*)`)?")


@dataclass
class Leniency:
    """What was forgiven, by name, and the rules that it broke, by code; `objects` and `line` are
    what reading asks."""

    as_they_come: bool
    counts: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)

    def forgive(self, name: str, code: str, times: int = 1) -> None:
        """Count a fault, as one of `FAULTS` and as the rule that strict reading would name."""
        self.counts[name] += times
        self.codes[code] += times

    def objects(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """Every object that starts a line, or lies in a list that does, however many lines it
        takes, every other one that names a document, and whatever else of a line is not blank;
        each with the number of its first line."""
        data = data.removeprefix(b"\xef\xbb\xbf")
        text = data.decode("utf-8", errors="replace")
        if text.encode("utf-8") != data:
            self.forgive("bad-value", "PB002", text.count("\ufffd"))
        text, fenced = answers.unfenced(text)
        self.counts["fenced"] += fenced
        yield from ((number, piece.encode("utf-8")) for number, piece in answers.objects(text))

    def line(self, data: bytes, layers: tuple[Layer, ...]) -> bytes | None:
        """One object with the labels that can be read, as JSON; None where there is no object."""
        if data.strip() == answers.COMMA_LEFT.encode():
            self.forgive(answers.COMMA, answers.SLIPS[answers.COMMA])
            return None
        try:
            # Python writes NaN where a system has no number; as a value it is a bad one.
            value, slips = answers.parse(data, allow_nan=True)
        except codec.Unreadable as error:
            self.forgive("not-json", error.code)
            return None
        for name, times in slips.items():
            self.forgive(name, answers.SLIPS[name], times)
        if not isinstance(value, dict):
            self.forgive("not-json", "PB101")
            return None
        if "document" not in value:
            self.forgive("missing-field", "PB102")
            return None
        return self._object(value, layers)

    def _object(self, value: dict[str, Any], layers: tuple[Layer, ...]) -> bytes | None:
        kind = record(layers, self.as_they_come)
        known = {part.encode_name for part in msgspec.structs.fields(kind)}
        self.forgive("unknown-field", "PB103", len(value.keys() - known))
        head = self._converted({"document": value["document"]}, kind)
        if head is None:
            return None
        for name in value.keys() & known - {"document", "refs", *LAYERS}:
            # Each field by itself, so that a bad one takes no other with it.
            head |= self._converted({**head, name: value[name]}, kind) or {}
        head["refs"] = [
            found["refs"][0]
            for ref in self._labels(value.get("refs") or [])
            if (found := self._converted({"document": "x", "refs": [ref]}, kind)) is not None
        ]
        for layer in layers:
            if value.get(layer) is not None:
                head[layer] = [self._label(label, layer) for label in self._labels(value[layer])]
        return msgspec.json.encode(head)

    def _labels(self, labels: Any) -> list[Any]:
        if isinstance(labels, list):
            return labels
        self.forgive("bad-value", "PB101")
        return []

    def _label(self, value: Any, layer: Layer) -> Any:
        """The label as it can be read, or one that stands for it and is nowhere."""
        found = self._converted(value, label_record(layer, self.as_they_come))
        return found if found is not None else self._stand_in(value, layer)

    def _converted(self, value: Any, kind: type[msgspec.Struct]) -> Any:
        """A value without unknown fields, if it can be read as a record then; else None."""
        while True:
            try:
                return msgspec.to_builtins(msgspec.convert(value, kind, strict=True), str_keys=True)
            except msgspec.ValidationError as error:
                unknown = _UNKNOWN.fullmatch(str(error))
                left = _without(value, unknown[1], unknown[2] or "") if unknown else value
                if left == value:  # also where a name reads like a part of the message
                    code = _broken_rule(str(error))
                    self.forgive("missing-field" if code == "PB102" else "bad-value", code)
                    return None
                self.forgive("unknown-field", "PB103")
                value = left

    def _stand_in(self, value: Any, layer: Layer) -> dict[str, Any]:
        """A label of the layer that nothing matches."""
        start, end = nowhere(value)
        span = {"start": start, "end": end}
        if layer == "entities":
            return {**span, "type": UNREADABLE}
        if layer == "agreements":
            return {"type": UNREADABLE, "mentions": [span]}
        polarity = value.get("polarity") if isinstance(value, Mapping) else None
        known = polarity if polarity in ("positive", "negative") else "neutral"
        return {"type": UNREADABLE, "polarity": known, "cue": span}

    @property
    def forgiven(self) -> dict[str, int]:
        """How often what was forgiven, in the order of `FAULTS`."""
        return {name: self.counts[name] for name in FAULTS if self.counts[name]}

    @property
    def faults(self) -> dict[str, int]:
        """How often each rule was broken, by its code."""
        return {code: count for code, count in sorted(self.codes.items()) if count}


_RULES = (
    ("missing required field", "PB102"),
    ("Invalid enum value", "PB104"),
    ("matching regex", "PB105"),
    ("`int` [<>]=|out of range", "PB106"),
    ("`str` of length", "PB107"),
    ("`array` of", "PB108"),
    ("", "PB101"),
)
"""A pattern of the decoder's message, and the rule that is broken then."""


def _broken_rule(message: str) -> str:
    return next(code for pattern, code in _RULES if re.search(pattern, message))


_QUOTES = 1 << 20
"""Below this, beyond `NOWHERE`, is room for quotes that are not found."""


def nowhere(value: Any) -> tuple[int, int]:
    """A span beyond every text for what cannot be placed. It depends on what the value says alone,
    so that no order of labels changes a hash."""
    digest = sha256(json.dumps(value, sort_keys=True).encode()).digest()
    start = NOWHERE + _QUOTES + 2 * int.from_bytes(digest[:3])
    return start, start + 1


def _without(value: Any, name: str, path: str) -> Any:
    """A copy of a value without the field of this name at a path such as `.status[0]`."""
    steps = re.findall(r"\.([^.\[]+)|\[([0-9]+)\]", path)
    return _removed(value, name, [key or int(at) for key, at in steps])


def _removed(value: Any, name: str, steps: list[str | int]) -> Any:
    if not steps:
        return {key: inner for key, inner in value.items() if key != name}
    step, rest = steps[0], steps[1:]
    if isinstance(value, list):
        return [_removed(v, name, rest) if at == step else v for at, v in enumerate(value)]
    return {k: _removed(v, name, rest) if k == step else v for k, v in value.items()}
