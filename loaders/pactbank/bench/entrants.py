"""Systems of a benchmark by the names they are given, each with the folder of its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pactbank.corpus.slugs import slug
from pactbank.errors import WrongUse
from pactbank.model.closed import ENTITY_TYPES
from pactbank.scoring import labelmaps
from pactbank.scoring.options import Options
from pactbank.systems import System, get

NATIVE = ":native"
"""The end of a name that says: its types are those of gold."""


@dataclass(frozen=True)
class Entrant:
    """A system, the folder of its files, and whether its entities have the types of gold."""

    system: System
    folder: str
    native: bool

    @property
    def name(self) -> str:
        return self.system.name


def entrants_of(names: Sequence[str], timeout: float | None) -> list[Entrant]:
    """The systems of these names. Raises `WrongUse` for two that would share a folder, and like
    `systems.get`."""
    made: dict[str, Entrant] = {}
    for name in names:
        system = get(name.removesuffix(NATIVE), timeout)
        known = system.types is not None and system.types <= set(ENTITY_TYPES)
        entrant = Entrant(system, slug(system.name), name.endswith(NATIVE) or known)
        if other := made.get(entrant.folder):
            raise WrongUse(
                f"{other.name} and {entrant.name} would share the folder {entrant.folder}: "
                "run each of them once, or by links of other names"
            )
        made[entrant.folder] = entrant
    return list(made.values())


def check_types(entrants: Sequence[Entrant], label_map: str | None) -> None:
    """Raises `WrongUse` for a system whose types gold does not have where no label map is named."""
    for entrant in entrants:
        types = entrant.system.types
        if label_map is None and types is not None and not entrant.native:
            foreign = ", ".join(sorted(types - set(ENTITY_TYPES))[:5])
            raise WrongUse(
                f"{entrant.name} has types that gold lacks ({foreign}): name a label map, "
                "such as --label-map ontonotes"
            )


def options_of(entrants: Sequence[Entrant], label_map: str | None) -> list[Options]:
    """How each is scored: what cannot be read is counted. Under a label map, all are taken onto its
    types, and those with the types of gold as gold is. Raises like `labelmaps.load`."""
    shared = Options(lenient=True)
    if label_map is None:
        return [shared] * len(entrants)
    loaded = labelmaps.load(label_map)
    return [replace(shared, label_map=loaded, native=entrant.native) for entrant in entrants]
