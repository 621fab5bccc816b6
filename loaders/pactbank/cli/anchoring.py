"""What `pactbank anchor` tells: what it understood of a draft, and what keeps it from more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from pactbank.cli.console import err, out, print_json, screen
from pactbank.cli.display import document_view
from pactbank.cli.label_page import label_page
from pactbank.corpus.draft import Repeated, repeated
from pactbank.corpus.files import write_atomically
from pactbank.corpus.store import Store
from pactbank.errors import Problem
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document
from pactbank.model.prediction import Prediction

_PLACES = 50
"""So many places of a quote get a line."""


def show_labels(
    store: Store,
    document: Document,
    annotation: Annotation,
    problems: Sequence[Problem],
    page: Path | None,
) -> None:
    """Print the text with its labels, or write it to a page together with the problems."""
    if page is None:
        for part in document_view(store, document, annotation.annotator, annotation):
            screen.print(part)
        return
    messages = [f"{found.code} {found.pointer}: {found.message}" for found in problems]
    content = label_page(document, store.text(document), annotation, messages)
    write_atomically(page, content.encode("utf-8", "replace"))
    err.print(f"{page}: the text with its labels")


def show_choices(draft: Prediction, text: str) -> None:
    """Print a line of JSON for each place of a quote that stands at several."""
    for found in repeated(draft, text, _PLACES):
        out.print(_asked(found))
        for choice in found.choices:
            parts = {"text": choice.text, "before": choice.before, "after": choice.after}
            chosen = {name: words for name, words in parts.items() if words}
            print_json(json.dumps(chosen, ensure_ascii=False))


def _asked(found: Repeated) -> str:
    several = f" (the first {_PLACES} places)" if len(found.choices) == _PLACES else ""
    return f"for {found.words!r} at {_listed(found.pointers)}, one of these{several}:"


def _listed(pointers: Iterable[str]) -> str:
    return ", ".join(pointers)
