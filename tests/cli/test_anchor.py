"""anchor as a user calls it: what it understood, what to paste, what is odd."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given

from pactbank.cli.label_page import label_page, marked
from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.ingest import Particulars, ingest
from pactbank.corpus.store import Store
from pactbank.model.annotation import Mention
from support import sample_corpus
from support.effort import tried
from support.generated_annotations import Drawn, annotated
from support.own_corpus import Call, add_text, begun

Label = dict[str, Any]
TEXT = (
    "Mirr <b>signed</b> the [Ridge] Pact, Mirr said. Tolmar hailed the Ridge pact; "
    "Brenn of Mirr & “friends” did not.\n"
)


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    run_in_own = begun(tmp_path, monkeypatch, capsys)
    add_text(tmp_path, "ridge", TEXT)
    return run_in_own


def state(text: str, *refs: str, **more: Any) -> Label:
    return {"text": text, "type": "STATE", "level": "NAM", "refs": list(refs), **more}


REFS: list[Label] = [
    {"id": "m", "type": "STATE", "name": "Mirr"},
    {"id": "t", "type": "STATE", "name": "Tolmar"},
]
ENTITIES: list[Label] = [state("Mirr", "m", after=" <b>"), state("Tolmar", "t")]
STANCE: Label = {
    "type": "ENDORSE", "polarity": "positive", "cue": {"text": "hailed"}, "quote": "indirect",
    "holders": [{"text": "Tolmar", "refs": ["t"]}], "target": {"text": "Ridge pact"},
    "about": ["a1"], "toward": ["m"], "chain": [{"ref": "AUTHOR"}],
}  # fmt: skip
PACT: Label = {
    "id": "a1", "type": "OTHER", "name": "[Ridge] Pact",
    "mentions": [{"text": "[Ridge] Pact", "level": "NAM"}, {"text": "Ridge pact", "level": "NOM"}],
    "arguments": [{"text": "Mirr", "after": " <b>", "role": "PARTY", "refs": ["m"]}],
    "status": [{"stage": "SIGNED", "party": "m", "evidence": {"text": "signed"}}],
}  # fmt: skip
WHOLE: Label = {"refs": REFS, "entities": ENTITIES, "agreements": [PACT], "stances": [STANCE]}


def write(**draft: Any) -> None:
    value = {"document": "ridge", **draft}
    Path("draft.json").write_text(msgspec.json.format(json.dumps(value)), "utf-8")


FILED = Path("annotations/ana/ridge.v1.json")


def test_what_was_understood_is_shown_and_filed(call: Call) -> None:
    write(**WHOLE)
    code, out, err = call("anchor draft.json --as ana")
    assert (code, err) == (0, "")
    assert "ridge v1 · labels: ana" in out
    assert "[Mirr STATE] <b>signed</b> the [Ridge] Pact" in out
    assert "SIGNED" in out
    assert "s1 ENDORSE" in out
    last = out.splitlines()[-1]
    assert last.endswith("annotations/ana/ridge.v1.json: 2 entities, 1 agreements, 1 stances")
    assert FILED.exists()
    assert call("validate") == (0, "", "0 errors, 0 warnings\n")
    shown = call("show ridge --annotator ana")[1]
    assert out.startswith(shown), "as pactbank show does"


def test_a_dry_run_shows_the_same_and_files_nothing(call: Call) -> None:
    write(**WHOLE)
    code, dry, err = call("anchor draft.json --as ana --dry-run")
    assert (code, err) == (0, "")
    assert not FILED.exists()
    assert dry.splitlines()[-1] == (
        "ridge: 2 entities, 1 agreements, 1 stances; nothing was filed (--dry-run)"
    )
    wet = call("anchor draft.json --as ana")[1]
    assert dry.splitlines()[:-1] == wet.splitlines()[:-1]
    before = FILED.read_bytes()
    write(refs=REFS[:1], entities=ENTITIES[:1])
    assert call("anchor draft.json --as ana --dry-run")[0] == 0
    assert FILED.read_bytes() == before


def test_a_dry_run_needs_no_corpus_of_ones_own(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = next(iter(Store(Path(__file__).parents[2]).versions()))
    Path("draft.json").write_text(json.dumps({"document": name, "entities": []}))
    assert call("anchor draft.json --as gold")[0] == 2
    assert call("anchor draft.json --as gold --dry-run")[0] == 0


def test_a_quote_at_several_places_is_answered_with_one_line_for_each(call: Call) -> None:
    write(refs=REFS, entities=[state("Mirr", "m"), state("Tolmar", "t"), state("Mirr", "m")])
    code, out, err = call("anchor draft.json --as ana")
    assert (code, err) == (1, "")
    assert out.count("PB702") == 2
    lines = out.splitlines()
    head = lines.index("for 'Mirr' at /entities/0, /entities/2, one of these:")
    choices = [json.loads(line) for line in lines[head + 1 :]]
    assert choices == [
        {"text": "Mirr", "after": " <"}, {"text": "Mirr", "before": ", "},
        {"text": "Mirr", "after": " &"},
    ]  # fmt: skip
    for choice in choices:
        write(refs=REFS, entities=[{**state("", "m"), **choice}, state("Tolmar", "t")])
        assert call("anchor draft.json --as ana")[0] == 0
    spans = [json.loads(FILED.read_bytes())["entities"][1]["start"]]
    assert spans == [TEXT.rindex("Mirr")]
    assert not out.startswith("╭"), "nothing was understood"


def test_quotes_at_several_places_in_every_kind_of_span(call: Call) -> None:
    mirr = {"text": "Mirr"}
    pact = {**PACT, "arguments": [{**mirr, "role": "PARTY", "refs": ["m"]}]}
    stance = {**STANCE, "cue": mirr, "holders": [{**mirr, "refs": ["m"]}],
              "chain": [{"ref": "m", "span": mirr}]}  # fmt: skip
    write(refs=REFS, agreements=[pact], stances=[stance])
    code, out, _ = call("anchor draft.json --as ana")
    assert code == 1
    assert ("for 'Mirr' at /agreements/0/arguments/0, /stances/0/cue, /stances/0/holders/0, "
            "/stances/0/chain/0/span, one of these:") in out  # fmt: skip


def test_unseen_characters_are_pasted_as_escapes(call: Call) -> None:
    store = Store(Path())
    text = "Mi\u200brr met Ana. Mi\u200brr met \u202eBen. Mirr slept.\n"
    about = Particulars(id="odd", license="CC0-1.0", redistribution="full-text")
    ingest(store, text.encode(), about, "x")
    Path("draft.json").write_text(
        json.dumps({"document": "odd", "entities": [{**state("Mi\u200brr"), "open": True}]})
    )
    out = call("anchor draft.json --as ana")[1]
    assert "\u200b" not in out
    assert '{"text": "Mi\\u200brr", "after": " met Ana"}' in out
    for line in out.splitlines()[-2:]:
        label = {**state(""), "open": True, **json.loads(line)}
        Path("draft.json").write_text(json.dumps({"document": "odd", "entities": [label]}))
        assert call("anchor draft.json --as ana")[0] == 0


def test_many_places_are_cut_off(call: Call) -> None:
    ingest(Store(Path()), b"Mirr met. " * 200, Particulars(id="many"), "x")
    Path("draft.json").write_text(json.dumps({"document": "many", "entities": [state("Mirr")]}))
    code, out, _ = call("anchor draft.json --as ana")
    assert code == 1
    assert "one of these (the first 50 places):" in out
    assert len([line for line in out.splitlines() if line.startswith("{")]) == 50


def test_warnings_do_not_change_the_exit_code(call: Call) -> None:
    idle = {"id": "i", "type": "STATE", "name": "Brenn"}
    same = state("Tolmar", "t")
    write(
        refs=[*REFS, idle],
        entities=[ENTITIES[0], same, same, state("Brenn of Mirr ", "m", level="NOM")],
        stances=[{**STANCE, "about": [], "target": {"text": "the Ridge pact;"}}],
    )
    code, out, err = call("anchor draft.json --as ana")
    assert (code, err) == (0, "")
    warnings = [line for line in out.splitlines() if line.startswith("warning: ")]
    assert [line.split(": ")[2][:5] for line in warnings] == [
        "PB713", "PB714", "PB712", "PB711", "PB712",
    ]  # fmt: skip
    lines = Path("draft.json").read_text("utf-8").splitlines()
    for warning in warnings:
        number = int(warning.split(":")[2])
        assert lines[number - 1].strip(), "it has the line of the draft"
    filed = json.loads(FILED.read_bytes())
    assert [ref["id"] for ref in filed["refs"]] == ["m", "t"]
    assert [mention["text"] for mention in filed["entities"]] == ["Mirr", "Tolmar", "Brenn of Mirr"]
    assert call("validate") == (0, "", "0 errors, 0 warnings\n")


def test_errors_change_it_and_nothing_is_filed(call: Call) -> None:
    write(refs=REFS, entities=[*ENTITIES, state("Brenn", "nobody")])
    code, out, _ = call("anchor draft.json --as ana --html page.html")
    assert code == 1
    assert "PB307" in out
    assert not FILED.exists()
    assert "PB307" in Path("page.html").read_text("utf-8"), "the page tells it, too"


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data if "style" not in self.open else ""


def test_a_page_that_needs_nothing_else(call: Call) -> None:
    write(**{**WHOLE, "entities": [*ENTITIES, state("Tolmar ", "t", level="NOM")]})
    code, out, err = call("anchor draft.json --as ana --html out/page.html --dry-run")
    assert code == 1, "the same span twice with two levels is an error"
    write(**WHOLE)
    code, out, err = call("anchor draft.json --as ana --html out/page.html --dry-run")
    assert (code, err) == (0, "out/page.html: the text with its labels\n")
    assert out == "ridge: 2 entities, 1 agreements, 1 stances; nothing was filed (--dry-run)\n"
    text = Path("out/page.html").read_text("utf-8")
    page = Page(text)
    assert page.open == []
    names = {tag for tag, _ in page.tags}
    assert not names & {"b", "link", "img", "iframe"}
    assert not [attributes for tag, attributes in page.tags if tag == "script" and attributes]
    assert "http" not in text.replace('http-equiv="Content-Security-Policy"', "")
    assert "prefers-color-scheme: dark" in text
    assert "color-scheme: light dark" in text
    words = " ".join(page.words.split())
    assert "MirrSTATE <b>signed</b> the [Ridge] Pact, Mirr said. TolmarSTATE hailed" in words
    assert "Brenn of Mirr & “friends” did not." in words
    for part in ("a1 [Ridge] Pact · OTHER", "s1 ENDORSE · positive", "Mirr: SIGNED", "toward"):
        assert part in words
    marks = [attributes for tag, attributes in page.tags if tag == "mark"]
    assert len(marks) == 2 + 1 + 1 + 1 + 1 + 1  # mentions, party, evidence; cue, holder, target


def test_words_of_a_draft_are_never_markup(call: Call) -> None:
    evil = '"><script>alert(1)</script>\u202e'
    pact = {**PACT, "name": evil}
    refs = [{**REFS[0], "name": evil}, *REFS[1:]]
    write(refs=refs, agreements=[pact], entities=ENTITIES)
    call("anchor draft.json --as ana --html page.html --dry-run")
    text = Path("page.html").read_text("utf-8")
    page = Page(text)
    assert len([tag for tag, _ in page.tags if tag == "script"]) == 1, "that of every page"
    assert '"><script>alert(1)</script>\\u202e' in page.words
    assert "\u202e" not in text


@pytest.mark.parametrize("name", ["veldria-talks", "mirr-boats", "brenn-remarks"])
def test_pages_of_whole_annotations(tmp_path: Path, name: str) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    document = store.document(name)
    annotation = store.annotation("gold", document)
    assert annotation is not None
    page = Page(label_page(document, store.text(document), annotation))
    assert page.open == []
    for mention in annotation.entities or ():
        assert mention.text is not None
        assert mention.text in page.words or mention.type in page.words


LIKE = Store(valid_corpus()).document("hask-note")


@given(annotated())
@tried(200)
def test_any_annotation_makes_a_page_and_marks_lose_no_word(drawn: Drawn) -> None:
    Page(label_page(LIKE, drawn.text, drawn.annotation))
    mentions = drawn.annotation.entities or ()
    parts = marked(drawn.text, mentions)
    assert "".join(part.words for part in parts) == drawn.text
    at = 0
    for part in parts:
        inside = [m for m in mentions if m.start <= at < m.end]
        assert sorted(part.types) == sorted(m.type for m in inside)
        at += len(part.words)
        assert sorted(part.ended) == sorted(m.type for m in inside if m.end == at)


def test_marks_beyond_the_text() -> None:
    wide = [
        Mention(id=f"e{at}", start=start, end=end, text="x", type="STATE", refs=())
        for at, (start, end) in enumerate([(0, 99), (5, 7), (2, 2), (1, 4)])
    ]
    assert [(part.words, len(part.types), len(part.ended)) for part in marked("abc", wide)] == [
        ("a", 1, 0), ("bc", 2, 2),
    ]  # fmt: skip


def test_the_help_says_what_becomes_of_odd_things(call: Call) -> None:
    out = re.sub(r"\s+", " ", call("anchor --help")[1])
    assert "warnings, which leave the exit code as it is" in out


def test_problems_of_the_anchored_labels_stand_where_the_draft_has_them(call: Call) -> None:
    """File, line and pointer are those of the draft, whatever anchoring has moved or left out."""
    unknown = state("Brenn", "nobody")
    whole: Label = {
        **WHOLE,
        "refs": [{"id": "x", "type": "STATE", "name": "X"}, *REFS],
        "entities": [state("Tolmar", "t"), ENTITIES[0], ENTITIES[0], unknown],
        "agreements": [{**PACT, "status": [{**PACT["status"][0], "party": "nil"}]}],
        "stances": [{**STANCE, "toward": ["m", "none"]}],
    }  # fmt: skip
    write(**whole)
    lines = Path("draft.json").read_text("utf-8").splitlines()
    code, out, _ = call("anchor draft.json --as ana")
    assert code == 1
    assert "(anchored)" not in out
    found = re.findall(r"^draft.json:(\d+): PB307 (\S+): '(\w+)'", out, re.MULTILINE)
    assert [(pointer, name) for _, pointer, name in found] == [
        ("/entities/3/refs", "nobody"),
        ("/agreements/0/status/0/party", "nil"),
        ("/stances/0/toward", "none"),
    ]
    for line, _, name in found:
        assert f'"{name}"' in "".join(lines[int(line) - 1 : int(line) + 2])
