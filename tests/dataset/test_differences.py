from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pactbank.dataset.differences import first_difference
from pactbank.dataset.gather import Entry
from pactbank.dataset.rows import document_row
from pactbank.model.document import Document
from support import sample_corpus

DOCUMENT, RAW, TEXT = sample_corpus.make_document("talks", sample_corpus.VELDRIA_TALKS)


def row(document: Document = DOCUMENT) -> dict[str, Any]:
    return document_row(Entry("test", document, None, None, None))


def said(copy: bytes | str, **more: Any) -> tuple[int | None, str]:
    data = copy if isinstance(copy, bytes) else copy.encode("utf-8")
    found = first_difference(data, {**row(), **more})
    return found.line, found.said


@pytest.mark.parametrize(
    ("copied", "line", "cause"),
    [
        (lambda raw: raw.replace("\n", "\r\n"), 1, "line ends as LF"),
        (lambda raw: unicodedata.normalize("NFC", raw), 7, "decomposed characters"),
        (lambda raw: raw.rstrip("\n") + "\n", 12, ""),
        (lambda raw: re.sub("\n{2,}", "\n", raw).rstrip() + "\n", 2, ""),
        (lambda raw: raw.replace(" under ", "\u00a0under\u00a0"), 7, "spaces for no-break"),
        (lambda raw: raw.replace("nears 🤝", "nears 🤝  "), 1, "no white space at line ends"),
        (lambda raw: raw.replace("Marek", "Ma\u00adrek"), 7, "no invisible characters"),
        (lambda raw: "\n\n" + raw, 1, "no blank line at the start"),
        (lambda raw: "\ufeff" + raw, 1, "no byte order mark"),
        (lambda raw: "\ufeff" + raw.replace("\n", "\r\n"), 1, "line ends as LF"),
    ],
)  # fmt: skip
def test_what_usually_happens_to_a_text_is_named(
    copied: Callable[[str], str], line: int, cause: str
) -> None:
    at, message = said(copied(RAW))
    assert at == line
    assert cause in message
    known = first_difference(copied(RAW).encode(), row(), RAW.encode())
    assert (known.line, known.said) == (at, message) or not cause


def test_several_changes_are_named_together() -> None:
    copy = unicodedata.normalize("NFC", RAW).replace("\n", "\r\n").replace("e", "e\u200b", 1)
    message = said(copy)[1]
    for change in ("line ends as LF", "decomposed characters", "no invisible characters"):
        assert change in message


def test_the_recorded_file_may_have_a_byte_order_mark() -> None:
    data = b"\xef\xbb\xbf" + RAW.encode()
    from pactbank.corpus.files import sha256

    more = {"raw_encoding": "utf-8-sig", "raw_sha256": sha256(data)}
    assert "a byte order mark" in said(RAW, **more)[1]
    changed = data.replace(b"Thursday", b"Thirsday")
    assert "recorded is 'ursday" in said(changed, **more)[1]


@settings(max_examples=40)
@given(st.data())
def test_any_one_changed_byte_is_found(data: st.DataObject) -> None:
    """Changed, added or taken away anywhere: the exact place, without the recorded text."""
    raw = RAW.encode("utf-8")
    at = data.draw(st.integers(0, len(raw) - 1))
    new = bytes([data.draw(st.integers(0, 255))])
    old = raw[at : at + 1]
    copy = data.draw(
        st.sampled_from([raw[:at] + new + raw[at + 1 :], raw[:at] + raw[at + 1 :],
                         raw[:at] + new + raw[at:]])
    )  # fmt: skip
    if copy == raw:
        return
    message = said(copy)[1]
    text = copy.decode("utf-8", "replace")
    if "\ufffd" in text:
        broken = re.fullmatch(r"byte (\d+) is not UTF-8, the recorded text is", message)
        assert broken is not None
        assert int(broken[1]) <= at <= int(broken[1]) + 4
        return
    first = next(
        (i for i, (a, b) in enumerate(zip(text, RAW, strict=False)) if a != b),
        min(len(text), len(RAW)),
    )
    assert f"(byte {len(text[:first].encode())})" in message, (old, new)
    line = text.count("\n", 0, first) + 1
    assert f"first difference at line {line}, column " in message


def test_lines_that_are_not_in_their_place_are_named_without_a_word_of_the_text() -> None:
    lines = RAW.split("\n")
    at, message = said("\n".join(line for line in lines if line != "ADVERTISEMENT"))
    assert at == 5
    assert f"the copy has {len(RAW) - 14} code points, recorded are {len(RAW)}" in message
    assert "line 5: recorded there, from code point 61 to 74, is one advertisement" in message
    assert message.count("'") == 0


def test_a_shorter_text_with_every_line_missing() -> None:
    assert said("By\n")[0] == 1
    assert said("")[0] == 1


def test_two_changed_characters_are_not_guessed_at() -> None:
    copy = RAW.replace("Osric", "Osrik").replace("silent", "silenT")
    assert said(copy) == (
        None,
        f"the copy has {len(RAW)} code points, recorded are {len(RAW)}; every line is in its "
        "place, so characters inside lines differ",
    )


def test_the_cleaned_text_is_recognised() -> None:
    assert "this is the cleaned text" in said(TEXT)[1]


def test_what_is_shown_does_not_depend_on_the_way_it_was_found() -> None:
    copy = RAW.replace("Osric", "Osrik").encode()
    known = first_difference(copy, row(), RAW.encode())
    assert known == first_difference(copy, row())
    assert "'k Halden\\n\\nADVERT', recorded is 'c Halden\\n\\nADVERT'" in known.said


@pytest.mark.parametrize("words", [1_000, 40_000])
def test_the_search_stays_short(words: int) -> None:
    """A long text is not searched for a changed character; a missing one is, in its line."""
    lines: sample_corpus.Lines = tuple(
        (("paragraph", f"Veldria said so {at} times."),) for at in range(words // 5)
    )
    document, raw, _ = sample_corpus.make_document("long", lines)
    changed = raw.replace("so 100 times", "so 100 Times")
    began = time.monotonic()
    messages = [first_difference(copy.encode(), row(document)).said
                for copy in (changed, raw.replace("so 100 times", "so 100 time"))]  # fmt: skip
    assert time.monotonic() - began < 30
    assert "recorded is 's.\\n" in messages[1]
    assert ("characters inside lines differ" in messages[0]) == (words > 8_000)


def test_a_document_without_zones_has_no_line_to_name() -> None:
    bare = row(replace_zones())
    assert "every line is in its place" in first_difference(b"quite other words", bare).said


def replace_zones() -> Document:
    import msgspec

    return msgspec.structs.replace(DOCUMENT, zones=())
