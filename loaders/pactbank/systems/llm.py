"""The system `llm:MODEL`: a language model of any provider that Inspect AI knows, asked once for
all labels of a text, as quotes."""

from __future__ import annotations

import asyncio
import hashlib
import importlib.metadata
import math
from collections.abc import Iterable, Iterator
from typing import Any

from pactbank.errors import WrongUse
from pactbank.model.benchmark import Tokens
from pactbank.model.closed import ENTITY_TYPES, LAYERS
from pactbank.systems import asking
from pactbank.systems.answering import Labels
from pactbank.systems.prompt import prompt
from pactbank.systems.protocol import Article, Predicted, System, shortened

TIMEOUT = 300.0
"""Seconds that a model has for a document, with all that is asked again."""
_LONGEST_TIMEOUT = 86400.0


class LlmSystem(System):
    """A model by the name that Inspect knows it by. Its version is that of Inspect and a digest of
    what is asked: a provider may change what lies behind the name of a model.

    Raises `WrongUse` without Inspect, for a model that Inspect cannot give, and for a time of 0 s.
    """

    types = frozenset(ENTITY_TYPES)

    def __init__(self, model: str, timeout: float = TIMEOUT) -> None:
        if not 0 < timeout <= _LONGEST_TIMEOUT:  # nan is neither
            raise WrongUse("a model has a time between 0 and 86400 s for a text")
        self.name = shortened(f"llm:{model}")
        self._model = asking.model_of(model)
        asked = hashlib.sha256(prompt("", "").encode()).hexdigest()[:12]
        self.version = f"inspect_ai {importlib.metadata.version('inspect_ai')} {asked}"
        self._seconds = math.ceil(timeout)
        self._loop: asyncio.Runner | None = None

    def predict(self, articles: Iterable[Article]) -> Iterator[Predicted]:
        """The labels of each article as the model gives them, with the schema before its eyes."""
        for article in articles:
            yield self._labels(article)

    def _labels(self, article: Article) -> Labels:
        output = self._output(article)
        if (spent := asking.tokens_of(output)) is not None:
            before = self.tokens or Tokens(input=0, output=0)
            self.tokens = Tokens(
                input=before.input + spent.input, output=before.output + spent.output
            )
        return asking.labels_of(output, article.document.id)

    def _output(self, article: Article) -> Any:
        from inspect_ai.model import GenerateConfig

        document, text = article
        asked = prompt(document.id, text, document.reference_date)
        config = GenerateConfig(
            timeout=self._seconds, attempt_timeout=self._seconds, **asking.structured(LAYERS)
        )
        if self._loop is None:  # one for all documents: a provider's connections belong to a loop
            self._loop = asyncio.Runner()
        try:
            return self._loop.run(self._model.generate(asked, config=config))
        except Exception as error:  # whatever a provider raises
            raise asking.failed(error, self._model) from error

    def close(self) -> None:
        if self._loop is not None:
            self._loop.run(self._model.api.aclose())
            self._loop.close()
            self._loop = None
