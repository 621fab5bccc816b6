"""Many texts at once: what can be added is added, the rest is refused with its reasons."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pactbank.corpus.batch import Ingested, ingest_all
from pactbank.corpus.begin import about_itself, begin
from pactbank.corpus.changes import changes
from pactbank.corpus.files import write_atomically
from pactbank.corpus.store import Store
from pactbank.corpus.supply import FIELDS, is_one_text, supplied
from pactbank.corpus.validate import validate
from pactbank.model.document import Origin
from support.effort import examples
from support.killed import places_after_kills

TEXT = "Veldria and Mirr {} signed a pact on Monday.\n"
FULL = {"license": "CC-BY-4.0", "redistribution": "full-text"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    begin(tmp_path / "own", about_itself(tmp_path, name="x", language="de"))
    return Store(tmp_path / "own")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with texts in folders of it, and things that are no texts."""
    made = tmp_path / "texts"
    for number, name in enumerate(("Erste Rede.txt", "b.txt", "deep/c.txt", ".hidden.txt", "d.md")):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(TEXT.format(number), "utf-8")
    return made


def take(store: Store, *paths: Path, **common: Any) -> Ingested:
    report = ingest_all(store, supplied(paths), {**FULL, **common})
    reopened = Store(store.root)
    assert (validate(reopened), changes(reopened)) == ([], {})
    assert not (store.corpus / ".incoming").exists()
    return report


def test_a_folder_becomes_documents_named_after_its_files(store: Store, folder: Path) -> None:
    report = take(store, folder, publisher="Mirr Post")
    assert [document.id for document in report.added] == ["erste-rede", "b", "c"]
    assert (report.unchanged, report.refused) == ([], {})
    document = store.document("erste-rede")
    assert store.text(document) == TEXT.format(0)
    assert document.source.publisher.value == "Mirr Post"
    assert document.language == "de", "the language of the corpus"


@pytest.mark.parametrize("ending", [".TXT", ".Csv", ".JSONL"])
def test_an_ending_in_capitals_is_the_same(store: Store, tmp_path: Path, ending: str) -> None:
    rows = {
        ".TXT": TEXT.format(1),
        ".Csv": "file,id\na.raw,rede\n",
        ".JSONL": '{"file": "a.raw", "id": "rede"}\n',
    }
    folder = tmp_path / "capitals"
    folder.mkdir()
    (folder / "a.raw").write_text(TEXT.format(1), "utf-8")
    file = folder / f"Rede{ending}"
    file.write_text(rows[ending], "utf-8")
    report = take(store, folder if ending == ".TXT" else file)
    assert [document.id for document in report.added] == ["rede"]


def test_a_second_run_adds_what_is_new_and_takes_nothing_twice(store: Store, folder: Path) -> None:
    take(store, folder)
    (folder / "e.txt").write_text(TEXT.format("e"), "utf-8")
    (folder / "b.txt").write_text(TEXT.format("otherwise"), "utf-8")
    report = take(store, folder)
    assert [document.id for document in report.added] == ["e"]
    assert report.unchanged == ["erste-rede", "c"]
    [reasons] = report.refused.values()
    assert "b exists (v1)" in reasons[0]
    report = take(store, folder, reason="a word was wrong")
    assert [(one.id, one.version) for one in report.added] == [("b", 2)]


def test_a_line_may_say_where_its_text_came_from(store: Store, tmp_path: Path) -> None:
    origin: dict[str, Any] = {"kind": "authored", "how": "written for this corpus", "by": "a model"}
    faults: list[Any] = ["authored", {**origin, "kind": "found"}, {"kind": "authored"}, [], 3]
    lines = [
        {"text": TEXT.format(n), "id": f"text-{n}", "origin": said}
        for n, said in enumerate((origin, *faults))
    ]
    path = tmp_path / "texts.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    report = take(store, path)
    assert [document.id for document in report.added] == ["text-0"]
    assert store.document("text-0").origin == Origin(**origin)
    assert len(report.refused) == len(faults)
    assert all("'origin' is not an object" in why for [why] in report.refused.values())


def test_a_table_cannot_say_it(store: Store, folder: Path) -> None:
    (folder / "metadata.csv").write_text("file,origin\nb.txt,authored\n", "utf-8")
    [why] = take(store, folder / "metadata.csv").refused.values()
    assert "'origin' is not an object" in why[0]


def test_one_batch_writes_the_lock_once(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def recorded(path: Path, data: bytes) -> None:
        written.append(path.name)
        write_atomically(path, data)

    monkeypatch.setattr("pactbank.corpus.commits.write_atomically", recorded)
    take(store, folder)
    assert written == [".commit", "corpus.lock"]


def test_a_table_beside_the_texts(store: Store, folder: Path) -> None:
    (folder / "metadata.csv").write_bytes(
        b"\xef\xbb\xbffile;id;author;published;kind;story;rights;license\r\n"
        b"b.txt;port-talks;Ana Moreth;2031-03-04;statement;ports;offsets-only;\r\n"
        b'deep/c.txt;;"Ana Moreth; Osric Halden";2031-03-05;;ports;;\r\n'
    )
    report = take(store, folder)
    assert [document.id for document in report.added] == ["port-talks", "c", "erste-rede"]
    talks, c, speech = report.added
    assert (talks.kind, talks.story, talks.rights.redistribution) == (
        "statement", "ports", "offsets-only",
    )  # fmt: skip
    assert talks.source.authors.value == ("Ana Moreth",)
    assert talks.reference_date == "2031-03-04"
    assert (c.story, c.rights.license, speech.story) == ("ports", "CC-BY-4.0", "erste-rede")
    assert c.source.authors.value == ("Ana Moreth", "Osric Halden")


def test_json_lines_with_texts_or_files(store: Store, folder: Path) -> None:
    lines = [
        {"text": TEXT.format("x"), "id": "x", "authors": ["Ana Moreth", "Osric Halden"]},
        {"file": "b.txt", "title": "Veldria", "author": "Ana Moreth; Osric Halden", "url": None},
        {"text": TEXT.format("z"), "rights": "full-text", "kind": "readout"},
    ]
    data = "\n\n".join(map(json.dumps, lines))
    (folder / "My lines.jsonl").write_text(data, "utf-8")
    report = take(store, folder / "My lines.jsonl")
    assert [document.id for document in report.added] == ["x", "b", "my-lines-5"]
    names = [document.source.authors.value for document in report.added]
    assert names == [("Ana Moreth", "Osric Halden")] * 2 + [()]
    assert report.added[2].kind == "readout"


REFUSED = {
    "{": "PB005", "[]": "not a JSON object", "{}": "give either 'text' or 'file'",
    '{"text": "a", "file": "b.txt"}': "give either", '{"text": 3}': "give either",
    '{"text": "a", "id": 3}': "'id' is not a string",
    '{"text": "a", "authors": [3]}': "'authors' is not a string or a list of them",
    '{"text": "a", "licence": "x"}': "unknown field 'licence'; perhaps 'license' is meant",
    '{"text": "a", "text": "b"}': "PB006", '{"text": "\\ud800"}': "PB008",
    '{"text": "  "}': "PB703", '{"text": "a\\u0000b"}': "PB210",
    '{"file": "no.txt"}': "No such file",
    '{"file": "deep"}': "is a folder", '{"text": "a", "id": "../x"}': "is not a document id",
    '{"text": "a", "kind": "novel"}': "PB104 /kind",
    '{"text": "a", "story": "A B"}': "--story: ",
    '{"text": "a", "rights": "all"}': '--rights: "all" is not one of',
    '{"text": "a", "published": "2031-02-30"}': "--published: ",
    '{"text": "a", "title": "Zq", "rights": "offsets-only"}': "--title: ",
    '{"text": "a", "id": "good"}': "has the id good already",
}  # fmt: skip


def test_each_fault_is_told_and_stops_no_other(store: Store, folder: Path) -> None:
    lines = ['{"text": "Mirr signed.", "id": "good"}', *REFUSED, '{"text": "Tolmar.", "id": "z"}']
    (folder / "x.jsonl").write_text("\n".join(lines), "utf-8")
    report = take(store, folder / "x.jsonl")
    assert [document.id for document in report.added] == ["good", "z"]
    assert len(report.refused) == len(REFUSED)
    for (name, reasons), (line, expected) in zip(
        report.refused.items(), REFUSED.items(), strict=True
    ):
        assert expected in "; ".join(reasons), line
        assert "x.jsonl:" in name or "no.txt" in name or "deep" in name


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (b"file,licence\nb.txt,x\n", "perhaps 'license' is meant"),
        (b"file,id\nb.txt,x,y\n", "more cells than the head"),
        (b"name,id\nb.txt,x\n", "no file is named in the column 'file'"),
        (b"file,id\n,x\n", "no file is named"),
        (b"file,id\n\xff.txt,x\n", "can't decode"),
        (b'file,id\n"b.txt,x\n', "unexpected end of data"),
        (b"file\nnowhere.txt\n", "No such file"),
    ],
)
def test_a_bad_table_is_told(store: Store, folder: Path, table: bytes, expected: str) -> None:
    (folder / "t.csv").write_bytes(table)
    report = take(store, folder / "t.csv")
    assert report.added == []
    [reasons] = report.refused.values()
    assert expected in reasons[0]


def test_names_without_letters_and_names_that_meet(store: Store, folder: Path) -> None:
    (folder / "協定.txt").write_text(TEXT, "utf-8")
    (folder / "deep/b.txt").write_text(TEXT, "utf-8")
    refused = take(store, folder).refused
    assert "no id can be made from '協定'" in refused[str(folder / "協定.txt")][0]
    assert "b.txt has the id b already" in refused[str(folder / "deep/b.txt")][0]


def test_a_file_named_twice_is_one_text(store: Store, folder: Path) -> None:
    report = take(store, folder / "b.txt", folder, folder / "deep/../b.txt")
    assert [document.id for document in report.added] == ["b", "erste-rede", "c"]
    assert report.unchanged == []


def test_what_is_one_text(folder: Path) -> None:
    assert is_one_text([folder / "b.txt"])
    assert is_one_text([Path("nowhere.html")])
    for many in ([folder], [folder / "x.csv"], [folder / "x.jsonl"], [folder / "b.txt"] * 2):
        assert not is_one_text(many)


def test_a_link_in_the_place_of_a_document_is_followed_inside_the_root_alone(
    store: Store, folder: Path
) -> None:
    outside, link = folder.parent / "outside", store.corpus / "b"
    outside.mkdir()
    for target in (outside, store.root / "nothing"):
        link.symlink_to(target)
        [[reason]] = ingest_all(store, supplied([folder / "b.txt"]), FULL).refused.values()
        assert "leads out of the tree" in reason or "is a link to nothing; remove it" in reason
        link.unlink()
        assert list(outside.iterdir()) == []
        assert Store(store.root).versions() == {}
    (store.root / "kept").mkdir()
    link.symlink_to("../kept")
    ingest_all(store, supplied([folder / "b.txt"]), FULL)
    assert (store.root / "kept/v1.json").is_file()


@given(
    st.lists(
        st.one_of(
            st.text(max_size=60),
            st.dictionaries(
                st.sampled_from((*FIELDS, "text", "file", "x")),
                st.one_of(st.none(), st.text(max_size=30), st.integers(), st.lists(st.text())),
            ).map(json.dumps),
        ),
        max_size=6,
    )
)
@settings(max_examples=examples(60), deadline=None)
def test_no_line_whatever_is_in_it_ends_a_batch_or_breaks_the_corpus(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    place = tmp_path_factory.mktemp("batch")
    begin(place / "own", about_itself(place, name="x"))
    (place / "x.jsonl").write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    store = Store(place / "own")
    report = ingest_all(store, supplied([place / "x.jsonl"]), {})
    assert [p for p in validate(Store(store.root)) if p.severity == "error"] == []
    assert changes(Store(store.root)) == {}
    assert len(store.versions()) == len(report.added)
    shutil.rmtree(place)


@pytest.mark.acceptance
def test_a_killed_batch_is_there_or_not(store: Store, folder: Path, tmp_path: Path) -> None:
    words = ("--root", "own", "ingest", "texts", "--rights", "full-text", "--license", "CC0-1.0")
    outcomes = set()
    places = places_after_kills(tmp_path, tmp_path.with_name("batch-runs"), *words)
    for place in places:
        opened = Store(place / "own")
        outcomes.add(tuple(opened.versions()))
        assert (validate(opened), changes(opened)) == ([], {})
    assert len(places) > 20
    assert outcomes == {(), ("b", "c", "erste-rede")}
