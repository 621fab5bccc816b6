"""A system trained on the gold of a corpus, into a folder that is whole or not there at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pactbank.bench.contest import contest_of
from pactbank.corpus.files import check_writable
from pactbank.corpus.store import Store
from pactbank.dataset.replacement import recover, replacing
from pactbank.errors import WrongUse
from pactbank.model.closed import LAYERS, Split
from pactbank.model.inputs import is_there
from pactbank.model.progress import Watching


@dataclass(frozen=True)
class Trained:
    """The documents that were trained on; those whose text is not at hand; and those whose gold
    lacks a layer."""

    documents: tuple[str, ...]
    absent: tuple[str, ...]
    partial: tuple[str, ...]


def train_spacy(
    store: Store, split: Split, out: Path, seed: int, epochs: int, watching: Watching
) -> Trained:
    """Train a pipeline of spaCy on the train split, into the folder `out`.

    Raises `WrongUse` for any other split, for a folder that is there already, where no document
    has gold, and like `systems.spacy_training.train`.
    """
    from pactbank.systems.spacy_training import train

    if split != "train":
        raise WrongUse(
            f"a system is trained on split train alone: {split} tells what it has learnt"
        )
    check_writable(out)
    recover(out)
    if is_there(out):
        raise WrongUse(f"{out} is there already; name a new folder, or remove it")
    contest = contest_of(store, split)
    golds = {one.id: store.annotation("gold", one) for one in contest.documents}
    whole = {name: gold for name, gold in golds.items() if gold and set(gold.layers) == set(LAYERS)}
    examples = [(store.text(one), whole[one.id]) for one in contest.documents if one.id in whole]
    with replacing(out) as folder, watching("training", epochs * len(examples)) as progress:
        train(examples, seed, epochs, folder, progress)
    partial = tuple(name for name in golds if name not in whole)
    return Trained(tuple(whole), contest.absent, partial)
