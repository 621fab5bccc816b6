"""Label maps: two sets of types onto one coarser set, so that output of other tools is scored."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import msgspec
import numpy as np

from pactbank.errors import InvalidData, UnknownName
from pactbank.model import codec
from pactbank.model.closed import LEVELS
from pactbank.model.inputs import is_folder, is_there, list_files, read_named, reading
from pactbank.model.packaged import schema_folder
from pactbank.model.rules import problem
from pactbank.model.score import Loss
from pactbank.scoring.columns.labels import Labels
from pactbank.scoring.signature import hash_plain
from pactbank.scoring.tables import Ints


class LabelMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """schema/labelmaps/<name>.json: coarse types by type; null for types that leave the counts.

    A gold key may name a level, too: "STATE/DEM" goes before "STATE".
    """

    name: str
    description: str
    gold: dict[str, str | None]
    predicted: dict[str, str | None]

    @property
    def types(self) -> tuple[str, ...]:
        """The coarse types, sorted."""
        targets = {*self.gold.values(), *self.predicted.values()}
        return tuple(sorted(target for target in targets if target is not None))

    @property
    def onto(self) -> str:
        """A hash of what gold becomes: systems with maps of one such hash can be compared."""
        return hash_plain((self.types, sorted(self.gold.items())))[:8]

    @property
    def signed(self) -> str:
        """Its name and the beginning of its hash."""
        return f"{self.name}@{sha256(msgspec.json.encode(self)).hexdigest()[:8]}"


def folder() -> Path:
    return schema_folder() / "labelmaps"


def load(name: str) -> LabelMap:
    """A label map by its name, or by the path of a file like those that come with the package.

    Raises `UnknownName`, `WrongUse` for a file that cannot be read, and `InvalidData` for one that
    is no label map.
    """
    ours = {file.stem: file for file in list_files(folder())}
    path = ours.get(name) or Path(name)
    with reading(path):
        if name not in ours and (not is_there(path) or is_folder(path)):
            raise UnknownName("label map", name, ours)
    data = read_named(path)
    try:
        return codec.decode(data, LabelMap)
    except codec.Unreadable as error:
        raise InvalidData(
            [problem(error.code, str(path), error.message, line=error.line)]
        ) from None
    except msgspec.ValidationError as error:
        raise InvalidData([problem("PB100", str(path), str(error))]) from None


def coarse(
    labels: Labels,
    by: Mapping[str, str | None],
    types: tuple[str, ...],
    unknown: str | None = None,
) -> tuple[Ints, Loss]:
    """The coarse type of each mention (a place in `types`, -1 for one that leaves the counts), and
    what the map loses: how many labels of each type leave, and which types are no longer told
    apart.

    A type that the map does not have becomes `unknown`. Raises KeyError where that is not given.
    """
    mentions, words = labels.mentions, labels.vocabulary
    levels = len(LEVELS) + 1
    found, number = np.unique(mentions.type * levels + mentions.level + 1, return_inverse=True)
    names = [(words[cell // levels].as_py(), cell % levels) for cell in found.tolist()]
    onto: dict[str | None, set[str]] = defaultdict(set)
    targets = []
    for name, level in names:
        key = f"{name}/{('', *LEVELS)[level]}"
        key = key if key in by else name
        target = by[key] if key in by or unknown is None else unknown
        onto[target].add(key)
        targets.append(-1 if target is None else types.index(target))
    codes = np.array(targets, np.int64)[number]
    dropped: Counter[str] = Counter()
    for at, count in zip(*np.unique(number[codes < 0], return_counts=True), strict=True):
        dropped[names[int(at)][0]] += int(count)
    merged = {
        target: tuple(sorted(of))
        for target, of in sorted(onto.items(), key=lambda item: str(item[0]))
        if target is not None and len(of) > 1
    }
    return codes, Loss(dropped=dict(sorted(dropped.items())), merged=merged)
