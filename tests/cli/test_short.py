"""A text labelled by sentence numbers as a user does it: show --sentences, then anchor."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pactbank.corpus.store import Store
from support.own_corpus import Call, add_text, begun

RAW = """\
Veldria and Mirr agree on ports
By Osric Halden
March 4, 2031

ORLEN, Veldria — Veldria and Mirr signed a port pact on Tuesday. Mr. Halden, Mirr, hailed the pact.

Tolmar called the pact weak. It\u200b waits \u202etoo.
"""
PRINTED = """\
ports, version 1, reference date 2031-03-04
control characters are written as in JSON; copy them as they stand

[1] (headline) Veldria and Mirr agree on ports

[2] (byline) By Osric Halden

[3] (timestamp) March 4, 2031

[4] (dateline, paragraph) ORLEN, Veldria — Veldria and Mirr signed a port pact on Tuesday.
[5] Mr. Halden, Mirr, hailed the pact.

[6] Tolmar called the pact weak.
[7] It\u200b waits \\u202etoo.
"""
SHORT: dict[str, Any] = {
    "document": "ports",
    "refs": [["m", "STATE", "Mirr"], ["v", "STATE", "Veldria"], ["h", "PERSON", "Osric Halden"]],
    "entities": [
        [4, "Mirr", "STATE", "NAM", "m"],
        [4, "Veldria", "STATE", "NAM", "v", {"n": 2}],
        [5, "Halden", "PERSON", "NAM", "h"],
    ],
    "agreements": [
        {"type": "TRADE", "form": "UNSPECIFIED",
         "mentions": [[4, "port pact", "NOM"], [5, "pact", "NOM"]],
         "arguments": [["PARTY", 4, "Veldria", "v", {"n": 2}], ["PARTY", 4, "Mirr", "m"]],
         "status": [{"stage": "SIGNED", "as_of": "2031-03-04", "evidence": [4, "signed"]}]},
    ],
    "stances": [
        {"type": "ENDORSE", "polarity": "positive", "quote": "none", "cue": [5, "hailed"],
         "holders": [[5, "Halden", "h"]], "target": [5, "pact"], "about": ["a1"]},
    ],
}  # fmt: skip
FILED = Path("annotations/ana/ports.v1.json")


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    run_in_own = begun(tmp_path, monkeypatch, capsys)
    add_text(tmp_path, "ports", RAW)
    return run_in_own


def write(value: dict[str, Any]) -> None:
    Path("short.json").write_text(msgspec.json.format(json.dumps(value)), "utf-8")


def test_a_text_is_printed_in_numbered_sentences_letter_by_letter(call: Call) -> None:
    assert call("show ports --sentences") == (0, PRINTED, "")


def test_control_characters_are_quoted_as_they_are_printed(call: Call) -> None:
    """No terminal obeys a text, in a pipe either, and what is copied into JSON is found."""
    raw = "HASK — Mirr\x1b[31m signed\x07\x9b2J \u2066a pact\u2069\x7f.\n"
    Path("loud.txt").write_text(raw, "utf-8")
    assert call("ingest loud.txt")[0] == 0
    Path("quiet.txt").write_text("Mirr signed.\r\n\tIt\u200b did.\r\n", "utf-8")
    for line in ("show loud --sentences", "prompt loud"):
        code, out, err = call(line)
        assert (code, err) == (0, "")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out)
        assert "copy them as they stand" in out
    assert "copy them" not in call("prompt quiet --text quiet.txt")[1]
    sentence = call("show loud --sentences")[1].splitlines()[-1].partition(") ")[2]
    words = sentence.partition("— ")[2].rstrip(".")
    draft = '{"document": "loud", "entities": [[1, "", "STATE", "NAM", "", {"open": true}]]}'
    Path("short.json").write_text(draft.replace('""', f'"{words}"', 1), "utf-8")
    assert call("anchor short.json --as ana")[0] == 0
    [filed] = json.loads(Path("annotations/ana/loud.v1.json").read_bytes())["entities"]
    assert filed["text"] == raw.partition("— ")[2].rstrip(".\n")


def test_no_label_and_no_annotator_is_told(call: Call) -> None:
    write(SHORT)
    assert call("anchor short.json --as ana")[0] == 0
    assert call("show ports --sentences --annotator ana") == (0, PRINTED, "")


def test_a_document_without_its_text_is_told(call: Call) -> None:
    assert call("show nothing --sentences")[:2] == (2, "")
    Path("corpus/ports/v1.txt").unlink()
    code, out, err = call("show ports --sentences")
    assert (code, out) == (1, "")
    assert "ports/v1.txt" in err


def test_a_short_draft_is_filed_as_a_draft_is(call: Call) -> None:
    write(SHORT)
    code, out, err = call("anchor short.json --as ana")
    assert (code, err) == (0, "")
    assert "ports v1 · labels: ana" in out
    assert out.splitlines()[-1].endswith("3 entities, 1 agreements, 1 stances")
    filed = json.loads(FILED.read_bytes())
    text = Store(Path()).text(Store(Path()).document("ports"))
    mentions = [(of["text"], of["start"]) for of in filed["entities"]]
    assert mentions == [
        ("Veldria", text.index("Veldria and Mirr signed")),
        ("Mirr", text.index("Mirr signed")),
        ("Halden", text.index("Halden, Mirr")),
    ]
    assert call("validate")[0] == 0


def test_dry_run_page_and_warnings_are_those_of_a_draft(call: Call) -> None:
    entities = [*SHORT["entities"], SHORT["entities"][0]]
    idle = ["t", "STATE", "Tolmar"]
    write({**SHORT, "refs": [*SHORT["refs"], idle], "entities": entities})
    code, out, err = call("anchor short.json --as ana --dry-run --html page.html")
    assert (code, err) == (0, "page.html: the text with its labels\n")
    warnings = [line for line in out.splitlines() if line.startswith("warning: ")]
    assert [line.split(": ")[2][:5] for line in warnings] == ["PB713", "PB714"]
    lines = Path("short.json").read_text("utf-8").splitlines()
    for warning, words in zip(warnings, ("[", "["), strict=True):
        assert lines[int(warning.split(":")[2]) - 1].strip() == words
    assert out.splitlines()[-1].endswith("nothing was filed (--dry-run)")
    assert not FILED.exists()
    assert "PB714" in Path("page.html").read_text("utf-8")


def test_every_fault_is_told_and_nothing_is_filed(call: Call) -> None:
    write(
        {
            **SHORT,
            "entities": [[5, "Tolmar", "STATE", "NAM", ""], [4, "Veldria", "STATE", "NAM", "v"]],
            "stances": [{**SHORT["stances"][0], "cue": [8, "weak"], "target": [6, "weak pact"]}],
        }
    )
    code, out, err = call("anchor short.json --as ana")
    assert (code, err) == (1, "")
    told = [line.partition(": ")[2] for line in out.splitlines() if "PB7" in line]
    assert [line.partition(". ")[0] for line in told if "warning" not in line] == [
        "PB707 /entities/0: 'Tolmar' does not begin in sentence 5, but in 6",
        "PB708 /entities/1: 'Veldria' stands 2 times in sentence 4",
        "PB706 /stances/0/cue: there is no sentence 8; the last sentence is 7",
        "PB701 /stances/0/target: 'weak pact' does not stand in the text",
    ]
    assert "one of these" not in out, "quotes are of no use in a short draft"
    assert not FILED.exists()


def test_what_is_not_of_the_form_is_told_with_line_and_pointer(call: Call) -> None:
    write({**SHORT, "entities": [[4, "Mirr", "STAT", "NAM", "m"], [4, "Mirr"]], "layers": []})
    code, out, _ = call("anchor short.json --as ana")
    assert code == 1
    found = sorted(line.split(": ")[1] for line in out.splitlines())
    assert found == ["PB103 /layers", "PB104 /entities/0/2", "PB108 /entities/1"]
