"""Which format bytes are in that are not the plain text of an article: told by what they hold,
never by a name, and what to do with each."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A format by name, and how to get a text out of a file of it."""

    name: str
    advice: str

    def __str__(self) -> str:
        return f"this is {self.name}, not a plain text; {self.advice}"


_COPY = "open it and save the article's text as a file of its own"
_UNPACK = "unpack it first"
_TYPE = "the words of a picture or recording have to be typed or recognised first"
_ENCODING = "save it as UTF-8, for example with iconv -t UTF-8 -f"
_PAGE = "open it in a browser and copy the article's text"
_MAIL = "save the body of the one message as a text"

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", "take its text out, for example with pdftotext FILE"),
    (b"{\\rtf", "an RTF document", _COPY),
    (b"%!PS", "PostScript", _COPY),
    (b"AT&TFORM", "a DjVu document", "take its text out, for example with djvutxt FILE"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (.doc, .xls, .msg)", _COPY),
    (b"\x1f\x8b", "gzip", _UNPACK),
    (b"BZh", "bzip2", _UNPACK),
    (b"\xfd7zXZ\0", "xz", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "Zstandard", _UNPACK),
    (b"\x04\x22\x4d\x18", "LZ4", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", _TYPE),
    (b"\xff\xd8\xff", "a JPEG picture", _TYPE),
    (b"GIF87a", "a GIF picture", _TYPE),
    (b"GIF89a", "a GIF picture", _TYPE),
    (b"II*\0", "a TIFF picture", _TYPE),
    (b"MM\0*", "a TIFF picture", _TYPE),
    (b"RIFF", "a picture or recording (RIFF)", _TYPE),
    (b"ID3", "a recording (MP3)", _TYPE),
    (b"OggS", "a recording (Ogg)", _TYPE),
    (b"SQLite format 3\0", "an SQLite database", _COPY),
    (b"PAR1", "a Parquet file", _COPY),
    (b"WARC/", "a web archive (WARC)", "take the page out and copy the article's text"),
    (b"\x7fELF", "a program", "give the file of the article"),
)
"""What a file of each format begins with."""
_BINARY_START = frozenset({b"RIFF", b"ID3", b"BZh"})
"""Words too, so that they tell a format only where what follows is not a text."""
_AT = ((4, b"ftyp", "a picture or recording (MP4, HEIC)"), (257, b"ustar", "a tar archive"))

_INSIDE_ZIP = (
    ("word/", "a Word document (.docx)"),
    ("xl/", "an Excel workbook (.xlsx)"),
    ("ppt/", "a PowerPoint presentation (.pptx)"),
    ("META-INF/container.xml", "an e-book (EPUB)"),
    ("content.xml", "an OpenDocument file (.odt)"),
)
_MARKS = (
    (b"\xff\xfe\0\0", "UTF-32LE"),
    (b"\0\0\xfe\xff", "UTF-32BE"),
    (b"\xff\xfe", "UTF-16LE"),
    (b"\xfe\xff", "UTF-16BE"),
)
_UNMARKED = ("UTF-32LE", "UTF-32BE", "UTF-16LE", "UTF-16BE")

_TAGS = (
    "html|head|body|title|meta|link|script|style|div|p|a|span|article|section|main|header|footer|"
    "nav|table|tbody|tr|td|th|ul|ol|li|h[1-6]|br|hr|img|strong|em|b|i|u|blockquote|figure|iframe"
)
_PAGE_START = re.compile(
    rf"\s*+(?:(?><!--.*?-->)\s*+)*+<(?:!doctype\s+html|(?:{_TAGS})(?=[\s>/]))",
    re.IGNORECASE | re.DOTALL,
)
_PAGE_INSIDE = re.compile(r"^[ \t]*+<(?:!doctype\s+html|html|head|body)\b[^<>]*>", re.I | re.M)
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?/?>")
_TAG_NAME = re.compile(_TAGS)
_XML_START = re.compile(r"\s*<(?:\?xml\b|rss\b|feed\b|svg\b|!DOCTYPE\b)", re.IGNORECASE)
_JSON_START = re.compile(r'\s*(?:\[\s*)?\{\s*(?:"|\}\s*$)')
_MBOX = re.compile(r"From \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) .*\d{4}")
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,76}):")
_OF_MAIL = frozenset(
    "received return-path delivered-to message-id mime-version content-type dkim-signature "
    "content-transfer-encoding x-mailer".split()
)
_FORM_FEEDS = "\t\n\r\f\v\x1c\x1d\x1e\x1f\x85"
_TAGS_OF_A_PAGE = 10
_SAMPLE = 1 << 16
"""How much of a file is looked at where a share is counted."""


def foreign_format(data: bytes) -> Format | None:
    """The format of bytes that are not a plain text; None where they may be one."""
    return next(_of_bytes(data), None) or next(_of_text(data), None)


def _of_bytes(data: bytes) -> Iterator[Format]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            yield Format(f"{encoding} text", f"{_ENCODING} {encoding.rstrip('LBE')} FILE")
    if data.startswith(b"PK\x03\x04"):
        yield _in_zip(data)
    text = _is_text(data)
    for start, name, advice in _MAGIC:
        if data.startswith(start) and not (start in _BINARY_START and text):
            yield Format(name, advice)
    for at, sign, name in _AT:
        if data[at : at + len(sign)] == sign and not text:
            yield Format(name, _TYPE if sign == b"ftyp" else _UNPACK)
    if not text and (unmarked := _unmarked(data)):
        yield Format(f"{unmarked} text without a mark", f"{_ENCODING} {unmarked} FILE")


def _in_zip(data: bytes) -> Format:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        names = []
    for sign, name in _INSIDE_ZIP:
        if any(inside.startswith(sign) for inside in names):
            return Format(name, _COPY)
    return Format("a ZIP archive", _UNPACK)


def _is_text(data: bytes) -> bool:
    """Whether bytes are UTF-8 without control characters other than those of white space."""
    sample = data[:_SAMPLE]
    try:
        text = sample.decode("utf-8", "strict" if len(sample) == len(data) else "ignore")
    except UnicodeDecodeError:
        return False
    return not any(c < " " and c not in _FORM_FEEDS for c in text)


def _unmarked(data: bytes) -> str | None:
    """The encoding of a text of two or four bytes a character, without a mark: as such it has
    spaces or line ends and next to no control characters."""
    for encoding in _UNMARKED:
        width = 4 if "32" in encoding else 2
        sample = data[: _SAMPLE // width * width]
        if not sample or len(data) % width:
            continue
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        printed = sum(c.isprintable() or c in "\t\n\r\f" for c in text)
        if printed >= 0.98 * len(text) and re.search(r"[ \n\r\u3000-\u3002]", text):
            return encoding
    return None


def _of_text(data: bytes) -> Iterator[Format]:
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    if _PAGE_START.match(text) or _PAGE_INSIDE.search(text) or _is_markup(text):
        yield Format("an HTML page", _PAGE)
    if _XML_START.match(text):
        yield Format("XML", _COPY)
    if _JSON_START.match(text) or _is_json(text):
        yield Format("JSON", "take the article's text out of its field")
    if _MBOX.match(text):
        yield Format("a mailbox (mbox)", _MAIL)
    if _is_mail(text):
        yield Format("an e-mail with its headers", _MAIL)


def _is_markup(text: str) -> bool:
    """Whether a text has tags everywhere, as a piece of a page does."""
    tags = sum(1 for tag in _TAG.finditer(text) if _TAG_NAME.fullmatch(tag[1].lower()))
    return tags >= max(_TAGS_OF_A_PAGE, text.count("\n") // 2)


def _is_json(text: str) -> bool:
    stripped = text.strip()
    if not stripped.startswith(("[", "{")):
        return False
    try:
        json.loads(stripped)
    except (ValueError, RecursionError):
        return False
    return True


def _is_mail(text: str) -> bool:
    """Whether a text begins with at least two header fields that only programs write."""
    found = set()
    for line in text.lstrip("\n").splitlines()[:40]:
        field = _FIELD.match(line)
        if field is None and not line.startswith((" ", "\t")):
            break
        if field is not None:
            found.add(field[1].lower())
    return len(found & _OF_MAIL) >= 2
