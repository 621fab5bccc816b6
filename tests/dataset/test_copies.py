from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.corpus.files import sha256
from pactbank.dataset.copies import difference, find_copies
from pactbank.dataset.released import ReleasedDocument
from pactbank.dataset.rows import document_row
from pactbank.errors import InvalidData
from pactbank.model.document import Document
from support import sample_corpus
from support.effort import tried

DOCUMENT, RAW, TEXT = sample_corpus.make_document("talks", sample_corpus.VELDRIA_TALKS)
RAW_BYTES = RAW.encode("utf-8")


def row(document: Document = DOCUMENT) -> dict[str, Any]:
    return document_row(ReleasedDocument("test", document, None, None))


def recorded_as(raw: str) -> dict[str, Any]:
    """The row of a document whose raw text is this one."""
    return {**row(), "raw_sha256": sha256(raw.encode("utf-8")), "raw_chars": len(raw)}


def plain_newlines(raw: str) -> str:
    return raw.rstrip("\n") + "\n"


def composed(raw: str) -> str:
    return unicodedata.normalize("NFC", raw)


CURLY = RAW.replace("Marek", "“Marek”").replace("nears", "‘nears’")


@pytest.mark.parametrize(
    ("recorded", "copied", "line", "undone"),
    [
        (RAW, RAW.replace("\n", "\r\n"), 1, "LF line ends"),
        (RAW, RAW.replace("\n", "\r"), 1, "LF line ends"),
        (RAW.replace("\n", "\r\n"), RAW, 1, "CRLF line ends"),
        (RAW, composed(RAW), 7, "decomposed characters (NFD)"),
        (composed(RAW), RAW, 7, "composed characters (NFC)"),
        (RAW, RAW.replace(" under ", "\u00a0under\u00a0"), 7, "spaces for no-break spaces"),
        (RAW, RAW.replace("nears 🤝", "nears 🤝  "), 1, "no trailing blanks"),
        (CURLY.translate({0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'"}), CURLY, 1,
         "straight quote marks"),
        (plain_newlines(RAW), RAW.rstrip("\n"), 11, "one final newline"),
        (RAW.rstrip("\n"), plain_newlines(RAW), 11, "no final newline"),
        (RAW, "\ufeff" + RAW, 1, "no byte order mark"),
        (RAW, "\ufeff" + RAW.replace("\n", "\r\n"), 1, "no byte order mark, LF line ends"),
        (RAW, composed(RAW).replace("\n", "\r\n").replace(" under ", "\u00a0under "), 1,
         "LF line ends, decomposed characters (NFD), spaces for no-break spaces"),
        (RAW.rstrip("\n"), composed(RAW.replace("means\n", "means \t\n")).rstrip() + "\r\n", 7,
         "decomposed characters (NFD), no trailing blanks, no final newline"),
    ],
)  # fmt: skip
def test_a_usual_change_is_named_and_undone(
    recorded: str, copied: str, line: int, undone: str
) -> None:
    document = recorded_as(recorded)
    at, message = difference(copied.encode("utf-8"), document)
    assert at == line
    assert message.startswith(f"first difference at line {line}, column ")
    assert message.endswith(f". The copy becomes the raw text with {undone}")
    known = difference(copied.encode("utf-8"), document, recorded.encode("utf-8"))
    assert known == (at, message)


def test_the_recorded_file_may_have_a_byte_order_mark() -> None:
    data = b"\xef\xbb\xbf" + RAW_BYTES
    document = {**row(), "raw_encoding": "utf-8-sig", "raw_sha256": sha256(data)}
    assert difference(RAW_BYTES, document)[1].endswith("with a byte order mark")
    crlf = data.replace(b"\n", b"\r\n")
    assert difference(crlf, document)[1].endswith("with LF line ends")
    changed = data.replace(b"Thursday", b"Thirsday")
    assert "recorded is 'ursday" in difference(changed, document, data)[1]


def hash_differs(copy: str, document: dict[str, Any]) -> tuple[None, str]:
    return None, (
        "the hash differs, and no usual change to a text explains it; the copy has "
        f"{len(copy)} code points, the recorded text {document['raw_chars']}, cleaned "
        f"{document['text_chars']}"
    )


@tried(40)
@given(st.data())
def test_any_one_changed_byte_is_refused(data: st.DataObject) -> None:
    """Changed, added or taken away anywhere: the place is told where the recorded text is at
    hand or comes back by undoing a usual change; otherwise that the hash differs."""
    at = data.draw(st.integers(0, len(RAW_BYTES) - 1))
    new = bytes([data.draw(st.integers(0, 255))])
    copy = data.draw(
        st.sampled_from([RAW_BYTES[:at] + new + RAW_BYTES[at + 1 :],
                         RAW_BYTES[:at] + RAW_BYTES[at + 1 :],
                         RAW_BYTES[:at] + new + RAW_BYTES[at:]])
    )  # fmt: skip
    if copy == RAW_BYTES:
        return
    line, message = difference(copy, row())
    text = copy.decode("utf-8", "replace")
    if "\ufffd" in text:
        broken = re.fullmatch(r"byte (\d+) is not UTF-8, and the recorded text is UTF-8", message)
        assert broken is not None
        assert int(broken[1]) <= at <= int(broken[1]) + 4
        assert line == copy.count(b"\n", 0, int(broken[1])) + 1
        return
    known = difference(copy, row(), RAW_BYTES)
    first = next(
        (i for i, (a, b) in enumerate(zip(text, RAW, strict=False)) if a != b),
        min(len(text), len(RAW)),
    )
    assert known[0] == text.count("\n", 0, first) + 1
    assert f"(byte {len(text[:first].encode())})" in known[1]
    assert (line, message) in (known, hash_differs(text, row()))


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.replace("Osric", "Osrik"),
        lambda raw: raw.replace("Osric", "Osrick"),
        lambda raw: raw.replace("Osric", "Osri"),
        lambda raw: raw.replace("Osric", "Osrik").replace("silent", "silenT"),
        lambda raw: raw.replace("ADVERTISEMENT\n", ""),
        lambda raw: re.sub("\n{2,}", "\n", raw),
        lambda raw: raw.replace("Marek", "Ma\u00adrek"),
        lambda raw: "\n\n" + raw,
        lambda _: "By\n",
        lambda _: "",
    ],
)
def test_of_any_other_change_only_the_hash_and_the_lengths_are_told(
    change: Callable[[str], str],
) -> None:
    copy = change(RAW)
    assert copy != RAW
    assert difference(copy.encode("utf-8"), row()) == hash_differs(copy, row())
    assert "first difference" in difference(copy.encode("utf-8"), row(), RAW_BYTES)[1]


def test_where_the_recorded_bytes_are_at_hand_both_texts_are_shown() -> None:
    copy = RAW.replace("Osric", "Osrik").encode()
    line, message = difference(copy, row(), RAW_BYTES)
    assert line == 3
    assert "'k Halden\\n\\nADVERT', recorded is 'c Halden\\n\\nADVERT'" in message
    assert "becomes" not in message
    assert "the end of the text, recorded is 'V" in difference(b"", row(), b"Veldria")[1]


@pytest.mark.parametrize(
    ("copied", "undone"),
    [
        (TEXT.rstrip("\n"), "one final newline"),
        (TEXT.replace("\n", "\r\n"), "LF line ends"),
        ("\ufeff" + TEXT, "no byte order mark"),
        (TEXT.replace("pact nears", "pact\u00a0nears"), "spaces for no-break spaces"),
    ],
)
@pytest.mark.parametrize("at_hand", [False, True])
def test_a_usual_change_to_the_clean_text_is_named(copied: str, undone: str, at_hand: bool) -> None:
    _, message = difference(copied.encode(), row(), RAW_BYTES if at_hand else None)
    assert message.startswith("first difference at line ")
    assert message.endswith(f". The copy becomes the clean text with {undone}")


@pytest.mark.parametrize("form", ["raw", "clean"])
def test_a_copy_of_either_form_is_taken(tmp_path: Path, form: str) -> None:
    (tmp_path / "mine.txt").write_bytes(RAW_BYTES if form == "raw" else TEXT.encode())
    assert find_copies(tmp_path, [row()], lambda _: None) == {"talks": tmp_path / "mine.txt"}


def test_of_two_copies_the_raw_one_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.encode())
    (tmp_path / "b.txt").write_bytes(RAW_BYTES)
    assert find_copies(tmp_path, [row()], lambda _: None) == {"talks": tmp_path / "b.txt"}


def test_a_missing_copy_is_named_with_both_hashes(tmp_path: Path) -> None:
    with pytest.raises(InvalidData, match="PB802") as raised:
        find_copies(tmp_path, [row()], lambda _: None)
    assert f"their sha256 are {sha256(RAW_BYTES)} and {sha256(TEXT.encode())}" in str(raised.value)


def test_time_of_the_search_grows_with_the_copy() -> None:
    def seconds(words: int) -> float:
        lines: sample_corpus.Lines = tuple(
            (("paragraph", f"Veldria said so {at} times."),) for at in range(words // 5)
        )
        document, raw, _ = sample_corpus.make_document("long", lines)
        copy = raw.replace("so 100 times", "so 100\u00a0times \u201c").replace("\n", "\r\n")
        began = time.process_time()
        assert difference(copy.encode("utf-8"), row(document))[1].startswith("the hash differs")
        return time.process_time() - began

    few = min(seconds(5_000) for _ in range(3))
    many = min(seconds(40_000) for _ in range(3))
    assert many < 24 * few
