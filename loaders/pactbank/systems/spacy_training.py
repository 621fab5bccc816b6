"""A pipeline of spaCy trained on gold: `spacy_training.cfg` says of what, `spacy_labels` on which
labels.

One seed gives one pipeline on one machine and one version of spaCy.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from pactbank.errors import WrongUse
from pactbank.model.annotation import Annotation
from pactbank.model.progress import Progress, silent
from pactbank.systems.renaming import renamed
from pactbank.systems.spacy_labels import SPANS, Learnt, mentions_of, parts_of
from pactbank.version import __version__

Labelled = tuple[str, list[list[Learnt]]]
"""A text with its mentions and its other parts."""
_DROPPED = 0.2
"""The share of a layer that a step goes without, so that no text is learnt by heart."""


def train(
    examples: Sequence[tuple[str, Annotation]],
    seed: int,
    epochs: int,
    folder: Path,
    progress: Progress = silent,
) -> None:
    """Train a pipeline on texts with their gold, going over all of them `epochs` times, and write
    it into a folder. `progress` is called for each document each time.

    Raises `WrongUse` without spaCy, and where the texts have no mention or no cue to learn.
    """
    try:
        import spacy
    except ImportError:
        raise WrongUse('training needs spaCy: pip install "pactbank[spacy]"') from None
    from thinc.api import fix_random_seed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # spaCy's, about numbers of its network
        fix_random_seed(seed)
        pipeline = spacy.util.load_model_from_config(_config(), auto_fill=True)
        texts = [(text, [mentions_of(gold), parts_of(gold)]) for text, gold in examples]
        made = [_example(pipeline, *one) for one in texts]
        _check(made)
        optimizer = pipeline.initialize(lambda: made)
        for told, one in _in_turn(texts, seed, epochs):
            progress(told)
            pipeline.update([_example(pipeline, *one)], sgd=optimizer, drop=_DROPPED)
        pipeline.meta.update(name="pactbank", version=__version__)
        pipeline.meta[SPANS] = {"seed": seed, "epochs": epochs, "documents": len(made)}
        pipeline.to_disk(folder)


def _in_turn(texts: Sequence[Labelled], seed: int, epochs: int) -> Iterator[tuple[str, Labelled]]:
    """The texts in another order each time, every other one with other names; with the words that
    tell which time it is."""
    choice, again = random.Random(seed), list(texts)
    for epoch in range(1, epochs + 1):
        choice.shuffle(again)
        for number, (text, labels) in enumerate(again):
            told = f"{epoch} of {epochs}"
            yield told, renamed(text, labels, choice) if number % 2 else (text, labels)


def _example(pipeline: Any, text: str, labels: list[list[Learnt]]) -> Any:
    """A text and its labels, on whole tokens. Of mentions inside others the longest is learnt."""
    from spacy.training import Example
    from spacy.util import filter_spans

    mentions, parts = labels
    doc = pipeline.make_doc(text)
    doc.ents = filter_spans(_spans(doc, mentions))
    doc.spans[SPANS] = _spans(doc, parts)
    return Example(pipeline.make_doc(text), doc)


def _spans(doc: Any, learnt: Iterable[Learnt]) -> list[Any]:
    """The spans of tokens, each once, in text order. One that is a target and something else is
    learnt as the other: a target is the nearest of all parts."""
    found = {
        (span.start, span.end): span
        for one in sorted(learnt, key=lambda part: (part.label != "target", part))
        if (span := doc.char_span(one.start, one.end, one.label, alignment_mode="expand"))
    }
    return [found[key] for key in sorted(found)]


def _check(made: Sequence[Any]) -> None:
    """Raises `WrongUse` where one of the two parts of the pipeline has nothing to learn."""
    if not any(one.reference.ents for one in made):
        raise WrongUse("the documents have no mention of an entity to learn")
    if not any(one.reference.spans[SPANS] for one in made):
        raise WrongUse("the documents have no pact and no stance to learn")


def _config() -> Any:
    from thinc.api import Config

    words = files("pactbank.systems").joinpath("spacy_training.cfg").read_text("utf-8")
    return Config().from_str(words)
