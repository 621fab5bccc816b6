"""Texts that the corpus refers to and does not hold: raw and clean text from the user's cache."""

from __future__ import annotations

from dataclasses import replace

from pactbank.corpus.cached_texts import cached_text
from pactbank.corpus.files import sha256
from pactbank.errors import InvalidData, Problem, WithheldText
from pactbank.model import rules
from pactbank.model.document import Document
from pactbank.text.offsets import RawTextMap


def raw_text(document: Document, file: str) -> str:
    """The raw text of a referenced document, without a byte order mark. `file` is what a problem
    names. Raises `WithheldText` where it was not fetched."""
    text = cached_text(document.raw.sha256)
    if text is None:
        raise WithheldText([not_at_hand(document, file)])
    return text.encode("utf-8").decode(document.raw.encoding)


def clean_text(document: Document, file: str) -> str:
    """The clean text of a referenced document, made from its raw text by the recorded edits. Raises
    like `raw_text`, and `InvalidData` where that is not the text whose hash the document has."""
    raw = raw_text(document, file)
    try:
        text = RawTextMap.from_edits(document.edits, document.raw.chars).rebuild(raw)
    except ValueError as error:
        raise InvalidData([rules.problem("PB206", file, str(error))]) from None
    if (digest := sha256(text.encode("utf-8"))) != document.text.sha256:
        message = f"the edits make a text with sha256 {digest}"
        raise InvalidData([rules.problem("PB206", file, message, pointer="/edits")])
    return text


def not_at_hand(document: Document, file: str) -> Problem:
    """The problem of a text that is needed, is referenced, and was not fetched."""
    found = rules.problem("PB209", file, f"the text of {document.id} is referenced, and not here")
    return replace(found, remedy=f"Get it: pactbank fetch {document.id}.")
