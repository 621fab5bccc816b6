"""The part of a file that is one text: an item of a feed, a cell of a table, a value in JSON, the
sentences of a treebank."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from xml.etree import ElementTree

import msgspec

from pactbank.corpus.extract.parameters import Given, Unextractable, count, words

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ATOM = "{http://www.w3.org/2005/Atom}"
_FIELDS = {
    "description": ("description", f"{_ATOM}summary"),
    "content": (_CONTENT, f"{_ATOM}content"),
}
"""The elements of RSS and of Atom that a field means."""


def feed_item(data: bytes, given: Given) -> str:
    """The description, or the content, of the one item of a feed that has this guid or link."""
    try:
        feed = ElementTree.fromstring(data)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        # The last two are of encodings that do not exist, or that the parser does not know.
        raise Unextractable(f"not a feed in XML: {error}") from None
    item, field = words(given, "item"), words(given, "field", "description")
    items = [*feed.iter("item"), *feed.iter(f"{_ATOM}entry")]
    found = [each for each in items if item in _names(each)]
    if len(found) != 1:
        raise Unextractable(f"{len(found)} of {len(items)} items have the guid or link {item!r}")
    for name in _FIELDS[field]:
        if (element := found[0].find(name)) is not None:
            return "".join(element.itertext())
    raise Unextractable(f"the item {item!r} has no {field}")


def _names(item: ElementTree.Element) -> Iterator[str]:
    """What an item may be known by: guid and link in RSS, id and addresses in Atom."""
    for name in ("guid", "link", f"{_ATOM}id", f"{_ATOM}link"):
        for element in item.iter(name):
            yield (element.get("href") or element.text or "").strip()


def csv_cell(text: str, given: Given) -> str:
    """The cell in `column` of the one row that has `value` in the column `key`."""
    column, key, value = (words(given, name) for name in ("column", "key", "value"))
    lines = io.StringIO(text, newline="")
    usual = csv.field_size_limit(len(text) + 1)  # a cell may be a whole page
    try:
        rows = csv.DictReader(lines, delimiter=words(given, "delimiter", ","), strict=True)
        for name in (column, key):
            if name not in (rows.fieldnames or ()):
                raise Unextractable(f"the table has no column {name!r}")
        found = [row for row in rows if row[key] == value]
    except (csv.Error, TypeError) as error:
        raise Unextractable(f"not a table in CSV: {error}") from None
    finally:
        csv.field_size_limit(usual)
    if len(found) != 1:
        raise Unextractable(f"{len(found)} rows have {value!r} in the column {key!r}")
    return found[0][column] or ""


def json_value(data: bytes, given: Given) -> str:
    """The string to which a JSON pointer leads, or a list of them as paragraphs; of JSON Lines, in
    the line with this number, counted from 1."""
    pointer, number = words(given, "pointer"), count(given, "line")
    try:
        value: object = msgspec.json.decode(_line(data, number) if number else data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unextractable(f"not JSON: {error}") from None
    for step in pointer.split("/")[1:]:
        value = _below(value, step.replace("~1", "/").replace("~0", "~"), pointer)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "\n\n".join(value)
    if not isinstance(value, str):
        raise Unextractable(f"at {pointer!r} there is no string")
    return value


def _line(data: bytes, number: int) -> bytes:
    lines = data.split(b"\n")
    if number > len(lines):
        raise Unextractable(f"there are {len(lines)} lines, and none is number {number}")
    return lines[number - 1]


def _below(value: object, step: str, pointer: str) -> object:
    if isinstance(value, dict) and step in value:
        return value[step]
    if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        return value[int(step)]
    raise Unextractable(f"the JSON pointer {pointer!r} leads nowhere: nothing is at {step!r}")


def treebank_text(text: str, given: Given) -> str:
    """The sentences of a document in CoNLL-U, or of the whole file, from their lines `# text`; a
    blank line stands between paragraphs."""
    import conllu

    wanted = words(given, "document")
    document, paragraphs, found = "", list[list[str]](), not wanted
    try:
        for sentence in conllu.parse_incr(io.StringIO(text)):
            known = sentence.metadata
            document = known.get("newdoc id", document)
            if wanted and document != wanted:
                continue
            found = True
            if not paragraphs or known.keys() & {"newdoc", "newdoc id", "newpar", "newpar id"}:
                paragraphs.append([])
            paragraphs[-1].append(known["text"])
    except (conllu.exceptions.ParseException, KeyError, ValueError) as error:
        raise Unextractable(f"not a treebank in CoNLL-U with lines # text: {error}") from None
    if not found:
        raise Unextractable(f"there is no document {wanted!r}")
    return "\n\n".join(" ".join(each) for each in paragraphs) + "\n"
