"""Records to the rows of each config, in the form that `features` promises; nothing is read or
written."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from types import GenericAlias
from typing import Any

import msgspec

from pactbank.dataset.released import ReleasedDocument
from pactbank.model.annotation import Agreement
from pactbank.model.closed import Split
from pactbank.model.derived import overall_condition, overall_stage
from pactbank.model.document import Document, Zone
from pactbank.text.offsets import Range
from pactbank.text.tokens import TAGS, Lost, Tagged, bio, words_in

Row = dict[str, Any]

_TAG_NUMBER = {tag: number for number, tag in enumerate(TAGS)}


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """One document of a build: its rows by config, and how many mentions its tags cannot hold."""

    split: Split
    rows: dict[str, list[Row]]
    lost: Counter[Lost]

    @property
    def document(self) -> Row:
        """The row of the config `documents`, which has one for each document."""
        return self.rows["documents"][0]


def rows_of(released: ReleasedDocument) -> DocumentRows:
    """The rows of one document. A layer that was not annotated has no row, which is not the same
    as a row with an empty layer."""
    document = document_row(released)
    rows = {"documents": [document]}
    lost: Counter[Lost] = Counter()
    gold = released.gold
    if gold is None:
        return DocumentRows(released.split, rows, lost)
    labels = plain(gold)
    if gold.entities is not None:
        kind_at = zone_kinds(released.document)
        for mention in labels["entities"]:
            mention["zone"] = kind_at(mention["start"])
        rows["entities"] = [layer_row(released, labels, "entities", labels["entities"])]
        tagged: list[Tagged] = [(m.start, m.end, m.type) for m in gold.entities]
        rows["tokens"], lost = token_rows(document, known_words(released), tagged)
    if gold.agreements is not None:
        agreements = list(map(agreement_row, gold.agreements, labels["agreements"]))
        rows["agreements"] = [layer_row(released, labels, "agreements", agreements)]
    if gold.stances is not None:
        rows["stances"] = [layer_row(released, labels, "stances", labels["stances"])]
    return DocumentRows(released.split, rows, lost)


def plain(value: Any) -> Any:
    """A record, or a tuple of them, as dicts and lists, under the names of its JSON and with every
    default."""
    if isinstance(value, msgspec.Struct):
        written = msgspec.json.encode(value)
        return msgspec.to_builtins(msgspec.json.decode(written, type=_whole(type(value))))
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


@cache
def _whole(record: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """A record like this one that leaves no field out where it is written. Its values are right
    already: only fields that hold records have a type."""
    fields = []
    for field in msgspec.structs.fields(record):
        default = {} if field.default is msgspec.NODEFAULT else {"default": plain(field.default)}
        held = _held(msgspec.inspect.type_info(field.type))
        kind = msgspec.field(name=field.encode_name, **default)
        fields.append((field.name, Any if held is None else held, kind))
    return msgspec.defstruct(record.__name__, fields, kw_only=True, gc=False)


def _held(kind: msgspec.inspect.Type) -> Any:
    """The type of a field that holds records: one that may be lacking, or a list of them."""
    match kind:
        case msgspec.inspect.StructType(cls):
            return _whole(cls) | None
        case msgspec.inspect.VarTupleType(item):
            held = _held(item)
            return held and GenericAlias(list, held) | None
        case msgspec.inspect.UnionType(types):
            return next(filter(None, map(_held, types)), None)
    return None


def _identity(released: ReleasedDocument) -> Row:
    return {
        "document": released.document.id,
        "version": released.document.version,
        "text": released.text,
        "text_available": released.text is not None,
        "text_sha256": released.document.text.sha256,
    }


def document_row(released: ReleasedDocument) -> Row:
    """The row of the config `documents`."""
    document, gold = released.document, released.gold
    source = document.source
    return {
        **_identity(released),
        "text_chars": document.text.chars,
        "language": document.language,
        "kind": document.kind,
        "story": document.story,
        "title": document.title,
        "title_spans": plain(document.title_spans),
        "reference_date": document.reference_date,
        "publisher": source.publisher.value,
        "authors": list(source.authors.value),
        "published": source.published.value,
        "url": source.url.value,
        "archived_url": source.archived_url.value,
        "retrieved": source.retrieved.value,
        "rights_holder": document.rights.holder,
        "license": document.rights.license,
        "redistribution": document.rights.redistribution,
        "origin": document.origin.kind,
        "origin_how": document.origin.how,
        "origin_by": document.origin.by,
        "raw_sha256": document.raw.sha256,
        "raw_chars": document.raw.chars,
        "raw_encoding": document.raw.encoding,
        "cleaning": document.cleaning.name,
        "cleaning_version": document.cleaning.version,
        "zones": [zone_row(zone) for zone in document.zones],
        "edits": plain(document.edits),
        "layers": list(gold.layers) if gold else [],
        "scheme_version": gold.scheme_version if gold else None,
        "guidelines_sha256": gold.guidelines_sha256 if gold else None,
        "labelled": gold.created if gold else None,
    }


def zone_row(zone: Zone) -> Row:
    start, end = zone.text or (None, None)
    return {
        "kind": zone.kind,
        "start": start,
        "end": end,
        "raw_start": zone.raw[0],
        "raw_end": zone.raw[1],
        "rule": zone.rule,
        "confidence": zone.confidence,
    }


def layer_row(released: ReleasedDocument, gold: Row, layer: str, labels: list[Row]) -> Row:
    """A document's row of one layer, with the referents its labels name; `gold` is the plain
    annotation."""
    return {**_identity(released), "refs": gold["refs"], layer: labels}


def agreement_row(agreement: Agreement, labels: Row) -> Row:
    """An agreement, which is plain in `labels`, with what its status adds up to."""
    return {
        **labels,
        "overall_stage": overall_stage(agreement),
        "overall_condition": overall_condition(agreement),
    }


def zone_kinds(document: Document) -> Callable[[int], str | None]:
    """A function from an offset in the text to the kind of the kept zone around it, None where
    there is no such zone."""
    kept = sorted((zone.text, zone.kind) for zone in document.zones if zone.text is not None)
    starts = [start for (start, _), _ in kept]

    def kind_at(offset: int) -> str | None:
        at = bisect_right(starts, offset) - 1
        return kept[at][1] if at >= 0 and offset < kept[at][0][1] else None

    return kind_at


def known_words(released: ReleasedDocument) -> Sequence[Range] | None:
    """The places of the words of a document's kept zones, None where they are not known."""
    if released.text is None:
        return released.document.words
    return words_in(released.text, released.document.kept_ranges)


def token_rows(
    document: Row, places: Sequence[Range] | None, tagged: Sequence[Tagged]
) -> tuple[list[Row], Counter[Lost]]:
    """A row for each kept zone of a document, and how many mentions the tags cannot hold.

    `document` is its row of the config `documents`, `places` has the words of its kept zones. Where
    these are None, so are offsets and tags.
    """
    starts, ends = map(list, zip(*places, strict=True)) if places else ([], [])
    ordered = sorted(tagged)
    begins = [start for start, _, _ in ordered]
    rows: list[Row] = []
    lost: Counter[Lost] = Counter()
    at = 0
    for number, zone in enumerate(document["zones"]):
        start, end = zone["start"], zone["end"]
        if start is None:
            continue
        row = {
            "document": document["document"],
            "version": document["version"],
            "zone": number,
            "kind": zone["kind"],
            "text_available": document["text_available"],
            **dict.fromkeys(("tokens", "starts", "ends", "tags")),
        }
        if places is not None:
            first, at = at, bisect_left(starts, end, at)
            spans = places[first:at]
            mentions = ordered[bisect_left(begins, start) : bisect_left(begins, end)]
            tags, lost_here = bio(spans, mentions)
            lost.update(lost_here)
            row["starts"], row["ends"] = starts[first:at], ends[first:at]
            row["tags"] = list(map(_TAG_NUMBER.__getitem__, tags))
            if document["text_available"]:
                text = document["text"]
                row["tokens"] = [text[s:e] for s, e in spans]
        rows.append(row)
    return rows, lost
