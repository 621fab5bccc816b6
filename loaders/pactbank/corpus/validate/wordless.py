"""Labels of a text that the corpus does not hold: they are filed without words, and read with
them."""

from __future__ import annotations

from collections.abc import Iterator

from pactbank.corpus.validate.names import NAMED
from pactbank.corpus.wordless import quotations, with_words, words_told
from pactbank.model.annotation import Annotation
from pactbank.model.document import Document
from pactbank.model.schemas import Finding
from pactbank.model.walk import located


def labels_with_words(
    annotation: Annotation, document: Document, text: str | None, filed: bool
) -> tuple[Annotation, list[Finding]]:
    """Labels with the words that they lack, where the text is at hand, and what is wrong with them
    as labels of a text that is referenced, or is not. `filed`: they are in the corpus, which must
    not have the words."""
    if not document.referenced:
        message = f"is given, but the text of {document.id} v{document.version} is held"
        given = annotation.words_sha256 is not None
        return annotation, [Finding("PB327", "/words_sha256", message)] if given else []
    findings = list(words_told(annotation)) if filed else []
    if text is None:
        return annotation, findings
    filled, drifted = with_words(annotation, text)
    if annotation.text_sha256 != document.text.sha256:
        return filled, findings  # labels of another text (PB316) have other words
    if filed and not findings:
        findings += quotations(annotation, text, "PB327")
    return filled, [*findings, *drifted, *_misspelled(annotation, text)]


def _misspelled(annotation: Annotation, text: str) -> Iterator[Finding]:
    """Names that stand beside the places of other letters."""
    for _, pointer, label in located(annotation, NAMED):
        if label.name is None or label.name_spans is None:
            continue
        letters = "".join(text[start:end] for start, end in label.name_spans)
        if letters != label.name:
            message = f"the text has {letters!r} there, not {label.name!r}"
            yield Finding("PB320", f"{pointer}/name_spans", message)
