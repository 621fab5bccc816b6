"""The features of each config; field names are those of the records.

Offsets are half-open ranges of Unicode code points in the row's `text`. A date is a string in ISO
form, so that a row can be written as JSON as it is.

Only the BIO tags are a `ClassLabel`: a tagger is trained on numbers, and needs the tags that this
build does not happen to contain. Everywhere else a value of a closed list is the string that the
record has, because a row is a record: it is scored, compared with a prediction and written as JSON
without a table of numbers; and the YAML of a card can change the names of a `ClassLabel` without
notice. `Dataset.class_encode_column` makes numbers of a column such as `kind`.
"""

from __future__ import annotations

from typing import Any

from datasets import ClassLabel, Features, List, Value

from pactbank.text.tokens import TAGS

_STRING, _OFFSET, _FLAG = Value("string"), Value("int32"), Value("bool")
_STRINGS, _OFFSETS = List(_STRING), List(_OFFSET)
_RANGES = List(_OFFSETS)

_SPAN = {"start": _OFFSET, "end": _OFFSET, "text": _STRING}
_KB = {"scheme": _STRING, "id": _STRING}
_LABEL = {"id": _STRING, "from": _STRING, "ruling": _STRING, "checked_by": _STRING}
_REF = {
    "id": _STRING,
    "type": _STRING,
    "name": _STRING,
    "name_spans": _RANGES,
    "of": _STRING,
    "kb": _KB,
}

_ZONE = {
    "kind": _STRING,
    "start": _OFFSET,
    "end": _OFFSET,
    "raw_start": _OFFSET,
    "raw_end": _OFFSET,
    "rule": _STRING,
    "confidence": Value("float64"),
}
_MENTION = {
    **_LABEL,
    **_SPAN,
    "type": _STRING,
    "refs": _STRINGS,
    "level": _STRING,
    "value": _STRING,
    "open": _FLAG,
    "zone": _STRING,
}
_AGREEMENT = {
    **_LABEL,
    "name": _STRING,
    "name_spans": _RANGES,
    "type": _STRING,
    "form": _STRING,
    "mentions": List({**_LABEL, **_SPAN, "level": _STRING}),
    "arguments": List({**_LABEL, **_SPAN, "role": _STRING, "refs": _STRINGS, "open": _FLAG}),
    "status": List(
        {
            **_LABEL,
            "party": _STRING,
            "stage": _STRING,
            "condition": _STRING,
            "polarity": _STRING,
            "certainty": _STRING,
            "conditional": _FLAG,
            "source": _STRING,
            "body": _STRING,
            "as_of": _STRING,
            "evidence": _SPAN,
        }
    ),
    "relations": List({**_LABEL, "type": _STRING, "target": _STRING, "evidence": _SPAN}),
    "kb": _KB,
    "overall_stage": _STRING,
    "overall_condition": _STRING,
}
_STANCE = {
    **_LABEL,
    "type": _STRING,
    "holders": List({**_SPAN, "refs": _STRINGS, "open": _FLAG}),
    "implicit": _STRING,
    "cue": _SPAN,
    "target": _SPAN,
    "about": _STRINGS,
    "toward": _STRINGS,
    "polarity": _STRING,
    "quote": _STRING,
    "chain": List({"ref": _STRING, "span": _SPAN, "inferred": _FLAG}),
}
_DOCUMENT = {
    "document": _STRING,
    "version": _OFFSET,
    "text": _STRING,
    "text_available": _FLAG,
    "text_sha256": _STRING,
}


def _layer(name: str, label: dict[str, Any]) -> Features:
    return Features({**_DOCUMENT, "refs": List(_REF), name: List(label)})


FEATURES: dict[str, Features] = {
    "documents": Features(
        {
            **_DOCUMENT,
            "text_chars": _OFFSET,
            "language": _STRING,
            "kind": _STRING,
            "story": _STRING,
            "title": _STRING,
            "title_spans": _RANGES,
            "reference_date": _STRING,
            "publisher": _STRING,
            "authors": _STRINGS,
            "published": _STRING,
            "url": _STRING,
            "archived_url": _STRING,
            "retrieved": _STRING,
            "rights_holder": _STRING,
            "license": _STRING,
            "redistribution": _STRING,
            "origin": _STRING,
            "origin_how": _STRING,
            "origin_by": _STRING,
            "raw_sha256": _STRING,
            "raw_chars": _OFFSET,
            "raw_encoding": _STRING,
            "cleaning": _STRING,
            "cleaning_version": _STRING,
            "zones": List(_ZONE),
            "edits": _RANGES,
            "layers": _STRINGS,
            "scheme_version": _OFFSET,
            "guidelines_sha256": _STRING,
            "labelled": _STRING,
        }
    ),
    "entities": _layer("entities", _MENTION),
    "agreements": _layer("agreements", _AGREEMENT),
    "stances": _layer("stances", _STANCE),
    "tokens": Features(
        {
            "document": _STRING,
            "version": _OFFSET,
            "zone": _OFFSET,
            "kind": _STRING,
            "text_available": _FLAG,
            "tokens": _STRINGS,
            "starts": _OFFSETS,
            "ends": _OFFSETS,
            "tags": List(ClassLabel(names=list(TAGS))),
        }
    ),
}
"""In the order in which the configs are listed."""
