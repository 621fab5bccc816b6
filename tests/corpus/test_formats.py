"""Files of other formats are told by what they hold; texts are never taken for one."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.corpus.formats import foreign_format
from pactbank.corpus.ingest import Particulars, make_document
from pactbank.errors import InvalidData
from support.effort import tried

ARTICLE = (
    "By Ana Moreth\n3 April 2031\n\nORLEN — Veldria and Tolmar signed a port protocol on Monday.\n"
    "“It takes effect in June,” said Premier Zoë Keth.\n"
)
PAGE = f"<html>\n<head><title>Port</title></head>\n<body><p>{ARTICLE}</p></body>\n</html>\n"


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, ARTICLE)
    return file.getvalue()


def tarred() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        data = ARTICLE.encode()
        entry = tarfile.TarInfo("a.txt")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return file.getvalue()


PIECE = "\n".join(f'<div class="p"><a href="/{at}">Talks</a> went on.</div>' for at in range(20))
MAIL = (
    "Return-Path: <a@example.org>\nReceived: from mail.example.org\n\tby example.org\n"
    f"Message-ID: <1@example.org>\nSubject: Port\n\n{ARTICLE}"
)
RECORD = {"title": "Port", "body": ARTICLE}
FILES: dict[str, tuple[bytes, str]] = {
    "page": (PAGE.encode(), "an HTML page"),
    "page with mark": (b"\xef\xbb\xbf" + PAGE.encode(), "an HTML page"),
    "doctype": (b"\n <!-- saved -->\n<!DOCTYPE HTML PUBLIC>\n<p>x", "an HTML page"),
    "paragraph": (b"<p>Veldria and Tolmar signed.</p>", "an HTML page"),
    "answer of a server": (f"HTTP/1.1 200 OK\nServer: x\n\n{PAGE}".encode(), "an HTML page"),
    "piece of a page": (f"Port\n{PIECE}".encode(), "an HTML page"),
    "capitals": (b"<HTML><BODY>Talks", "an HTML page"),
    "xml": (b'<?xml version="1.0"?>\n<a>Talks</a>', "XML"),
    "feed": (b'<rss version="2.0"><channel/></rss>', "XML"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF"),
    "pdf in ASCII": (b"%PDF-1.4\n1 0 obj\n<< >>\n", "a PDF"),
    "word": (zipped("[Content_Types].xml", "word/document.xml"), "a Word document (.docx)"),
    "excel": (zipped("xl/workbook.xml"), "an Excel workbook (.xlsx)"),
    "open document": (zipped("mimetype", "content.xml"), "an OpenDocument file (.odt)"),
    "e-book": (zipped("mimetype", "META-INF/container.xml"), "an e-book (EPUB)"),
    "zip": (zipped("article.txt"), "a ZIP archive"),
    "cut zip": (zipped("article.txt")[:60], "a ZIP archive"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "an old Office document"),
    "rtf": (b"{\\rtf1\\ansi Talks}", "an RTF document"),
    "gzip": (gzip.compress(ARTICLE.encode()), "gzip"),
    "bzip2": (bz2.compress(ARTICLE.encode()), "bzip2"),
    "xz": (lzma.compress(ARTICLE.encode()), "xz"),
    "tar": (tarred(), "a tar archive"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
    "jpeg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture"),
    "gif": (b"GIF89a\1\0\1\0", "a GIF picture"),
    "webp": (b"RIFF\x24\0\0\0WEBPVP8 ", "a picture or recording (RIFF)"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0", "a picture or recording (MP4, HEIC)"),
    "mp3": (b"ID3\x04\0\0\0\0\0\x21", "a recording (MP3)"),
    "UTF-16 with mark": (ARTICLE.encode("utf-16"), "UTF-16LE text"),
    "UTF-16BE with mark": (b"\xfe\xff" + ARTICLE.encode("utf-16-be"), "UTF-16BE text"),
    "UTF-32 with mark": (ARTICLE.encode("utf-32"), "UTF-32LE text"),
    "UTF-16LE": (ARTICLE.encode("utf-16-le"), "UTF-16LE text without a mark"),
    "UTF-16BE": (ARTICLE.encode("utf-16-be"), "UTF-16BE text without a mark"),
    "UTF-32LE": (ARTICLE.encode("utf-32-le"), "UTF-32LE text without a mark"),
    "UTF-16 in Russian": ("Встреча прошла в Орлене. ".encode("utf-16-le"), "UTF-16LE text"),
    "UTF-16 in Japanese": ("両国は協定に署名した。\n".encode("utf-16-le") * 3, "UTF-16LE text"),
    "JSON": (json.dumps(RECORD, indent=1).encode(), "JSON"),
    "JSON list": (json.dumps([RECORD]).encode(), "JSON"),
    "JSON Lines": (f"{json.dumps(RECORD)}\n{json.dumps(RECORD)}\n".encode(), "JSON"),
    "cut JSON": (json.dumps(RECORD).encode()[:40], "JSON"),
    "list of words": (b'["Talks", "went on"]', "JSON"),
    "mail": (MAIL.encode(), "an e-mail with its headers"),
    "mailbox": (f"From a@b Thu Apr  3 09:15:00 2031\n{MAIL}".encode(), "a mailbox (mbox)"),
    "web archive": (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n" + PAGE.encode(), "a web archive"),
    "PostScript": (b"%!PS-Adobe-3.0\n", "PostScript"),
    "Parquet": (b"PAR1\x15\0", "a Parquet file"),
    "database": (b"SQLite format 3\0", "an SQLite database"),
}  # fmt: skip


@pytest.mark.parametrize("file", FILES)
def test_other_formats_are_refused_by_name(file: str) -> None:
    data, name = FILES[file]
    with pytest.raises(InvalidData) as caught:
        make_document(data, Particulars(id="a"), file)
    [problem] = caught.value.problems
    assert (problem.code, problem.file) == ("PB704", file)
    assert problem.message.startswith(f"this is {name}")
    assert "; " in problem.message  # and what to do


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE,
        f"\ufeff{ARTICLE}",
        ARTICLE.replace("\n", "\r\n"),
        "[Photo: Ana Moreth]\nTalks went on.",
        "[1]: see the note\nTalks went on.",
        '"We shall sign," he said.',
        "{Orlen} Talks went on.",
        "<Orlen, 3 April> Talks went on.",
        "< back to the news\nTalks went on.",
        "The bill <b>passed</b>, and the form says x < 3 and y > 4.",
        "From Orlen on Monday came word of talks in 2031.",
        "From: the Ministry\nTo: the press\nDate: 3 April 2031\nSubject: Talks\n\nTalks went on.",
        "PK is the code of Pakistan.",
        "BZh and ID3 are words, and RIFF is one.",
        "RIFF talks went on.",
        "ID3 talks went on.",
        "両国は協定に署名した。\n",
        "Встреча прошла в Орлене.\n",
        "Page one\fPage two\v\x1f",
        "Zoe\u0308 👩\u200d🍳",
        "",
    ],
)
def test_texts_are_texts(text: str) -> None:
    assert foreign_format(text.encode()) is None


def test_no_text_of_the_corpora_is_taken_for_another_format() -> None:
    root = Path(__file__).parents[2]
    texts = [*root.glob("tests/**/*.txt"), *root.glob("corpus/*/*.txt"), *root.glob("**/*.md")]
    assert len(texts) > 20
    for path in texts:
        if "invalid" not in path.parts and not any(part.startswith(".") for part in path.parts):
            assert foreign_format(path.read_bytes()) is None, path


@given(st.binary(max_size=300))
@tried(300)
def test_any_bytes_get_an_answer(data: bytes) -> None:
    foreign_format(data)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
@tried(300)
def test_printed_text_without_markup_is_a_text(text: str) -> None:
    if not text.lstrip().startswith(("<", "[", "{", "%", "From ")):
        assert foreign_format(text.encode()) is None


@pytest.mark.parametrize(
    "unit",
    ["<!-- -->", "<!--", " ", "\n", "<a ", "<p>", "</", "{", "[", "From a ", "a: b\n", "<html "],
)
def test_the_time_grows_with_the_length(unit: str) -> None:
    """Twice the text takes about twice as long; with a quadratic pattern four times."""

    def took(size: int) -> float:
        return best(lambda: foreign_format((unit * (size // len(unit)) + "x").encode()))

    small, large = took(100_000), took(400_000)
    assert large < 9 * small + 0.02


def best(call: Callable[[], object]) -> float:
    """The shortest of three runs, in seconds."""
    from time import perf_counter

    times = []
    for _ in range(3):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return min(times)
