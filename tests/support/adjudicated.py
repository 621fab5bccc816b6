"""Passes over the document of `every_field`, and what labels mean whatever their ids."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import msgspec

from pactbank.adjudication.comparing import ComparedPasses
from pactbank.adjudication.decisions import Decided, GivenDecision
from pactbank.adjudication.editing import Editing
from pactbank.adjudication.finishing import finished
from pactbank.adjudication.labels import content, renamed
from pactbank.adjudication.resolving import Resolving
from pactbank.model.annotation import Annotation
from pactbank.model.decision import Decision
from support import sample_corpus
from support.every_field import NAME, TEXT
from support.labelled import Label

HEAD = {
    "schema_version": 1, "scheme_version": 1, "offset_unit": "codepoint",
    "guidelines_sha256": "0" * 64, "document": NAME, "version": 1, "text_sha256": "1" * 64,
    "annotator": "gold", "created": "2031-06-01", "layers": ["entities", "agreements", "stances"],
}  # fmt: skip


def annotation(labels: Label) -> Annotation | None:
    """Labels as a pass; None where a value is not of the schema."""
    values = copy.deepcopy(HEAD | {k: labels[k] for k in ("refs", *HEAD["layers"])})  # type: ignore[misc]
    for at, mention in enumerate(values["entities"]):
        mention["id"] = f"m{at}"
    for pact in values["agreements"]:
        pact.setdefault("kb", None)
    for span in _spans(values):
        span["text"] = TEXT[span["start"] : span["end"]]
    try:
        return msgspec.convert(values, Annotation)
    except msgspec.ValidationError:
        return None


def _spans(value: Any) -> Iterator[Label]:
    if isinstance(value, dict) and "start" in value:
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from _spans(inner)


def meaning(values: Label) -> list[str]:
    """What labels say, with referents and pacts by name, in any order."""
    refs = {ref["id"]: f"{ref.get('name')}/{ref['type']}" for ref in values["refs"]}
    pacts = {pact["id"]: f"pact {pact.get('name')}" for pact in values["agreements"]}
    told = []
    for layer in ("entities", "agreements", "stances"):
        for label in renamed(values[layer], refs | pacts):
            told.append(repr(sorted(content(label).items())))
            for part in ("mentions", "arguments", "status", "relations"):
                told += [repr((label["id"], content(each))) for each in label.get(part, ())]
    return sorted(told)


def chosen(compared: ComparedPasses, letter: str) -> Label:
    """The labels that come of choosing one pass everywhere."""
    decided = Decided()
    for one in compared.differences:
        decided.on[one.id] = GivenDecision(Decision(id=one.id, choice=letter), "test")
    lines = tuple((("paragraph", line),) for line in TEXT.splitlines())
    document, _, _ = sample_corpus.make_document(NAME, lines)  # type: ignore[arg-type]
    resolving = Resolving(compared, decided, Editing(document, TEXT))
    made, _ = finished(resolving.labels(), resolving.as_one)
    assert resolving.problems == []
    return made
