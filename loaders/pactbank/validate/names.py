"""Names and titles of documents whose text is withheld: whoever has the text can fill them in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pactbank.model.annotation import Annotation
from pactbank.model.document import Document
from pactbank.offsets import Range
from pactbank.rights import letter_spans
from pactbank.schemas import Finding
from pactbank.validate.spans import SpannedText


def check_names(annotation: Annotation, document: Document, text: SpannedText) -> Iterator[Finding]:
    """The names of referents and agreements of one annotation."""
    places = [(f"/refs/{at}", ref) for at, ref in enumerate(annotation.refs)]
    places += [
        (f"/agreements/{at}", pact)  # type: ignore[misc]
        for at, pact in enumerate(annotation.agreements or ())
    ]
    for pointer, named in places:
        if document.withheld and text.text is not None:
            yield from check_letters(named.name, text.text, "PB320", f"{pointer}/name")
        yield from check_spans(
            named.name, named.name_spans, text.chars, "PB320", f"{pointer}/name_spans"
        )


def check_letters(name: str | None, text: str, code: str, pointer: str) -> Iterator[Finding]:
    """Each character of a name stands somewhere in the text it will be filled in from."""
    if name is not None and letter_spans(name, text) is None:
        lacking = "".join(sorted(set(name) - set(text)))
        yield Finding(code, pointer, f"the text has no {lacking!r}, of which {name!r} is made")


def check_spans(
    name: str | None, spans: Sequence[Range] | None, chars: int, code: str, pointer: str
) -> Iterator[Finding]:
    """Letter spans stand in the place of a name and lie inside a text of so many code points."""
    if spans is None:
        return
    if name is not None:
        yield Finding(code, pointer, f"{name!r} is not withheld")
    for at, (start, end) in enumerate(spans):
        if not start < end <= chars:
            yield Finding("PB301", f"{pointer}/{at}", f"[{start}, {end}) in a text of {chars}")
