"""What a checkout says of a referenced text, which it does not hold: nothing in the text's words.

The record of such a document and its labels have offsets, types and ids, and of names only those
that are no quotation of anything: a name or a title of more than three words is withheld as the
places of its letters. One digest over the labels *with* their words shows, as soon as the text is
at hand, that they are still the labels that were made.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from pactbank.corpus import rights
from pactbank.model import walk
from pactbank.model.annotation import Annotation
from pactbank.model.closed import LAYERS
from pactbank.model.document import Document, Found, FoundNames
from pactbank.model.schemas import Finding

Run = tuple[str, ...]
"""Words that follow one another, without case and punctuation."""
_NAMED = {"referent": "refs/*", "agreement": "agreements/*"}
_NUMBERS = {"words", "edits", "title_spans", "name_spans"}
"""Fields with many numbers and nothing else."""
_ADDRESS = re.compile(r"https?://\S*")
"""An address says where a text is had, whatever words it contains."""


def recorded_annotation(annotation: Annotation, text: str) -> Annotation:
    """The labels as a checkout has them: without the words of spans, names with the places of
    their letters, and the digest of all of it. `with_words` undoes this."""
    whole, _ = with_words(replace(annotation, words_sha256=None), text)
    value = msgspec.to_builtins(whole)
    bare = rights.withhold_annotation(value, text)
    for layer in ("refs", "agreements"):
        for label, withheld in zip(value.get(layer) or (), bare.get(layer) or (), strict=True):
            if label["name"] is not None and not rights.runs(label["name"]):
                withheld["name"] = label["name"]
    return replace(msgspec.convert(bare, Annotation), words_sha256=words_sha256(whole))


def recorded_document(document: Document, text: str) -> Document:
    """The record as a checkout has it: with the places of its words, without a title of more than
    three words, and without facts about the source that were read in the text and quote it."""
    quoting = rights.runs(text)

    def is_quoted(words: str | None) -> bool:
        return words is not None and bool(rights.runs(words) & quoting)

    value = rights.withhold_document(msgspec.to_builtins(document), text)
    title = None if rights.runs(document.title or "") else document.title
    publisher, authors = document.source.publisher, document.source.authors
    holder = document.rights.holder
    if publisher.found != "option" and is_quoted(publisher.value):
        holder = None if holder == publisher.value else holder
        publisher = Found(value=None, found="absent")
    if authors.found != "option":
        names = tuple(name for name in authors.value if not is_quoted(name))
        authors = FoundNames(value=names, found=authors.found if names else "absent")
    return replace(
        msgspec.convert(value, Document),
        title=title,
        source=replace(document.source, publisher=publisher, authors=authors),
        rights=replace(document.rights, holder=holder),
    )


def with_title(document: Document, text: str) -> Document:
    """The record with its title, which may be withheld."""
    letters = "".join(text[start:end] for start, end in document.title_spans or ())
    return replace(document, title=document.title or letters or None, title_spans=None)


def with_words(annotation: Annotation, text: str) -> tuple[Annotation, list[Finding]]:
    """The labels with the words that they lack, and a finding where these are not the words for
    which they were made. Labels that have no place in the text are returned as they are."""
    try:
        value = rights.restore_annotation(msgspec.to_builtins(annotation), text)
        filled = replace(msgspec.convert(value, Annotation), words_sha256=None)
    except msgspec.ValidationError as error:
        return annotation, [Finding("PB327", "", f"the text at these offsets is no label: {error}")]
    if annotation.words_sha256 in (None, digest := words_sha256(filled)):
        return filled, []
    message = f"the labels with their words have sha256 {digest}: one of them was changed"
    return filled, [Finding("PB327", "/words_sha256", message)]


def words_sha256(annotation: Annotation) -> str:
    """The digest of labels that have their words, as docs/RIGHTS.md defines it."""
    value = msgspec.to_builtins(annotation)
    labels = _canonical({layer: value.get(layer) for layer in ("refs", *LAYERS)})
    data = json.dumps(labels, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(data.encode("utf-8")).hexdigest()


def gold_sha256(labels: Iterable[Annotation]) -> str:
    """The digest of the labels of several documents with their words, whichever texts are at
    hand."""
    digests = {of.document: of.words_sha256 or words_sha256(of) for of in labels}
    return hashlib.sha256(msgspec.json.encode(digests, order="sorted")).hexdigest()


def _canonical(value: Any) -> Any:
    """A JSON value without members that are null or false, and without letter spans."""
    if isinstance(value, dict):
        return {
            key: _canonical(item)
            for key, item in value.items()
            if item is not None and item is not False and key != "name_spans"
        }
    if isinstance(value, (list, tuple)):
        return [_canonical(item) for item in value]
    return value


def words_told(annotation: Annotation) -> Iterator[Finding]:
    """What labels in a checkout must not say of a referenced text, as far as that can be seen
    without it; and that they lack the digest."""
    if annotation.words_sha256 is None:
        yield Finding("PB327", "", "words_sha256 is missing")
    for _, pointer, span in walk.located(annotation, walk.SPANS):
        if span.text is not None:
            yield Finding("PB327", f"{pointer}/text", "the words of a referenced text")
    for _, pointer, label in walk.located(annotation, _NAMED):
        if label.name is not None and label.name_spans is None:
            yield Finding("PB327", pointer, "name_spans is missing")
        if label.name is not None and rights.runs(label.name):
            yield Finding("PB327", f"{pointer}/name", "a name of more than three words")


def quotations(record: Document | Annotation, text: str, code: str) -> Iterator[Finding]:
    """Every string in a record that has four words running of a text, but for addresses."""
    forbidden = rights.runs(text)
    for pointer, words in _strings(msgspec.to_builtins(record), ""):
        if quoted := sorted(rights.runs(words) & forbidden):
            message = f"quotes a text that is referenced: {' '.join(quoted[0])!r}"
            yield Finding(code, pointer, message)


def lines_of_runs(page: str) -> dict[Run, int]:
    """Every run of four words of a page, with the first line on which it begins."""
    words = [
        (word, number)
        for number, line in enumerate(page.split("\n"), 1)
        for word in re.findall(r"\w+", line.casefold())
    ]
    found: dict[Run, int] = {}
    for at, (_, number) in enumerate(words[:-3]):
        found.setdefault(tuple(word for word, _ in words[at : at + 4]), number)
    return found


def _strings(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if not _ADDRESS.fullmatch(value):
            yield pointer, value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _NUMBERS:
                yield from _strings(item, f"{pointer}/{key}")
    elif isinstance(value, (list, tuple)):
        for at, item in enumerate(value):
            yield from _strings(item, f"{pointer}/{at}")
