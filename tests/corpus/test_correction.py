"""Zones that a person sets: made again, or the next version with its labels, or nothing at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.corpus import commits
from pactbank.corpus.begin import about_itself, begin
from pactbank.corpus.changes import changes
from pactbank.corpus.correction import Correction, set_zones
from pactbank.corpus.draft import anchor
from pactbank.corpus.ingest import Particulars, ingest
from pactbank.corpus.moving import Moving
from pactbank.corpus.raw_lines import zone_lines
from pactbank.corpus.splitting import place
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.errors import InvalidData, UnknownName, WithheldText, WrongUse
from pactbank.model import codec, walk
from pactbank.model.annotation import Annotation, Annotator, Mention, blank
from pactbank.model.closed import ZONE_KINDS
from pactbank.text.offsets import RawTextMap
from pactbank.text.tokens import words_in
from support import sample_corpus
from support.effort import tried
from support.killed import places_after_kills

RAW = """\
Port protocol signed
Ana Moreth - Orlen Courier
March 4, 2031 | 8:12am

ORLEN, Veldria — Veldria and Tolmar signed a port protocol on Monday.
Our podcast is worth a listen
It takes effect in June, officials of Tolmar said.
© 2031 Orlen Courier. All rights reserved.
"""
"""Lines 1 to 8: headline, byline, timestamp, blank, dateline and paragraph (5a, 5b), a heading that
is none, a paragraph, a notice."""
STATES = (("Veldria", "", " and", "v"), ("Tolmar", "and ", "", "t"), ("Tolmar", "of ", "", "t"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    begin(tmp_path / "own", about_itself(tmp_path, name="x"))
    made = Store(tmp_path / "own")
    ingest(made, RAW.encode(), Particulars(id="port", license="CC0-1.0",
                                           redistribution="full-text"), "port.txt")  # fmt: skip
    return made


def label(store: Store, annotator: str, states: Any = STATES, version: int | None = None) -> None:
    """The labels of an annotator, who is registered."""
    document = store.document("port", version)
    refs = {ref: words for words, _, _, ref in states}
    draft = {
        "document": "port",
        "refs": [{"id": ref, "type": "STATE", "name": name} for ref, name in refs.items()],
        "entities": [
            {"text": words, "before": before, "after": after, "type": "STATE", "level": "NAM",
             "refs": [ref]}
            for words, before, after, ref in states
        ],
    }  # fmt: skip
    annotation, problems = anchor(
        json.dumps(draft).encode(), "d", document, store.text(document), annotator=annotator,
        guidelines_sha256="0" * 64, created="2031-06-07",
    )  # fmt: skip
    assert annotation is not None, problems
    store.register(Annotator(id=annotator, kind="human", description="A reader."))
    store.write_annotation(annotation)


def files(root: Path) -> dict[str, bytes]:
    """Every file that is not hidden nor in a hidden folder, with its bytes."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "/." not in f"/{path.relative_to(root).as_posix()}"
    }


def sound(store: Store) -> Store:
    """The store opened anew, with nothing wrong in it and nothing left over."""
    opened = Store(store.root)
    assert [found for found in validate(opened) if found.severity == "error"] == []
    assert changes(opened) == {}
    assert not (opened.corpus / ".incoming").exists()
    assert not (opened.corpus / ".commit").exists()
    return opened


def changed(store: Store, *settings: str, reason: str | None = None) -> Correction:
    done = set_zones(store, "port", settings, reason)
    sound(store)
    return done


def test_a_document_that_nobody_has_labelled_is_made_again(store: Store) -> None:
    before = files(store.root)
    done = changed(store, "6=advertisement")
    assert (done.made, done.document.version, done.moved) == ("again", 1, {})
    after = files(store.root)
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == {
        "corpus/corpus.lock", "corpus/port/v1.json", "corpus/port/v1.txt",
    }  # fmt: skip
    document = Store(store.root).document("port")
    assert "podcast" not in store.text(document)
    [zone] = [zone for zone in document.zones if zone.rule.startswith("by hand")]
    assert (zone.kind, zone.text, zone.rule, zone.confidence) == (
        "advertisement", None, "by hand", 1.0,
    )  # fmt: skip
    assert (document.revises, document.reason) == (None, None)


def test_the_reason_of_one_that_is_made_again_stands_at_its_zones(store: Store) -> None:
    document = changed(store, "6=advertisement", "7=credit", reason="an own ad").document
    rules = [zone.rule for zone in document.zones if zone.confidence == 1.0]
    assert rules == ["by hand: an own ad"] * 2
    assert document.reason is None


def test_made_again_as_if_it_had_been_read_so_at_once(store: Store) -> None:
    """Whatever the way, a document has one form."""
    there = Store(store.root).document("port")
    changed(store, "6=advertisement")
    changed(store, "6=heading")
    again = Store(store.root).document("port")
    assert (again.text, again.edits, again.source) == (there.text, there.edits, there.source)


def test_a_version_that_nobody_has_labelled_is_made_again_as_itself(store: Store) -> None:
    label(store, "ana")
    about = Particulars(id="port", reason="a word was wrong")
    ingest(store, RAW.replace("June", "July").encode(), about, "x")
    done = changed(store, "6=advertisement", reason="an ad")
    assert (done.made, done.document.version) == ("again", 2)
    assert (done.document.revises, done.document.reason) == (1, "a word was wrong")
    assert Store(store.root).versions()["port"] == [1, 2]
    assert (store.annotation_folder / "ana/port.v1.json").exists()


def test_labels_of_all_annotators_move_along(store: Store) -> None:
    for annotator in ("ana", "ben"):
        label(store, annotator)
    before = files(store.root)
    done = changed(store, "6=advertisement", reason="an own ad")
    assert (done.made, done.document.version) == ("next", 2)
    assert (done.document.revises, done.document.reason) == (1, "an own ad")
    assert {name: len(each.entities or ()) for name, each in done.moved.items()} == {
        "ana": 3, "ben": 3,
    }  # fmt: skip
    after = files(store.root)
    assert {name: after[name] for name in before if "lock" not in name} == {
        name: data for name, data in before.items() if "lock" not in name
    }, "the version before and its labels stay as they are"
    opened = Store(store.root)
    document = opened.document("port")
    text = opened.text(document)
    for annotator in ("ana", "ben"):
        annotation = opened.annotation(annotator, document)
        assert annotation is not None
        assert [text[span.start : span.end] for span in walk.spans(annotation)] == [
            "Veldria", "Tolmar", "Tolmar",
        ]  # fmt: skip
        assert annotation.created == "2031-06-07"


def test_a_document_in_a_split_may_be_in_a_build(store: Store) -> None:
    place(store, ["port"], "test")
    before = files(store.root)
    with pytest.raises(WrongUse, match=r"a build of test may have carried port v1.*v2: say why"):
        set_zones(store, "port", ["6=notice"])
    assert files(store.root) == before
    assert changed(store, "6=notice", reason="an ad").document.version == 2
    assert changed(store, "6=heading", reason="it was none").document.version == 3


def test_labels_need_a_reason_for_the_next_version(store: Store) -> None:
    label(store, "ana")
    before = files(store.root)
    with pytest.raises(WrongUse, match=r"ana labelled port v1.*with --reason"):
        set_zones(store, "port", ["6=notice"])
    for reason in ("", " ", "\u200b"):
        with pytest.raises(WrongUse, match="--reason: there is nothing to read"):
            set_zones(store, "port", ["6=notice"], reason)
    with pytest.raises(WrongUse, match="--reason: "):
        set_zones(store, "port", ["6=notice"], "x" * 513)
    with pytest.raises(WrongUse, match="not UTF-8"):
        set_zones(store, "port", ["6=notice"], "x\udcff")
    assert files(store.root) == before


def test_labels_of_an_annotator_that_is_not_registered_count(store: Store) -> None:
    label(store, "ana")
    register = store.annotation_folder / "annotators.json"
    register.write_bytes(register.read_bytes().replace(b'"ana"', b'"nobody"'))
    with pytest.raises(WrongUse, match="ana labelled port v1"):
        set_zones(Store(store.root), "port", ["6=notice"])


def test_words_that_are_labelled_do_not_go(store: Store) -> None:
    label(store, "ana")
    label(store, "ben", STATES[:2])
    before = files(store.root)
    with pytest.raises(WrongUse) as caught:
        set_zones(store, "port", ["5b=notice", "6=notice", "7=notice"], "why")
    told = str(caught.value)
    assert "ana on lines 5b, 7 (3 spans); ben on line 5b (2 spans)" in told
    assert files(store.root) == before
    with pytest.raises(WrongUse, match=r"changed: ana on line 7 \(1 span\)\. Leave"):
        set_zones(store, "port", ["7=notice"], "why")
    assert files(store.root) == before


def test_kinds_that_leave_the_text_alone_move_every_label(store: Store) -> None:
    label(store, "ana")
    text = store.text(store.document("port"))
    done = changed(store, "5=paragraph", "7=caption", reason="no dateline")
    assert Store(store.root).text(done.document) == text
    assert [zone.kind for zone in done.document.kept][3:] == ["paragraph", "heading", "caption"]
    assert done.added == ()


def test_words_that_come_into_the_text_are_told(store: Store) -> None:
    label(store, "ana")
    done = changed(store, "8=credit", reason="it names the holder")
    assert done.added == ("8",)
    assert "All rights" in Store(store.root).text(done.document)


def test_nothing_to_do(store: Store) -> None:
    changed(store, "6=advertisement", reason="an ad")
    label(store, "ana")
    before = files(store.root)
    done = changed(store, "6=advertisement", reason="again")
    assert (done.made, done.document.version) == ("nothing", 1)
    assert files(store.root) == before


def test_confirming_a_doubtful_line_makes_it_sure(store: Store) -> None:
    document = changed(store, "7=paragraph").document
    assert [zone.confidence for zone in document.zones][-2] == 1.0


def test_what_the_zones_say_of_the_document_is_said_anew(store: Store) -> None:
    before = store.document("port")
    assert before.source.authors.value == ("Ana Moreth",)
    assert (before.title, before.rights.holder) == ("Port protocol signed", "Orlen Courier")
    after = changed(store, "1=paragraph", "2=credit", "3=paragraph", "6=headline").document
    assert after.source.authors.found == after.source.publisher.found == "absent"
    assert after.source.published.value is None
    assert (after.title, after.rights.holder) == ("Our podcast is worth a listen", None)
    assert after.reference_date is None
    again = changed(store, "1=headline", "2=byline", "3=timestamp", "6=heading").document
    assert (again.source, again.title, again.rights, again.reference_date) == (
        before.source, before.title, before.rights, before.reference_date,
    )  # fmt: skip


@pytest.mark.parametrize(
    "raw", ["\ufeffOne.\r\nTwo.\r", "One.\nTwo.", "\ufeff\ufeffOne.\n\nTwo.\n"]
)
def test_the_raw_bytes_stay_as_they_are(store: Store, raw: str) -> None:
    ingest(store, raw.encode(), Particulars(id="a"), "a")
    place(store, ["a"], "train")
    done = set_zones(store, "a", [f"{raw.count(chr(10)) or 1}=caption"], "why")
    assert done.document.version == 2
    assert (store.corpus / "a/v2.raw.txt").read_bytes() == raw.encode()
    sound(store)


def test_what_options_said_stays(store: Store) -> None:
    told: dict[str, Any] = {
        "publisher": "Marsk Daily", "authors": ("Tia Renn",), "published": "2031-03-05",
        "title": "Another", "holder": "Daily Press", "reason": "told",
    }  # fmt: skip
    before = ingest(store, RAW.encode(), Particulars(id="port", **told), "x")
    after = changed(store, "1=paragraph", "2=credit", "3=paragraph").document
    assert (after.source, after.title, after.rights, after.reference_date) == (
        before.source, before.title, before.rights, before.reference_date,
    )  # fmt: skip


def test_a_withheld_title_must_stay_in_the_text(store: Store) -> None:
    raw = b"Quiz by Zoe\nVeldria and Mirr signed a pact, they said on Monday.\n"
    told = Particulars(id="q", title="Zoe Quiz", redistribution="offsets-only")
    ingest(store, raw, told, "q.txt")
    before = files(store.root)
    with pytest.raises(WrongUse, match=r"the title: .Zoe Quiz. has .*restored from the text"):
        set_zones(store, "q", ["1=notice"])
    assert files(store.root) == before


def test_every_line_stripped(store: Store) -> None:
    before = files(store.root)
    with pytest.raises(InvalidData, match="PB703"):
        set_zones(store, "port", ["1-8=notice"])
    assert files(store.root) == before


def test_what_cannot_be_found(store: Store) -> None:
    with pytest.raises(UnknownName, match="no document 'nobody'; there is: port"):
        set_zones(store, "nobody", ["1=byline"])
    (store.corpus / "port/v1.raw.txt").unlink()
    with pytest.raises(WithheldText, match="PB209"):
        set_zones(store, "port", ["1=byline"])


def edited(store: Store, annotator: str, change: Callable[[Any], Any]) -> None:
    path = store.annotation_path(annotator, "port", 1)
    value = json.loads(path.read_text("utf-8"))
    change(value)
    path.write_bytes(codec.encode(msgspec.convert(value, Annotation)))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda value: value.update(text_sha256="1" * 64), "PB316"),
        (lambda value: value["entities"][0].update(text="Veldriz"), "PB302"),
        (lambda value: value["refs"].append({"id": "x", "type": "STATE", "name": "X"}), "PB308"),
        (lambda value: value["entities"][0].update(text=None), "PB318"),
    ],
)
def test_labels_with_faults_do_not_move(
    store: Store, change: Callable[[Any], Any], code: str
) -> None:
    label(store, "ana")
    label(store, "ben")
    edited(store, "ben", change)
    before = files(store.root)
    with pytest.raises(InvalidData) as caught:
        set_zones(store, "port", ["6=notice"], "why")
    assert {problem.code for problem in caught.value.problems} == {code}
    assert all("ben/port.v1.json" in problem.file for problem in caught.value.problems)
    assert files(store.root) == before


def test_labels_that_cannot_be_read_are_told_together(store: Store) -> None:
    for annotator in ("ana", "ben"):
        label(store, annotator)
        store.annotation_path(annotator, "port", 1).write_bytes(b"{")
    before = files(store.root)
    with pytest.raises(InvalidData) as caught:
        set_zones(store, "port", ["6=notice"], "why")
    assert [problem.code for problem in caught.value.problems] == ["PB005", "PB005"]
    assert files(store.root) == before


@pytest.mark.parametrize("link", ["corpus/port", "annotations/ana"])
def test_links_that_lead_out_are_not_written_through(
    store: Store, tmp_path: Path, link: str
) -> None:
    label(store, "ana")
    (store.root / link).rename(tmp_path / "outside")
    (store.root / link).symlink_to(tmp_path / "outside")
    before = files(tmp_path / "outside")
    with pytest.raises((InvalidData, WrongUse), match=r"link|leads out"):
        set_zones(Store(store.root), "port", ["6=notice"], "why")
    assert files(tmp_path / "outside") == before
    assert Store(store.root).versions() == {"port": [1]}


def test_the_documents_of_the_examples_keep_their_labels(tmp_path: Path) -> None:
    """Texts that others have assembled, with labels of every layer."""
    store = sample_corpus.make_corpus(tmp_path)
    for name in store.versions():
        document = store.document(name)
        annotation = store.annotation("gold", document)
        assert annotation is not None
        done = set_zones(store, name, ["1=caption"], "why")
        assert done.document.version == 2
        moved = Store(tmp_path).annotation("gold", done.document)
        assert moved is not None
        assert [span.text for span in walk.spans(moved)] == [
            span.text for span in walk.spans(annotation)
        ]
    sound(store)


def test_what_a_killed_process_staged_is_not_taken_by_another_commit(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version made again has the path of the one before, so that it must not be moved there."""

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commits, "commit", killed)
    with pytest.raises(KeyboardInterrupt):
        set_zones(store, "port", ["6=advertisement"])
    monkeypatch.undo()
    assert (store.corpus / ".incoming/port/v1.txt").exists()
    place(store, ["port"], "test")
    assert "podcast" in store.text(sound(store).document("port"))


def test_labels_written_meanwhile_are_seen(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock is held while it is decided whether a version is made again."""
    held = []
    add = Store.add_incoming

    def watched(self: Store, *arguments: Any) -> None:
        from filelock import FileLock, Timeout

        with pytest.raises(Timeout), FileLock(self.corpus / ".lock", timeout=0, is_singleton=False):
            pass
        held.append(True)
        add(self, *arguments)

    monkeypatch.setattr(Store, "add_incoming", watched)
    changed(store, "6=advertisement")
    assert held == [True]


def test_moving_is_by_the_maps_of_both_versions(store: Store) -> None:
    before = store.document("port")
    after = changed(store, "6=advertisement").document
    gone = RAW.index("Our podcast")
    text = "".join(line for line in RAW.splitlines(keepends=True) if "©" not in line)
    at = text.replace("\n\n", "\n").index("It takes")
    assert Moving(before, after).range(at, at + 2) == (at - 30, at - 28)
    assert Moving(before, after).range(gone - 1, gone + 3) is None


KINDS = st.sampled_from([f"={kind}" for kind in ZONE_KINDS])
LINES = st.lists(
    st.sampled_from(
        [
            "Port protocol signed", "Ana Moreth - Orlen Courier", "March 4, 2031 | 8:12am",
            "ORLEN, Veldria — Veldria and Tolmar signed it, they said on Monday.",
            "Our podcast 🚢 is worth a listen", "Zoe\u0308 of Veldria met Zoe\u0308.",
            "ADVERTISEMENT", "Read more: Veldria",
        ]
    ),
    min_size=1, max_size=7,
)  # fmt: skip


@given(LINES, st.sampled_from(["\n", "\r\n", "\n\n"]), st.data())
@tried(120)
def test_no_correction_makes_a_label_drift(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str, data: st.DataObject
) -> None:
    """Whatever is labelled and set: nothing is changed, or all labels keep their raw words."""
    root = tmp_path_factory.mktemp("drift")
    begin(root / "own", about_itself(root, name="x"))
    store, raw = Store(root / "own"), end.join(lines)
    try:
        before = ingest(store, raw.encode(), Particulars(id="port"), "x")
    except InvalidData:
        return
    text = store.text(before)
    words = words_in(text, before.kept_ranges)
    chosen = data.draw(st.lists(st.sampled_from(words), unique=True, max_size=4))
    if chosen:
        entities = [
            {"id": f"e{at}", "start": start, "end": end, "text": text[start:end], "type": "TIME",
             "value": "2031", "refs": []}
            for at, (start, end) in enumerate(chosen)
        ]  # fmt: skip
        blank_one = blank(before, annotator="ana", guidelines_sha256="0" * 64, created="2031-06-07")
        mentions = msgspec.convert(entities, tuple[Mention, ...])
        store.register(Annotator(id="ana", kind="human", description="A reader."))
        store.write_annotation(msgspec.structs.replace(blank_one, entities=mentions))
    numbers = sorted({line.number for line in zone_lines(raw, before.zones)})
    there = st.lists(st.sampled_from(numbers), unique=True, min_size=1)
    settings = [f"{number}{data.draw(KINDS)}" for number in data.draw(there)]
    was = files(store.root)
    told = ""
    try:
        done = set_zones(store, "port", settings, "why")
    except (WrongUse, InvalidData) as error:
        told = str(error)
    if files(store.root) == was:
        assert "words would go that are labelled" in told or "PB703" in told
        return
    opened = sound(store)
    assert done.made == ("next" if chosen else "again")
    now = opened.annotation("ana", done.document)
    assert (now is not None) == bool(chosen)
    maps = [RawTextMap.from_edits(each.edits, each.raw.chars) for each in (before, done.document)]
    for (start, end_), mention in zip(chosen, now.entities or () if now else (), strict=True):
        places = [maps[0].copied_from(start, end_), maps[1].copied_from(mention.start, mention.end)]
        assert places[0] == places[1] is not None
        assert opened.text(done.document)[mention.start : mention.end] == text[start:end_]
    shutil.rmtree(root)


@pytest.mark.acceptance
@pytest.mark.parametrize("labelled", [False, True])
def test_a_killed_correction_is_there_or_not(store: Store, tmp_path: Path, labelled: bool) -> None:
    if labelled:
        for annotator in ("ana", "ben"):
            label(store, annotator)
    words = ("--root", "own", "zones", "port", "--set", "6=advertisement", "--reason", "an ad")
    old = files(store.root)
    whole = tmp_path.with_name(f"whole{labelled}")
    shutil.copytree(tmp_path, whole)
    set_zones(Store(whole / "own"), "port", ["6=advertisement"], "an ad")
    new = files(whole / "own")
    places = places_after_kills(tmp_path, tmp_path.with_name(f"runs{labelled}"), *words)
    outcomes = []
    for place_ in places:
        opened = Store(place_ / "own")
        found = files(opened.root)
        assert found in (old, new)
        outcomes.append(found == new)
        assert (validate(opened), changes(opened)) == ([], {})
        # Whoever comes next is not disturbed by what was left.
        set_zones(Store(opened.root), "port", ["6=advertisement"], "an ad")
        assert files(opened.root) == new
    assert len(places) > 15
    assert outcomes == sorted(outcomes)
    assert {*outcomes} == {False, True}
