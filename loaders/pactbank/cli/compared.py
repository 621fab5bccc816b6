"""What score and compare ask: the systems with their label maps and names, and the gold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pactbank.model.inputs import is_there, reading

if TYPE_CHECKING:
    from pactbank.model.closed import Split, Task
    from pactbank.scoring.options import Options

NATIVE = "native"


class SystemFile(NamedTuple):
    """A file of predictions, and the label map that was named for it."""

    path: Path
    label_map: str | None

    def __str__(self) -> str:
        return str(self.path) if self.label_map is None else f"{self.path}:{self.label_map}"


def system_of(argument: str) -> SystemFile:
    """FILE or FILE:MAP. What follows the last colon is a map where the file without it exists."""
    path, colon, name = argument.rpartition(":")
    with reading(Path(argument)):
        if colon and not is_there(Path(argument)) and is_there(Path(path)):
            return SystemFile(Path(path), name)
    return SystemFile(Path(argument), None)


def names_of(systems: Sequence[SystemFile]) -> list[str]:
    """A name for each system: its file's, or the whole argument where two files share theirs."""
    stems = [system.path.stem for system in systems]
    names = stems if len(set(stems)) == len(stems) else list(map(str, systems))
    if len(set(names)) < len(names):
        from pactbank.errors import WrongUse

        raise WrongUse("a file is named twice")
    return names


def options_of(
    systems: Sequence[SystemFile], shared: Options, label_map: str | None
) -> list[Options]:
    """The options of each system: its label map, else the one for all.

    Where some systems have a map, those without have the types of gold, and are taken onto the
    same coarse types.
    """
    from pactbank.errors import WrongUse
    from pactbank.scoring import labelmaps

    others = label_map or NATIVE
    named = [others if of.label_map is None else of.label_map for of in systems]
    maps = {name: labelmaps.load(name) for name in dict.fromkeys(named) if name != NATIVE}
    if not maps:
        if any(system.label_map is not None for system in systems):
            raise WrongUse("native is for a system beside others with a label map")
        return [shared] * len(systems)
    first = next(iter(maps.values()))
    return [
        replace(shared, label_map=maps.get(name, first), native=name == NATIVE) for name in named
    ]


class Against(NamedTuple):
    """What systems are scored against: the gold of a split, or gold from anywhere."""

    split: Split | None
    gold: Path | None
    root: Path | None
    texts: Path | None


def arguments(
    systems: Sequence[SystemFile],
    against: Against,
    task: Task,
    options: Options,
    label_map: str | None,
    seen_in: Split | None,
) -> dict[str, Any]:
    """What `scoring.counts` is asked."""
    from pactbank.corpus.resources import find_root
    from pactbank.corpus.store import Store
    from pactbank.errors import WrongUse
    from pactbank.scoring import seen

    if (against.split is None) == (against.gold is None):
        raise WrongUse("say what to score against: --split or --gold, one of them")
    chosen = options_of(systems, options, label_map)
    if seen_in is not None:
        store = Store(find_root(against.root))
        chosen = [replace(of, seen=seen.seen_in(store, seen_in, of.label_map)) for of in chosen]
    return {
        "gold": against.gold,
        "systems": [system.path for system in systems],
        "task": task,
        "split": against.split,
        "root": against.root,
        "texts": against.texts,
        "options": chosen,
    }
