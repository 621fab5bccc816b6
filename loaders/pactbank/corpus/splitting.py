"""Documents put into splits, by hand or balanced; a story is never divided."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pactbank.corpus.store import Store
from pactbank.errors import UnknownName, WrongUse, made_of_all
from pactbank.model.closed import SPLITS, Split
from pactbank.model.document import SCHEMA_VERSION
from pactbank.model.registers import NO_SPLITS, SplitLists, Splits
from pactbank.version import __version__

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NAMED = 5
"""So many documents are named in the record of a step."""
_WEIGHTS = {"documents": 3.0, "kind": 1.0, "publisher": 1.0, "type": 1.0}
"""What being balanced in each concern is worth."""

Shares = tuple[int, int, int]
"""Percent of train, validation and test."""


@dataclass(frozen=True, slots=True)
class SplitStep:
    """Documents that a step put into splits, and the sentence that splits.json has about it."""

    splits: dict[str, Split]
    procedure: str


def place(store: Store, documents: Iterable[str], split: Split) -> SplitStep:
    """Put documents into a split, each with its whole story; nothing is written where all of them
    are in it. Raises `UnknownName`."""
    named = list(dict.fromkeys(documents))
    with store.held():
        stories = _stories(store)
        for name in named:
            if name not in store.versions():
                raise UnknownName("document", name, store.versions())
        together = [one for story in stories.values() if {*story} & {*named} for one in story]
        listed = " ".join(named[:_NAMED]) + (f" … ({len(named)})" if len(named) > _NAMED else "")
        before = placed(store)
        moved = {one: split for one in together if before.get(one) != split}
        step = SplitStep(moved, f"pactbank split {listed} --to {split}")
        if moved:
            _write(store, step, {**before, **moved}, _recorded(store).procedure)
    return step


def deal(
    store: Store, shares: Shares, seed: int, anew: bool = False, named: Iterable[str] = ()
) -> SplitStep:
    """Deal the documents that are in no split out to the splits; with `anew` all of them. Where
    some are named, only these with their stories, and the shares are shares of them. Raises
    `WrongUse` for shares that are not 100 percent, `UnknownName`."""
    if sum(shares) != 100 or min(shares) < 0:
        raise WrongUse(f"{'/'.join(map(str, shares))} is not 100 percent in three shares")
    with store.held():
        group = _with_stories(store, named)
        before = placed(store)
        others = {name: split for name, split in before.items() if group and name not in group}
        fixed = others if anew else before
        stories = {
            story: names
            for story, names in _stories(store).items()
            if not group or not group.isdisjoint(names)
        }
        # Whoever joins a story that is in a split follows it.
        joined = {one: fixed[s] for story in stories.values() for s in story if s in fixed
                  for one in story if one not in fixed}  # fmt: skip
        free = {name: story for name, story in stories.items() if not {*story} & fixed.keys()}
        counted = {n: s for n, s in {**fixed, **joined}.items() if not group or n in group}
        made = _dealt(store, free, counted, shares, seed) | joined
        step = SplitStep(made, _told(shares, seed, len(made), len(free), bool(group)))
        if made:
            earlier = () if anew and not group else _recorded(store).procedure
            _write(store, step, {**fixed, **made}, earlier)
    return step


def placed(store: Store) -> dict[str, Split]:
    """The split of each document that is in one."""
    lists = _recorded(store).splits
    return {name: split for split in SPLITS for name in lists.of(split)}


def _recorded(store: Store) -> Splits:
    """The splits; empty ones where there never was a splits.json. Raises `InvalidData` where it is
    lost: what is written then would forget where every other document was."""
    if store.holds(store.corpus / "splits.json") or "splits.json" in store.locked_hashes():
        return store.splits
    return NO_SPLITS


def _write(
    store: Store, step: SplitStep, splits: Mapping[str, Split], earlier: tuple[str, ...]
) -> None:
    lists = {split: tuple(sorted(n for n, of in splits.items() if of == split)) for split in SPLITS}
    store.write_splits(
        Splits(
            schema_version=SCHEMA_VERSION,
            splits=SplitLists(**lists),
            procedure=(*earlier, step.procedure),
        )
    )


def _stories(store: Store) -> dict[str, list[str]]:
    """The documents of each story."""
    found: dict[str, list[str]] = defaultdict(list)
    for document in made_of_all(store.versions(), store.document):
        found[document.story].append(document.id)
    return dict(found)


def _with_stories(store: Store, named: Iterable[str]) -> set[str]:
    """Documents and those that share a story with one of them. Raises `UnknownName`."""
    asked = set(named)
    for name in sorted(asked - store.versions().keys()):
        raise UnknownName("document", name, store.versions())
    return {one for story in _stories(store).values() if asked & {*story} for one in story}


def _told(shares: Shares, seed: int, documents: int, stories: int, named: bool) -> str:
    return (
        f"pactbank {__version__} split --auto {'/'.join(map(str, shares))} --seed {seed}: "
        f"{documents} documents {'by name ' if named else ''}of {stories} stories; whole stories, "
        "the largest first and else in an order made from the seed, each to the split that lacks "
        "most of its documents, kinds, publishers and types of labels"
    )


def _dealt(
    store: Store,
    stories: Mapping[str, list[str]],
    fixed: Mapping[str, Split],
    shares: Shares,
    seed: int,
) -> dict[str, Split]:
    """The split of each document of the stories: each story, the largest first, goes where the
    squared distance from the shares is least, over documents, kinds, publishers and types."""
    import numpy as np

    dealt = {name for story in stories.values() for name in story}
    features = {name: _features(store, name) for name in sorted(dealt | fixed.keys())}
    columns = sorted({feature for counts in features.values() for feature in counts})
    vectors = {
        name: np.array([counts[feature] for feature in columns], dtype=float)
        for name, counts in features.items()
    }
    total = sum(
        (vectors[name] for name in vectors if fixed.get(name) != "challenge"),
        np.zeros(len(columns)),
    )
    weights = _column_weights(columns) / np.maximum(total, 1) ** 2
    lacking = np.outer(np.array(shares) / 100, total)
    for name, split in fixed.items():
        if (at := SPLITS.index(split)) < len(shares):
            lacking[at] -= vectors[name]
    order = sorted(stories, key=lambda story: (-len(stories[story]), _drawn(seed, story)))
    made: dict[str, Split] = {}
    for story in order:
        weight = sum((vectors[name] for name in stories[story]), np.zeros(len(columns)))
        at = _best(lacking, weight, weights, shares)
        lacking[at] -= weight
        made |= dict.fromkeys(stories[story], SPLITS[at])
    return made


def _best(lacking: NDArray[Any], story: NDArray[Any], weights: NDArray[Any], shares: Shares) -> int:
    """The split whose distance from its share shrinks most, or grows least, with a story; never
    one without a share."""
    change = (weights * ((lacking - story) ** 2 - lacking**2)).sum(axis=1)
    open_ = [at for at, share in enumerate(shares) if share]
    return min(open_, key=lambda at: (float(change[at]), at))


def _column_weights(columns: list[tuple[str, str]]) -> NDArray[Any]:
    """What each column is worth: the weight of its concern, in equal parts."""
    import numpy as np

    sizes = Counter(concern for concern, _ in columns)
    return np.array([_WEIGHTS[concern] / sizes[concern] for concern, _ in columns])


def _features(store: Store, name: str) -> Counter[tuple[str, str]]:
    """What is to be balanced: the document, its kind and publisher, and the types of its gold
    labels or, before there are any, of the labels of the first annotator who has some."""
    document = store.document(name)
    publisher = document.source.publisher.value or ""
    found = Counter({("documents", ""): 1, ("kind", document.kind): 1, ("publisher", publisher): 1})
    for annotator in ("gold", *store.registered()):
        if annotation := store.annotation(annotator, document):
            for layer in (annotation.entities, annotation.agreements, annotation.stances):
                found.update(("type", label.type) for label in layer or ())
            break
    return found


def _drawn(seed: int, story: str) -> str:
    """A place in a random order, the same in every version of Python."""
    return sha256(f"{seed}:{story}".encode()).hexdigest()
