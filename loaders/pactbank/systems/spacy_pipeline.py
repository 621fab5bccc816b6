"""The system `spacy:PIPELINE`: the named entities of any spaCy pipeline that is installed, or lies
in a folder, with the types that it has for them.

A label map takes these onto the types of gold (`scoring.labelmaps`). One that `spacy_training`
trained has the types of gold, and agreements and stances, too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pactbank.errors import WrongUse, named
from pactbank.model.inputs import list_files, open_file, reading
from pactbank.systems.protocol import Article, Predicted, System, shortened
from pactbank.systems.spacy_labels import SPANS, found_in


class SpacySystem(System):
    """A pipeline by its name or its path; its version has a digest of its files, so that another
    training is another version. Raises `WrongUse` without spaCy, and for a pipeline that cannot be
    loaded."""

    def __init__(self, pipeline: str) -> None:
        self.name = shortened(f"spacy:{pipeline}")
        self._pipeline = _loaded(pipeline)
        meta = self._pipeline.meta
        digest = _digest(self._pipeline.path)
        self.version = shortened(f"{meta['lang']}_{meta['name']} {meta['version']} {digest}")
        self._trained = SPANS in meta
        self.types = frozenset(
            label.partition("/")[0] if self._trained else label
            for part, labels in self._pipeline.pipe_labels.items()
            if part in _FINDERS or self._pipeline.get_pipe_meta(part).factory in _FINDERS
            for label in labels
        )

    def predict(self, articles: Iterable[Article]) -> Iterator[Predicted]:
        """The labels of each article, in text order."""
        for document, text in articles:
            found = self._pipeline(text)
            layers = found_in(found) if self._trained else _entities(found)
            yield {"document": document.id, **layers}


_FINDERS = {"ner", "beam_ner", "entity_ruler", "span_ruler"}
"""The factories of spaCy's components that set entities."""


def _entities(found: Any) -> dict[str, Any]:
    entities = [
        {"start": one.start_char, "end": one.end_char, "type": one.label_} for one in found.ents
    ]
    return {"layers": ["entities"], "entities": entities}


def _digest(folder: Path) -> str:
    """Another digest where a file of a pipeline is another."""
    found = hashlib.sha256()
    with reading(folder):
        for path in list_files(folder):
            with open_file(path) as file:
                name = path.relative_to(folder).as_posix()
                found.update(name.encode() + hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()[:12]


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
        raise WrongUse(
            f"no spaCy pipeline {known}; a folder that holds one may be named, too"
        ) from None
    except Exception as error:  # whatever keeps a pipeline of another version from being loaded
        message = shortened(str(error).strip().partition("\n")[0])
        raise WrongUse(f"the spaCy pipeline {pipeline!r} cannot be loaded: {message}") from None
