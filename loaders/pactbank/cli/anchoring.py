"""What `pactbank anchor` tells: what it understood of a draft, and what keeps it from more."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pactbank.cli.console import err, out, print_json, screen
from pactbank.cli.display import document_view
from pactbank.cli.label_page import label_page
from pactbank.corpus.draft import Repeated, anchor_draft, repeated, told_of_draft
from pactbank.corpus.files import sha256, write_atomically
from pactbank.corpus.oddities import oddities, tidied
from pactbank.corpus.short import in_quotes
from pactbank.corpus.store import Store
from pactbank.corpus.validate import check
from pactbank.errors import Problem
from pactbank.model import codec
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import place
from pactbank.model.short import ShortDraft

_PLACES = 50
"""So many places of a quote get a line."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A draft as it was understood. `problems` has warnings too; without an annotation, some of
    them say why there is none."""

    document: Document
    text: str
    annotation: Annotation | None
    problems: list[Problem]

    @property
    def counts(self) -> str:
        """How many labels each layer has."""
        layers = self.annotation.layers if self.annotation else ()
        return ", ".join(f"{len(getattr(self.annotation, name))} {name}" for name in layers)


def understood(
    store: Store,
    written: Prediction | ShortDraft,
    source: tuple[bytes, str],
    annotator: str,
    guidelines: bytes,
    created: str,
) -> Understood:
    """The labels of a draft, with everything that is wrong or odd; `source` is the bytes that it
    was read from and what to call them. Raises like `Store.text`."""
    data, file = source
    document = store.document(written.document, written.version)
    text = store.text(document)
    draft, misplaced = in_quotes(written, text)
    annotation, problems = None, sorted(place(misplaced, data, file))
    if not misplaced:
        annotation, problems = anchor_draft(
            draft,
            source,
            document,
            text,
            annotator=annotator,
            guidelines_sha256=sha256(guidelines),
            created=created,
        )
    if annotation is not None:
        annotation = tidied(annotation, text)
        broken = check(store, annotation, codec.encode(annotation), file)
        problems = told_of_draft(broken, annotation, draft, source)
    warnings = sorted(place(oddities(draft, text, document.language), data, file))
    return Understood(document, text, annotation, [*warnings, *problems])


def show_labels(store: Store, found: Understood, page: Path | None) -> None:
    """Print the text with its labels, or write it to a page together with the problems."""
    document, annotation = found.document, found.annotation
    if annotation is None:
        return
    if page is None:
        for part in document_view(store, document, annotation.annotator, annotation):
            screen.print(part)
        return
    messages = [f"{each.code} {each.pointer}: {each.message}" for each in found.problems]
    content = label_page(document, found.text, annotation, messages)
    write_atomically(page, content.encode("utf-8", "replace"))
    err.print(f"{page}: the text with its labels")


def show_choices(draft: Prediction | ShortDraft, text: str) -> None:
    """Print a line of JSON for each place of a quote that stands at several; a short draft has no
    quotes."""
    if isinstance(draft, ShortDraft):
        return
    for found in repeated(draft, text, _PLACES):
        out.print(_asked(found))
        for choice in found.choices:
            parts = {"text": choice.text, "before": choice.before, "after": choice.after}
            chosen = {name: words for name, words in parts.items() if words}
            print_json(json.dumps(chosen, ensure_ascii=False))


def _asked(found: Repeated) -> str:
    several = f" (the first {_PLACES} places)" if len(found.choices) == _PLACES else ""
    return f"for {found.words!r} at {', '.join(found.pointers)}, one of these{several}:"
