from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pactbank.corpus.cleaning import assemble
from pactbank.corpus.decoding import MOST_BYTES, MOST_LINES, check_size
from pactbank.corpus.ingest import Particulars, ingest, make_document
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.errors import InvalidData, WrongUse
from pactbank.text import zones
from pactbank.text.offsets import RawTextMap

ARTICLE = (
    "Get 3 months of Zuppalo for only €9.99 a month! Cancel anytime.\r\n"
    "Ana Moreth - OrlenCourier.vd\r\n"
    "March 4, 2031 | 8:12am\r\n"
    "\r\n"
    "ORLEN, Veldria — Veldria and Tolmar signed a port protocol on Monday. 🚢\r\n"
    "  It takes effect in June.  \r\n"
    "© 2031 Orlen Courier. All rights reserved."
)


def test_a_document_from_a_raw_text(tmp_path: Path) -> None:
    store = Store(tmp_path)
    data = ARTICLE.encode()
    document = ingest(store, data, Particulars(id="port-protocol"), "a.txt")
    assert (store.corpus / "port-protocol/v1.raw.txt").read_bytes() == data
    assert store.text(document) == (
        "Ana Moreth - OrlenCourier.vd\n"
        "March 4, 2031 | 8:12am\n"
        "ORLEN, Veldria — Veldria and Tolmar signed a port protocol on Monday. 🚢\n"
        "It takes effect in June.\n"
    )
    assert [zone.kind for zone in document.zones] == [
        "advertisement",
        "byline",
        "timestamp",
        "dateline",
        "paragraph",
        "paragraph",
        "notice",
    ]
    assert document.source.authors.value == ("Ana Moreth",)
    assert document.source.publisher.value == "OrlenCourier.vd"
    assert document.source.published.value == "2031-03-04T08:12"
    assert document.reference_date == "2031-03-04"
    assert document.withheld
    assert validate(store) == []


def test_options_beat_what_the_text_says(tmp_path: Path) -> None:
    about = Particulars(
        id="a",
        publisher="P",
        authors=("A", "B"),
        published="2031-05-01",
        url="https://example.org/a",
    )
    source = ingest(Store(tmp_path), ARTICLE.encode(), about, "a.txt").source
    assert (source.publisher.value, source.publisher.found) == ("P", "option")
    assert (source.authors.value, source.authors.found) == (("A", "B"), "option")
    assert (source.published.value, source.published.found) == ("2031-05-01", "option")
    assert (source.url.value, source.url.found) == ("https://example.org/a", "option")
    assert source.archived_url.found == "absent"


def test_a_byte_order_mark_is_kept_in_the_bytes_and_not_in_the_text(tmp_path: Path) -> None:
    store = Store(tmp_path)
    data = b"\xef\xbb\xbf" + ARTICLE.encode()
    document = ingest(store, data, Particulars(id="a"), "a.txt")
    assert (store.corpus / "a/v1.raw.txt").read_bytes() == data
    assert document.raw.encoding == "utf-8-sig"
    assert document.zones[0].raw[0] == 0
    assert store.raw(document) == ARTICLE
    assert validate(store) == []


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../x",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "A",
        "a_b",
        "-a",
        "a-",
        "a--b",
        "a.b",
        "ä",
        "a\n",
        "x" * 65,
    ],
)
def test_an_id_is_a_slug(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongUse, match="is not a document id"):
        ingest(Store(tmp_path), ARTICLE.encode(), Particulars(id=name), "a.txt")
    assert list(tmp_path.iterdir()) == []


def test_an_id_that_exists_is_refused_unless_a_new_version_is_asked_for(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first = ingest(store, ARTICLE.encode(), Particulars(id="a"), "a.txt")
    before = (store.corpus / "a/v1.txt").read_bytes()
    with pytest.raises(WrongUse, match="a exists"):
        ingest(store, ARTICLE.encode(), Particulars(id="a"), "a.txt")
    corrected = ARTICLE.replace("Monday", "Tuesday").encode()
    second = ingest(store, corrected, Particulars(id="a", reason="wrong day"), "a.txt")
    assert (second.version, second.revises, second.reason) == (2, 1, "wrong day")
    assert store.versions() == {"a": [1, 2]}
    assert store.document("a") == second
    assert store.document("a", 1) == first
    assert (store.corpus / "a/v1.txt").read_bytes() == before
    assert validate(store) == []


def test_a_new_version_needs_an_old_one(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="there is no a yet"):
        ingest(Store(tmp_path), ARTICLE.encode(), Particulars(id="a", reason="why"), "a.txt")


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"one\n\xff\xfe two", "PB002", 2),
        (b"one\ntwo\0", "PB210", 2),
        (b"", "PB703", None),
        (b" \n\t\n", "PB703", None),
        ("© 2031 Orlen Courier. All rights reserved.".encode(), "PB703", None),
        (b"a" * (MOST_BYTES + 1), "PB705", None),
        (b"a line.\n" * (MOST_LINES + 1), "PB705", None),
        (b"a line.\r" * (MOST_LINES + 1), "PB705", None),
        (b"\n" * (MOST_LINES + 1), "PB705", None),
        (b"\xff" * (MOST_BYTES + 1), "PB705", None),
    ],
)
def test_bytes_no_document_can_be_made_of(
    tmp_path: Path, data: bytes, code: str, line: int | None
) -> None:
    with pytest.raises(InvalidData) as raised:
        ingest(Store(tmp_path), data, Particulars(id="a"), "a.txt")
    [problem] = raised.value.problems
    assert (problem.file, problem.code, problem.line) == ("a.txt", code, line)
    assert list(tmp_path.iterdir()) == []


def test_the_size_of_a_file_is_told_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "big.txt"
    with file.open("wb") as made:
        made.truncate(1 << 40)
    with pytest.raises(InvalidData, match="1,099,511,627,776 bytes; a raw text has 1,000,000"):
        check_size(file)
    with file.open("wb") as made:
        made.truncate(MOST_BYTES)
    check_size(file)


@pytest.mark.parametrize(
    "unit",
    [
        "Aa\n",
        "The Port Duro Accord\n",
        "You see it, and you like it\n",
        "word ",
        " \n",
        "HASK, Mirr — Talks\n",
        "Related\nAaa bbb ccc\n",
        "Facebook\n",
        "1. Port\n",
    ],
)
def test_twice_the_lines_take_about_twice_the_time(unit: str) -> None:
    def cost(size: int) -> float:
        raw = f"Talks\n{unit * (size // len(unit))}\nOnly $9 now! Get it for only $9.\n".encode()
        start = time.process_time()
        make_document(raw, Particulars(id="a"), "a.txt")
        return time.process_time() - start

    cost(100)
    assert cost(8_000) < 12 * min(cost(2_000) for _ in range(2))


lines = st.sampled_from(
    [
        *ARTICLE.split("\r\n"),
        "Read more: The valley",
        "Advertisement",
        "He said “yes” 👩‍🍳 to ₱5bn e\u0301.",
        "\u00a0",
        "\ufeff",
        "a\x0bb\x0cc\x85d\u2028e",
    ]
) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
raw_texts = st.lists(
    st.tuples(lines, st.sampled_from(["\n", "\r\n", "\r", "\n\n\n", " \t\n", ""])), max_size=10
).map(lambda parts: "".join(line + end for line, end in parts))


@given(raw_texts)
@example("ORLEN, Veldria —\u00a0 Talks go on, they said in Hask on Monday.")
@example("\ufeffa")
@example("a\x1fb \x1c")
def test_text_and_raw_text_map_onto_one_another(raw: str) -> None:
    text, placed, edits = assemble(raw, zones.label(raw))
    if not text:
        assert all(zone.stripped for zone in placed)
        return
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\r" not in text
    blocks = RawTextMap.from_edits(edits, len(raw))
    assert blocks.rebuild(raw) == text
    at = 0
    for zone in placed:
        start, end = zone.raw
        assert not raw[at:start].strip()
        at = end
        if zone.text is None:
            assert zone.stripped
            continue
        assert text[slice(*zone.text)] == raw[start:end]
        for raw_offset, text_offset in zip(
            range(start, end + 1), range(zone.text[0], zone.text[1] + 1), strict=True
        ):
            assert blocks.to_raw(text_offset) == raw_offset
            assert blocks.to_text(raw_offset) == text_offset
    assert not raw[at:].strip()


@given(raw_texts)
def test_the_record_alone_rebuilds_the_text(raw: str) -> None:
    try:
        document, text = make_document(raw.encode(), Particulars(id="a"), "a.txt")
    except InvalidData as error:
        refused = {problem.code for problem in error.problems}
    else:
        refused = set()
    if refused:
        assert refused == {"PB703"}
        return
    with_mark = document.raw.encoding == "utf-8-sig"
    read = raw.removeprefix("\ufeff") if with_mark else raw
    rebuilt = RawTextMap.from_edits(document.edits, document.raw.chars).rebuild(read)
    assert rebuilt == text
    assert document.text.chars == len(text)


def killed_at(point: int, store: Store, about: Particulars) -> bool:
    """Ingest in a child that is killed at its `point`-th step on the file system; whether it
    was (a child that gets through exits by itself)."""
    child = os.fork()
    if child == 0:
        left = point

        def step(event: str, arguments: Any) -> None:
            nonlocal left
            if event in ("open", "os.rename", "os.mkdir", "os.chmod", "os.remove", "os.listdir"):
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(step)
        ingest(store, ARTICLE.encode(), about, "a.txt")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.acceptance
@pytest.mark.parametrize("existing", [False, True])
def test_a_process_killed_at_any_point_leaves_the_old_state_or_the_new_one(
    tmp_path: Path, existing: bool
) -> None:
    about = Particulars(id="a", reason="why" if existing else None)
    old: dict[str, list[int]] = {"a": [1]} if existing else {}
    new = {"a": [1, 2]} if existing else {"a": [1]}
    seen = []
    for point in range(500):
        root = tmp_path / str(point)
        root.mkdir()
        if existing:
            ingest(Store(root), ARTICLE.encode(), Particulars(id="a"), "a.txt")
        killed = killed_at(point, Store(root), about)
        store = Store(root)
        seen.append(store.versions())
        assert seen[-1] in (old, new)
        assert validate(store) == []
        if store.versions() == old:
            ingest(Store(root), ARTICLE.encode(), about, "a.txt")
        assert Store(root).versions() == new
        assert validate(Store(root)) == []
        if not killed:
            break
    assert not killed, "the loop never came to the end of an ingest"
    assert len(seen) > 10
    assert seen[0] == old
    assert seen[-1] == new
