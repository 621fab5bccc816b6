"""Labels are pinned to a text by its hash: whether they were made for this one."""

from __future__ import annotations

from collections.abc import Iterator

from pactbank.model.schemas import Finding


def check_pin(named: str | None, text_sha256: str, document: str) -> Iterator[Finding]:
    """A finding where labels were made for another text than the document's.

    `named` is the `text_sha256` that the labels name (None: they name none, as predictions may),
    `text_sha256` that of the document's text, and `document` what to call it, like "hask-note v1".
    """
    if named not in (None, text_sha256):
        message = f"the text of {document} is {text_sha256}"
        yield Finding("PB316", "/text_sha256", message)
