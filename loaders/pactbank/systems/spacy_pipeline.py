"""The system `spacy:PIPELINE`: the named entities of any spaCy pipeline that is installed, or lies
in a folder, with the types that it has for them.

A label map takes these onto the types of gold (`scoring.labelmaps`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pactbank.errors import WrongUse, named
from pactbank.systems.protocol import Article, Predicted, System, shortened


class SpacySystem(System):
    """A pipeline by its name or its path. Raises `WrongUse` without spaCy, and for a pipeline that
    cannot be loaded."""

    def __init__(self, pipeline: str) -> None:
        self.name = shortened(f"spacy:{pipeline}")
        self._pipeline = _loaded(pipeline)
        meta = self._pipeline.meta
        self.version = f"{meta['lang']}_{meta['name']} {meta['version']}"
        self.types = frozenset(
            label
            for part, labels in self._pipeline.pipe_labels.items()
            if part in _FINDERS or self._pipeline.get_pipe_meta(part).factory in _FINDERS
            for label in labels
        )

    def predict(self, articles: Iterable[Article]) -> Iterator[Predicted]:
        """The entities of each article, in text order."""
        for document, text in articles:
            found = self._pipeline(text).ents
            yield {
                "document": document.id,
                "layers": ["entities"],
                "entities": [
                    {"start": one.start_char, "end": one.end_char, "type": one.label_}
                    for one in found
                ],
            }


_FINDERS = {"ner", "beam_ner", "entity_ruler", "span_ruler"}
"""The factories of spaCy's components that set entities."""


def _loaded(pipeline: str) -> Any:
    try:
        import spacy
    except ImportError:
        raise WrongUse(
            'spaCy pipelines need spaCy: pip install "pactbank[spacy]", then '
            "python -m spacy download PIPELINE"
        ) from None
    try:
        return spacy.load(pipeline)
    except OSError:
        known = named(pipeline, spacy.util.get_installed_models())
        raise WrongUse(f"no spaCy pipeline {known}; or name its folder") from None
    except Exception as error:  # whatever keeps a pipeline of another version from being loaded
        message = shortened(str(error).strip().partition("\n")[0])
        raise WrongUse(f"the spaCy pipeline {pipeline!r} cannot be loaded: {message}") from None
