"""Names and titles of documents whose text is withheld: whoever has the text can fill them in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pactbank.model.annotation import Agreement, Annotation, Ref
from pactbank.model.document import Document
from pactbank.offsets import Range
from pactbank.rights import letter_spans
from pactbank.schemas import Finding
from pactbank.validate.spans import SpannedText


def check_names(annotation: Annotation, document: Document, text: SpannedText) -> Iterator[Finding]:
    """The names of referents and agreements of one annotation."""
    needed = text.text if document.withheld else None
    layers: dict[str, Sequence[Ref | Agreement]] = {
        "refs": annotation.refs,
        "agreements": annotation.agreements or (),
    }
    for layer, labels in layers.items():
        for at, named in enumerate(labels):
            # Nearly every name stands in the text as it is.
            if needed is not None and named.name is not None and named.name not in needed:
                yield from check_letters(named.name, needed, "PB320", f"/{layer}/{at}/name")
            if named.name_spans is not None:
                place = f"/{layer}/{at}/name_spans"
                yield from check_spans(named.name, named.name_spans, text.chars, "PB320", place)


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
