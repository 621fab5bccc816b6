"""The options of a score: filters, label map, intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pactbank.scoring.labelmaps import LabelMap
from pactbank.scoring.seen import Seen

Intervals = Literal["none", "headline", "all"]


@dataclass(frozen=True, slots=True)
class Options:
    """Filters of the entity layer: what lies outside them is don't-care. Empty: no filter.

    `native` says that predictions have the types of gold, so that a label map takes them onto its
    coarse types as it takes gold. `lenient`: what cannot be read is counted. `seen` divides
    mentions by whether another split has them.
    """

    types: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()
    label_map: LabelMap | None = None
    native: bool = False
    lenient: bool = False
    seen: Seen | None = None

    @property
    def filtered(self) -> bool:
        return bool(self.types or self.levels or self.zones)

    def signed(self) -> dict[str, str]:
        """What the signature says of them."""
        parts = {
            "types": _list(self.types),
            "levels": _list(self.levels),
            "zones": _list(self.zones),
            "map": self.label_map.signed if self.label_map else "none",
        }
        if self.label_map is not None:
            parts["map"] += "+native" if self.native else ""
            parts["onto"] = self.label_map.onto
        if self.seen is not None:
            parts["seen"] = self.seen.signed
        return parts | ({"reading": "lenient"} if self.lenient else {})


def _list(names: frozenset[str]) -> str:
    return ",".join(sorted(names)) or "all"
