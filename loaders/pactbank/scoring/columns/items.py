"""Arrow lists of records as rows, and strings as places in a vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pactbank.scoring.columns.arrays import Ragged
from pactbank.scoring.columns.exchange import arrow_integers, arrow_strings, integers, mask, whole
from pactbank.scoring.tables import Ints, Mask

ABSENT = -1


class Items:
    """The items of a list, or the parts of items, of a whole side; `parent` is the row each
    belongs to one level up, ascending."""

    def __init__(self, data: pa.Array, parent: Ints, parents: int) -> None:
        self.data = data
        self.parent = parent
        self.parents = parents

    def __len__(self) -> int:
        return len(self.data)

    def column(self, name: str) -> pa.Array:
        """A field of each item; nulls, of no type, where no item has it."""
        kind = self.data.type
        if not pa.types.is_struct(kind) or kind.get_field_index(name) < 0:
            return pa.nulls(len(self))
        return self.data.field(name)

    def numbers(self, name: str) -> Ints:
        return integers(self.column(name))

    def flags(self, name: str) -> Mask:
        return mask(self.column(name))

    def codes(self, name: str, known: Any, default: str | None = None) -> Ints:
        """Places in a closed list."""
        names = get_args(known)
        found = _places_of(self.column(name), arrow_strings(names))
        return found if default is None else np.where(found < 0, names.index(default), found)

    def strings(self, name: str, vocabulary: pa.Array) -> Ints:
        """Places in a vocabulary that has every string."""
        return _places_of(self.column(name), vocabulary)

    def many(self, name: str, vocabulary: pa.Array) -> Ragged:
        """Lists of strings, as places in a vocabulary."""
        inner = self.items(name)
        return Ragged(inner.parent, _places_of(inner.data, vocabulary), len(self))

    def items(self, name: str) -> Items:
        """The items of a list inside each item."""
        return items_of(self.column(name))

    def part(self, name: str) -> Items:
        """The part that is a record inside each item, for the items that have it."""
        values = self.column(name)
        rows = np.flatnonzero(mask(values.is_valid()))
        return Items(values.drop_null(), rows, len(self))


def items_of(lists: pa.Array) -> Items:
    if isinstance(lists, pa.ChunkedArray):
        lists = whole(lists)
    if pa.types.is_null(lists.type):
        return Items(lists.slice(0, 0), np.zeros(0, np.int64), len(lists))
    sizes = integers(pc.list_value_length(lists), 0)
    return Items(lists.flatten(), np.repeat(np.arange(len(lists)), sizes), len(lists))


def _places_of(values: pa.DictionaryArray, vocabulary: pa.Array) -> Ints:
    """Where coded strings stand in a vocabulary; -1 for null."""
    if values.null_count == len(values):
        return np.full(len(values), ABSENT)
    values = _trimmed(values)
    of_code = integers(pc.index_in(values.dictionary, value_set=vocabulary))
    found: Ints = np.append(of_code, ABSENT)[integers(values.indices)]
    return found


def _trimmed(values: pa.DictionaryArray) -> pa.DictionaryArray:
    """The same values with a dictionary of no more strings than these use, where it is a larger
    array's."""
    if len(values.dictionary) <= len(values):
        return values
    used = np.unique(integers(values.indices.drop_null()))
    rank = np.full(len(values.dictionary), ABSENT)
    rank[used] = np.arange(len(used))
    codes = integers(values.indices, 0)
    valid = mask(values.is_valid())
    return pa.DictionaryArray.from_arrays(
        arrow_integers(rank[codes], valid), values.dictionary.take(arrow_integers(used))
    )


def places(names: Sequence[str], vocabulary: pa.Array) -> Ints:
    """Where strings stand in a vocabulary; -1 for one that it does not have."""
    return integers(pc.index_in(arrow_strings(names), value_set=vocabulary))


def vocabulary_of(tables: Sequence[pa.Table]) -> pa.Array:
    """Every string that both sides use as an id, a type, a name or a value, sorted, so that the
    order of places is that of strings."""
    parts = [arrow_strings(["AUTHOR"])]
    for table in tables:
        for name in ("refs", "entities", "agreements", "stances"):
            column = table.column(name)
            if column.null_count < len(column):
                parts += _strings(items_of(column).data, name)
    found = pc.unique(pa.concat_arrays(parts)).drop_null()
    return found.take(pc.array_sort_indices(found))


_LEFT_OUT = frozenset({"text", "before", "after", "from", "ruling", "checked_by"})
"""Strings that are words of the text, or say where a label is from."""
_IDENTIFIED = frozenset({"refs", "agreements", "kb"})
"""What is referred to by its id; other labels have ids that mean nothing here."""


def _strings(values: pa.Array, of: str) -> list[pa.Array]:
    """The distinct strings in each column of some items and of all that is inside them."""
    if pa.types.is_dictionary(values.type):
        return [_trimmed(values).dictionary]
    if pa.types.is_list(values.type):
        return _strings(values.flatten(), of)
    if not pa.types.is_struct(values.type):
        return []
    return [
        found
        for part in values.type
        if part.name not in _LEFT_OUT and (part.name != "id" or of in _IDENTIFIED)
        for found in _strings(values.field(part.name), part.name)
    ]
