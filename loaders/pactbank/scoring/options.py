"""What may be chosen about a score."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pactbank.scoring.labelmaps import LabelMap

Task = Literal["entities", "agreements", "stances", "zones", "all"]
Intervals = Literal["none", "headline", "all"]


@dataclass(frozen=True, slots=True)
class Options:
    """Filters of the entity layer: what lies outside them is don't-care. Empty: no filter."""

    types: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    zones: frozenset[str] = frozenset()
    label_map: LabelMap | None = field(default=None)

    @property
    def filtered(self) -> bool:
        return bool(self.types or self.levels or self.zones)

    def signed(self) -> dict[str, str]:
        """What the signature says of them."""
        return {
            "types": _list(self.types),
            "levels": _list(self.levels),
            "zones": _list(self.zones),
            "map": self.label_map.signed if self.label_map else "none",
        }


def _list(names: frozenset[str]) -> str:
    return ",".join(sorted(names)) or "all"
