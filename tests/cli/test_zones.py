"""zones and ingest --review, as a user calls them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pactbank.corpus.store import Store
from support import sample_corpus
from support.own_corpus import Call, begun

RAW = """\
Port protocol signed
Ana Moreth - Orlen Courier

ORLEN, Veldria — Veldria and Tolmar signed a port protocol on [Monday].
Our podcast is worth a listen
"""


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    run_in_own = begun(tmp_path, monkeypatch, capsys)
    Path("port.txt").write_text(RAW, "utf-8")

    def called(line: str) -> tuple[int, str, str]:
        code, out, err = run_in_own(line)
        return code, re.sub(r"[ │┃]+", " ", out), err

    assert called("ingest port.txt --rights full-text --license CC0-1.0")[0] == 0
    return called


def test_lines_are_listed_with_zone_rule_and_confidence(call: Call) -> None:
    code, out, err = call("zones port")
    assert (code, err) == (0, "")
    assert " 2 keep byline 0.9" in out
    assert " 4a keep dateline 0.97 ORLEN, Veldria — dateline " in out
    assert " 4b keep paragraph 0.97 " in out


def test_the_same_lines_as_json(call: Call) -> None:
    code, out, err = call("zones port --json")
    value = json.loads(out)
    assert (code, err, value["document"], value["version"]) == (0, "", "port", 1)
    assert [line["line"] for line in value["lines"]] == ["1", "2", "4a", "4b", "5"]
    line = value["lines"][2]
    assert RAW[slice(*line["raw"])] == line["words"] == "ORLEN, Veldria —"
    assert (line["kind"], line["stripped"], line["rule"]) == ("dateline", False, "dateline")
    text = Path("corpus/port/v1.txt").read_text("utf-8")
    assert text[slice(*line["text"])] == line["words"]


def test_zones_are_set_again_and_as_the_next_version(call: Call) -> None:
    code, out, err = call("zones port --set 5=advertisement")
    assert (code, err) == (0, "")
    assert " 5 strip advertisement 1.00 Our podcast is worth" in out
    assert out.endswith("port v1: made again, since it has no labels and is in no split\n")
    code, out, _ = call("zones port --set 5=advertisement --reason again")
    assert out.endswith("port v1: these zones are set already; nothing was changed\n")
    assert call("split port --to test")[0] == 0
    code, out, err = call("zones port --set 5=heading")
    assert (code, out) == (2, "")
    assert "say why with --reason" in err
    code, out, _ = call("zones port --set 5=heading --reason 'it was none' --json")
    value = json.loads(out)
    assert (value["made"], value["version"], value["labels"], value["added"]) == (
        "next", 2, {}, ["5"],
    )  # fmt: skip
    assert json.loads(Path("corpus/port/v2.json").read_text("utf-8"))["reason"] == "it was none"
    assert call("validate") == (0, "", "0 errors, 0 warnings\n")


def test_labels_that_move_and_words_without_any_are_told(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = sample_corpus.make_corpus(tmp_path / "sample")
    monkeypatch.chdir(store.root)
    code, out, err = call("zones mirr-boats --set 1=caption --reason 'a caption'")
    assert code == 0
    assert "mirr-boats v2: made as the next version\ngold: 8 labels moved along\n" in out
    assert err == "new in the text, where nobody has labelled yet: line 1\n"
    code, out, err = call("zones mirr-boats --set 5=advertisement --reason x")
    assert (code, out) == (2, "")
    assert "words would go that are labelled, so that nothing was changed: gold on line 5" in err
    assert Store(store.root).versions()["mirr-boats"] == [1, 2]


@pytest.mark.parametrize(
    ("line", "messages"),
    [
        ("zones nobody", ["no document 'nobody'; there is: port"]),
        ("zones nobody --set 1=byline", ["no document 'nobody'"]),
        ("zones port --reason x", ["--reason goes with --set"]),
        (
            "zones port --set 400=byline --set 3-1=x --set 1=byline --set 1=credit --set 4c=byline",
            ["no line 400: the text has lines 1 to 5", "runs backwards", "no zone kind 'x'",
             "1=byline sets line 1, too", "the zones of line 4 are 4a, 4b"],
        ),
        ("ingest", ["give a FILE, or --review alone"]),
        ("ingest --publisher x --review", ["give a FILE, or --review alone"]),
        ("ingest port.txt --under 0.5", ["--under goes with --review"]),
        ("ingest --review --under 0", ["--under: 0.0 is not a confidence"]),
        ("ingest --review --under 1.1", ["--under: 1.1 is not a confidence"]),
        ("ingest --review --under nan", ["--under: nan is not a confidence"]),
        ("ingest --review --under x", ["Invalid value for '--under'"]),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_said_at_once(call: Call, line: str, messages: list[str]) -> None:
    before = Path("corpus/corpus.lock").read_bytes()
    code, out, err = call(line)
    assert (code, out) == (2, "")
    for message in messages:
        assert message in err
    assert Path("corpus/corpus.lock").read_bytes() == before


def test_a_document_without_its_text_is_told(call: Call) -> None:
    Path("corpus/port/v1.raw.txt").unlink()
    for line in ("zones port", "zones port --json", "zones port --set 1=byline"):
        code, _, err = call(line)
        assert code == 1
        assert "v1.raw.txt: PB209" in err
    code, _, err = call("ingest --review --under 1")
    assert code == 0
    assert err == "without their raw text here: port\n"


def test_review_of_one_text_of_many_and_of_all(call: Call, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    for name in ("a", "b"):
        words = RAW.replace("port", f"{name} port")
        (tmp_path / "more" / f"{name}.txt").write_text(words, "utf-8")
    Path("c.txt").write_text(RAW.replace("port", "a new port"), "utf-8")
    options = "--rights full-text --license CC0-1.0 --review"
    code, out, _ = call(f"ingest c.txt {options} --under 0.96")
    assert code == 0
    assert "lines with a confidence under 0.96 \n" in out
    assert re.search(r" c 5 keep \w+ 0\.[0-9]+ Our podcast is", out)
    assert "in 1 of 1 documents; set them with pactbank zones ID --set LINE=KIND\n" in out
    code, out, _ = call(f"ingest {tmp_path / 'more'} {options} --under 0.96")
    assert {name for name in "abc" if re.search(rf" {name} 5 ", out)} == {"a", "b"}
    code, out, _ = call("ingest --review --under 0.96")
    assert "in 4 of 4 documents" in out
    code, out, _ = call("ingest --review --under 0.01")
    assert out == "0 lines with a confidence under 0.01, in 0 of 4 documents\n"
    code, out, _ = call(f"ingest {tmp_path / 'more'} {options}")
    assert "0 added, 2 there already, 0 refused\n0 lines" in out


def test_review_as_json(call: Call, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a.txt").write_text(RAW.replace("port", "a port"), "utf-8")
    (tmp_path / "more" / "empty.txt").write_text("\n", "utf-8")
    Path("c.txt").write_text(RAW.replace("port", "a new port"), "utf-8")
    for files, names in ((tmp_path / "more", {"a"}), ("c.txt", {"c"}), ("", {"a", "c", "port"})):
        code, out, err = call(f"ingest {files} --review --under 0.96 --json")
        found = json.loads(out)
        assert (code, found["under"], found["without_text"]) == ("more" in str(files), 0.96, [])
        assert {line["document"] for line in found["lines"]} == names
        assert ("refused" in err) == ("more" in str(files))
        [last] = [line for line in found["lines"] if line["document"] == max(names)][-1:]
        assert (last["line"], last["words"]) == ("5", "Our podcast is worth a listen")
        assert last["confidence"] < 0.96
    assert "--json goes with --review" in call("ingest c.txt --id d --json")[2]


def test_lines_are_whole_in_a_pipe(call: Call) -> None:
    """No column is cut where nothing bounds it, and never inside of an escape."""
    long = "Veldria and \x1b[31mTolmar\u202e " * 6 + "signed the port protocol."
    Path("x.txt").write_text(f"{long}\n{long * 3}\n", "utf-8")
    assert call("ingest x.txt --rights full-text --license CC0-1.0")[0] == 0
    escaped = long.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e")
    for line in ("zones x", "ingest --review --under 1"):
        out = call(line)[1]
        assert escaped in out
        # Of a longer line the first 200 characters of the text are shown.
        assert (long * 3)[:200].replace("\x1b", "\\x1b").replace("\u202e", "\\u202e") + "…" in out


def test_a_line_that_is_kept_in_doubt_is_listed_until_somebody_sets_it(call: Call) -> None:
    [doubtful] = [
        line for line in json.loads(call("zones port --json")[1])["lines"] if line["line"] == "5"
    ]
    limit = doubtful["confidence"] + 0.001
    assert " port 5 keep " in call(f"ingest --review --under {limit}")[1]
    assert call(f"zones port --set 5={doubtful['kind']}")[0] == 0
    assert " port 5 keep " not in call(f"ingest --review --under {limit}")[1]


def test_foreign_words_are_no_commands_to_the_terminal(call: Call) -> None:
    Path("x.txt").write_text("Talks \x1b[31m went on [/b], they said on Monday.\n", "utf-8")
    assert call("ingest x.txt --rights full-text --license CC0-1.0")[0] == 0
    for line in ("zones x", "ingest --review --under 1", "zones x --json"):
        code, out, _ = call(line)
        assert code == 0
        assert "\x1b" not in out
