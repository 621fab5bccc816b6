"""The walk finds whatever the records hold: the tables are held against the record types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from pactbank.corpus.store import Store
from pactbank.model import walk
from pactbank.model.annotation import Annotation
from pactbank.model.prediction import Prediction

ROOT = Path(__file__).parents[2]
ALL = {**walk.REFERENCES, **walk.AGREEMENT_REFERENCES}


def struct_in(kind: Any) -> type[msgspec.Struct] | None:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind
    return next((found for part in get_args(kind) if (found := struct_in(part))), None)


def is_list(kind: Any) -> bool:
    return str(kind).startswith("tuple[") or any(map(is_list, get_args(kind)))


def paths(record: type[msgspec.Struct], field: str, at: str = "") -> Iterator[str]:
    """The path of every record inside `record` that has a field of this name."""
    for one in msgspec.structs.fields(record):
        inner = struct_in(one.type)
        if inner is not None:
            path = f"{at}{one.name}" + ("/*" if is_list(one.type) else "")
            if field in inner.__struct_fields__:
                yield path
            yield from paths(inner, field, f"{path}/")


@pytest.mark.parametrize("record", [Annotation, Prediction])
def test_every_span_and_every_id_of_the_records_is_in_the_tables(record: Any) -> None:
    assert set(paths(record, "start")) == set(walk.SPANS.values())
    # The id of a knowledge base is none of ours.
    assert {p for p in paths(record, "id") if not p.endswith("kb")} == set(walk.LABELS.values())


def is_reference(kind: Any) -> bool:
    """`Reference` is a string of 1 to 64 characters in any form; `Slug` has a pattern."""
    return "max_length=64" in repr(kind) and "pattern" not in repr(kind)


def reference_paths(record: type[msgspec.Struct], at: str = "") -> Iterator[str]:
    """The path of every field that holds a reference."""
    for one in msgspec.structs.fields(record):
        inner = struct_in(one.type)
        if inner is not None:
            star = "/*" if is_list(one.type) else ""
            yield from reference_paths(inner, f"{at}{one.name}{star}/")
        elif one.name != "id" and is_reference(one.type):
            yield f"{at}{one.name}"


@pytest.mark.parametrize("record", [Annotation, Prediction])
def test_every_reference_of_the_records_is_in_the_tables(record: Any) -> None:
    assert set(reference_paths(record)) == set(ALL.values())


def test_values_and_places_are_the_same_in_the_same_order() -> None:
    store = Store(ROOT)
    for name in store.versions():
        document = store.document(name)
        if not store.has_text(document):
            continue
        gold = store.annotation("gold", document)
        if gold is None:
            continue
        for table in (walk.SPANS, walk.LABELS, ALL):
            found = list(walk.located(gold, table))
            assert [place.value for place in found] == [
                value for path in table.values() for value in walk.values(gold, path)
            ]
            plain = msgspec.to_builtins(gold)
            for place in found:
                value = plain
                for step in place.pointer.split("/")[1:]:
                    value = value[int(step)] if isinstance(value, (list, tuple)) else value[step]
                assert value == msgspec.to_builtins(place.value)
        assert walk.spans(gold) == [p.value for p in walk.located(gold, walk.SPANS)]
        assert walk.ids(gold) == [p.value.id for p in walk.located(gold, walk.LABELS)]


def test_a_layer_that_is_absent_has_nothing() -> None:
    empty = Prediction(document="x")
    assert walk.spans(empty) == walk.ids(empty) == []
