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
from pactbank.model.packaged import schema_folder
from pactbank.model.rules import problem
from pactbank.model.score import Loss
from pactbank.scoring.rows import Rows


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
    def signed(self) -> str:
        """Its name and the beginning of its hash."""
        return f"{self.name}@{sha256(msgspec.json.encode(self)).hexdigest()[:8]}"


def folder() -> Path:
    return schema_folder() / "labelmaps"


def load(name: str) -> LabelMap:
    """A label map by its name, or by the path of a file like those that come with the package.

    Raises `UnknownName` and, for a file that is no label map, `InvalidData`.
    """
    path = folder() / f"{name}.json"
    if not path.is_file():
        path = Path(name)
    if not path.is_file():
        raise UnknownName("label map", name, (file.stem for file in folder().glob("*.json")))
    data = path.read_bytes()
    try:
        return codec.decode(data, LabelMap)
    except codec.Unreadable as error:
        raise InvalidData(
            [problem(error.code, str(path), error.message, line=error.line)]
        ) from None
    except msgspec.ValidationError as error:
        raise InvalidData([problem("PB100", str(path), str(error))]) from None


def coarse(rows: Rows, by: Mapping[str, str | None], types: tuple[str, ...]) -> tuple[Rows, Loss]:
    """Rows with coarse types (places in `types`), and what the map loses: how many labels of
    each type leave the counts, and which types are no longer told apart.

    Raises KeyError for a type the map does not have.
    """
    place = {name: at for at, name in enumerate(types)}
    levels = len(LEVELS) + 1
    level = 0 if rows.level is None else rows.level + 1
    found, number = np.unique(rows.spans.type * levels + level, return_inverse=True)
    onto: dict[str | None, list[str]] = defaultdict(list)
    targets = []
    for name, level in ((rows.types[cell // levels], cell % levels) for cell in found.tolist()):
        key = f"{name}/{('', *LEVELS)[level]}"
        key = key if key in by else name
        onto[by[key]].append(key)
        targets.append(-1 if (target := by[key]) is None else place[target])
    codes = np.array(targets, np.int64)[number]
    dropped = Counter(rows.types[at] for at in rows.spans.type[codes < 0].tolist())
    merged = {
        target: tuple(sorted(set(names)))
        for target, names in sorted(onto.items(), key=lambda item: str(item[0]))
        if target is not None and len(set(names)) > 1
    }
    return rows.with_types(types, codes), Loss(dropped=dict(sorted(dropped.items())), merged=merged)
