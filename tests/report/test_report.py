"""The report of a benchmark: what it tells, what it leaves out, what it refuses."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from damaged.damages import damaged
from pactbank.cli.app import run
from pactbank.corpus.rights import runs
from pactbank.corpus.store import Store
from pactbank.errors import InvalidData, WrongUse
from pactbank.model.closed import LAYERS
from pactbank.model.score import Score
from pactbank.report import write_report
from pactbank.report.charts import drawn
from pactbank.report.extracts import embedded
from pactbank.report.recounting import recounted
from pactbank.report.report_page import report_page
from pactbank.report.results import read_results
from pactbank.text.unseen import visible
from support import contest, reported, sample_corpus
from support.effort import examples

Cap = pytest.CaptureFixture[str]
Call = Callable[..., int]


class Tags(HTMLParser):
    """The tags of a page with their attributes, the text of each script by id, and all other
    words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.links: list[str] = []
        self.scripts: dict[str, str] = {}
        self.words = ""
        self.script: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags[tag] += 1
        self.words += " "
        self.links += [given[name] or "" for name in ("src", "href", "xlink:href") if name in given]
        self.script = given.get("id") or "" if tag == "script" else None

    def handle_endtag(self, tag: str) -> None:
        self.script = None

    def handle_data(self, data: str) -> None:
        if self.script is None:
            self.words += data
        else:
            self.scripts[self.script] = data

    def data(self, name: str) -> Any:
        return json.loads(self.scripts[name])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Path]:
    """Results of five systems on six documents."""
    place = tmp_path_factory.mktemp("made")
    store = reported.make_store(place / "corpus", 6)
    return store, reported.make_results(store, reported.make_systems(store), place / "results")


@pytest.fixture(scope="module")
def page(made: tuple[Store, Path]) -> Tags:
    store, results = made
    return Tags(report_page([recounted(store, read_results(results), None)], [], texts=False))


def squeezed(words: str) -> str:
    return " ".join(words.split())


@pytest.mark.acceptance
def test_standings_are_those_of_the_leaderboard(page: Tags, made: tuple[Store, Path]) -> None:
    board = read_results(made[1]).board
    words = squeezed(page.words)
    for task, of in board.tasks.items():
        assert of.detectable is not None
        assert f"{task}: this n tells differences from {100 * of.detectable:.1f} points" in words
        for one in of.standings:
            rank = f"{one.rank}{'=' if one.tied else '.'}"
            assert one.figures.interval is not None
            low, high = (100 * bound for bound in one.figures.interval)
            name = one.system.replace("\u202e", "\\u202e")
            f1 = f"{100 * (one.figures.f1 or 0):.1f}"
            assert f"{rank} {name} {f1} {low:.1f}–{high:.1f}" in words
    for system in board.systems:
        assert system.signature in words
    assert "hasty: 1 failed, scored as far as their answers go: summer-01 (error)" in words
    for pair in board.pairs:
        assert f"{pair.better or 'not resolved'}" in words


@pytest.mark.acceptance
def test_errors_add_up_to_the_scores(page: Tags, made: tuple[Store, Path]) -> None:
    contents = page.data("contents")
    [section] = contents["sections"]
    for system in section["systems"]:
        folder = next(s.folder for s in read_results(made[1]).board.systems
                      if s.name.replace("\u202e", "\\u202e") == system["name"])  # fmt: skip
        data = (made[1] / folder / "score.json").read_bytes()
        score = msgspec.json.decode(data, type=Score)
        gold, predicted, right, causes = system["tallies"]["entities"][""][""]
        exact = score.metrics["exact"]
        assert (gold, predicted, right) == (exact.gold, exact.predicted, exact.tp)
        wrong = [row for row in system["errors"] if contents["layers"][row[2]] == "entities"]
        paired = sum(bool(row[3] & 0b1100) for row in wrong)
        assert causes["missed"] + paired == exact.gold - exact.tp
        assert causes.get("spurious", 0) + paired == exact.predicted - exact.tp
        for name in ("type", "zone", "kind"):
            rows = system["tallies"]["entities"][name].values()
            assert sum(row[0] for row in rows) == exact.gold
        cells = system["matrices"]["types of entities"]["rows"]
        elsewhere = causes.get("wrong referent", 0)
        assert sum(map(sum, cells.values())) == right + len(wrong) - elsewhere
        assert elsewhere
        if "agreements" in system["layers"]:
            stage = score.metrics["stage"]
            stages = system["matrices"]["stages of pacts"]
            assert sum(map(sum, stages["rows"].values())) == stage.gold
            hits = [row[stages["columns"].index(name)] for name, row in stages["rows"].items()
                    if name in stages["columns"]]  # fmt: skip
            assert sum(hits) == stage.tp


def test_a_system_has_the_layers_in_which_it_stands(page: Tags) -> None:
    [section] = page.data("contents")["sections"]
    layers = {system["name"]: list(system["tallies"]) for system in section["systems"]}
    assert layers["entities-only"] == ["entities"]
    assert layers["careful"] == list(LAYERS)


def test_every_kind_of_error_is_found(page: Tags) -> None:
    [section] = page.data("contents")["sections"]
    causes = Counter[str]()
    for system in section["systems"]:
        for rows in system["tallies"].values():
            causes.update(rows[""][""][3])
    wanted = "missed spurious boundary type party stage polarity holder".split()
    assert {*wanted, "wrong referent"} <= causes.keys()


def test_data_are_never_markup(page: Tags) -> None:
    assert page.tags["script"] == 2 + 6
    assert not {"b", "i", "img", "link", "iframe"} & page.tags.keys()
    assert [link for link in page.links if not link.startswith("#")] == []
    text = "".join(page.data("document-0-1")["pieces"])
    assert "</script><b>Zoë</b> & \\u202ereversed\\u202c, \\x07" in text
    assert "<i>bold</i> & \\u202eodd" in page.words
    for words in (*page.scripts.values(), page.words):
        assert not {"\u202e", "\u202c", "\x07"} & set(words)


def places(document: Any) -> Iterator[tuple[str, str]]:
    """The words of each label of an extract, and its place."""
    for _, first, last, place, words in document["labels"]:
        yield words or "".join(document["pieces"][first:last]), place


def test_labels_stand_where_they_were_found(page: Tags, made: tuple[Store, Path]) -> None:
    store, _ = made
    text = store.text(store.document("summer-02"))
    found = list(places(page.data("document-0-2")))
    assert len(found) > 130
    for words, place in found:
        start, end = map(int, place.split("–"))
        assert words == text[start:end]


@pytest.fixture
def withheld(tmp_path: Path) -> tuple[Store, Path]:
    """Results on one text that may not be passed on; one of two systems fails on it."""
    store = sample_corpus.make_corpus(tmp_path / "corpus")
    systems = [
        reported.Erring("some", store, 0.5, LAYERS),
        reported.Erring("none", store, 0.5, LAYERS, "veldria-talks"),
    ]
    return store, reported.make_results(store, systems, tmp_path / "results")


NAMES = ("Veldria", "Kestania", "Intelligence", "Halden", "Marek", "welcomed", "🤝")


@pytest.mark.acceptance
def test_a_withheld_text_stays_out_of_page_and_charts(withheld: tuple[Store, Path]) -> None:
    store, results = withheld
    text = store.text(store.document("veldria-talks"))
    out = results / "report.html"
    files = write_report(store, [results], out, texts=False)
    page = out.read_text("utf-8")
    assert "The words of 1 text that may not be passed on are left out" in page
    for path in files:
        if path.suffix != ".png":
            written = path.read_text("utf-8")
            assert not [name for name in NAMES if name in written], path
            assert not runs(text) & runs(written)
    assert Tags(page).data("document-0-0")["failed"] == [None, "error"]


@pytest.mark.acceptance
def test_texts_put_the_words_into_a_page_that_says_it_is_private(
    withheld: tuple[Store, Path],
) -> None:
    store, results = withheld
    [out, *_] = write_report(store, [results], results / "mine.html", texts=True)
    page = Tags(out.read_text("utf-8"))
    assert "Private: this page has the words of 1 text that may not be passed on" in page.words
    document = page.data("document-0-0")
    text = store.text(store.document("veldria-talks"))
    assert "".join(document["pieces"]).replace("\\u200d", "\u200d") == text
    assert document["failed"][1].startswith("error: RuntimeError: cannot read")


def test_documents_that_were_not_at_hand_are_counted_and_named(tmp_path: Path) -> None:
    store = contest.make_contest(tmp_path / "corpus")
    (store.corpus / "talks-03/v1.txt").unlink()
    results = reported.make_results(store, [contest.Naming("all", "Mirr")], tmp_path / "results")
    section = recounted(store, read_results(results), None)
    words = squeezed(Tags(report_page([section], [], texts=False)).words)
    assert (
        "9 documents. 1 more was neither asked for nor scored: no text at hand. talks-03" in words
    )


@pytest.mark.acceptance
def test_figures_that_mix_real_and_authored_texts_say_so(made: tuple[Store, Path]) -> None:
    store, results = made
    section = recounted(store, read_results(results), None)
    first, *others = section.documents
    origin = msgspec.structs.replace(first.origin, kind="collected")
    mixed = replace(section, documents=(msgspec.structs.replace(first, origin=origin), *others))
    words = squeezed(Tags(report_page([mixed], [], texts=False)).words)
    assert "These figures mix 5 authored and 1 collected texts" in words
    assert (
        "mix"
        not in squeezed(Tags(report_page([section], [], texts=False)).words).split("errors")[0]
    )


@pytest.mark.acceptance
def test_charts_are_drawn_inline_and_as_files_and_are_the_same_again(
    made: tuple[Store, Path], tmp_path: Path
) -> None:
    store, results = made
    one, two = (
        {path.name: path.read_bytes() for path in write_report(store, [results], out, texts=False)}
        for out in (tmp_path / "one/report.html", tmp_path / "two/report.html")
    )
    assert one == two
    assert {"intervals.svg", "intervals.png", "types-entities.svg", "careful-types.png",
            "careful-stages.svg"} <= one.keys()  # fmt: skip
    assert one["intervals.png"].startswith(b"\x89PNG")
    page = Tags(one["report.html"].decode())
    assert page.tags["svg"] == sum(name.endswith(".svg") for name in one)
    ids = [part.split('"')[0] for part in one["report.html"].decode().split(' id="')[1:]]
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    assert b"<i>bold" not in one["intervals.svg"]


@pytest.mark.acceptance
def test_without_matplotlib_there_are_tables(
    made: tuple[Store, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store, results = made
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert drawn([recounted(store, read_results(results), None)]) == []
    [out] = write_report(store, [results], tmp_path / "report.html", texts=False)
    page = out.read_text("utf-8")
    assert "<svg" not in page
    assert 'pip install "pactbank[plot]"' in Tags(page).words
    assert "<details open><summary>entities by type" in page


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, withheld: tuple[Store, Path], tmp_path: Path) -> Call:
    """Calls the command line in a folder with `corpus` and `results`."""
    monkeypatch.chdir(tmp_path)

    def calling(line: str) -> int:
        monkeypatch.setattr(sys, "argv", ["pactbank", "--root", "corpus", *line.split()])
        return run()

    return calling


@pytest.mark.acceptance
def test_the_command_says_what_it_has_written(call: Call, capsys: Cap) -> None:
    assert call("report results") == 0
    assert capsys.readouterr().out.startswith("results/report.html: with ")
    assert list(Path("results/report-charts").glob("*.svg"))
    assert call("report results results --out both.html --texts") == 0
    assert "Private" in Path("both.html").read_text("utf-8")
    assert Tags(Path("both.html").read_text("utf-8")).data("contents")["sections"][1]["systems"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("report results results", "say where the page goes, --out FILE.html"),
        ("report corpus", "has no leaderboard.json: name a folder of pactbank bench"),
        ("report nowhere", "has no leaderboard.json: name a folder of pactbank bench"),
        ("report results --label-map nothing", "no label map"),
    ],
)
def test_wrong_use_is_told(call: Call, line: str, message: str, capsys: Cap) -> None:
    if "label-map" in line:
        score = Path("results/some/score.json")
        side: dict[str, Any] = {"dropped": {}, "merged": {}}
        mapping = {"name": "own", "gold": side, "predicted": side}
        score.write_text(json.dumps({**json.loads(score.read_text()), "label_map": mapping}))
    assert call(line) == 2
    assert message in capsys.readouterr().err


def test_results_of_other_gold_or_text_are_refused(withheld: tuple[Store, Path]) -> None:
    store, results = withheld
    kept = {path: path.read_text() for path in results.glob("*/run.json")}
    for path, written in kept.items():
        told = json.loads(written)
        told["documents"][0]["text_sha256"] = "0" * 64
        path.write_text(json.dumps(told))
    with pytest.raises(WrongUse, match="another text of veldria-talks"):
        recounted(store, read_results(results), None)
    for path, written in kept.items():
        path.write_text(written)
    recounted(store, read_results(results), None)
    gold = store.annotation("gold", store.document("veldria-talks"))
    assert gold is not None
    changed = msgspec.structs.replace(gold, entities=(gold.entities or ())[1:])
    store.annotation_path("gold", "veldria-talks", 1).unlink()
    store.write_annotation(changed)
    with pytest.raises(WrongUse, match="some was scored with other gold than there are now"):
        recounted(Store(store.root), read_results(results), None)


def test_figures_that_predictions_do_not_earn_are_refused(
    withheld: tuple[Store, Path],
) -> None:
    store, results = withheld
    path = results / "leaderboard.json"
    board = json.loads(path.read_text("utf-8"))
    board["tasks"]["stances"]["standings"][0]["figures"]["f1"] = 0.99
    path.write_text(json.dumps(board), "utf-8")
    with pytest.raises(InvalidData, match="some does not earn what it says of stances"):
        recounted(store, read_results(results), None)


def test_predictions_that_the_system_did_not_give_are_refused(
    withheld: tuple[Store, Path],
) -> None:
    """Whatever is changed, though the figures stay: and all of it in one run."""
    results = withheld[1]
    path = results / "some/predictions.jsonl"
    kept = path.read_bytes()
    for damaged_, told in (
        (kept.replace(b"{", b"{ ", 1), "not what it gave for"),
        (kept + kept.splitlines(keepends=True)[0], "predictions, and the system gave"),
        (kept[:-1], "not what it gave for"),
        (b"", "has 0 predictions"),
    ):
        path.write_bytes(damaged_)
        (results / "none/score.json").write_text("{", "utf-8")
        with pytest.raises(InvalidData, match=told) as caught:
            read_results(results)
        assert [of.file for of in caught.value.problems] == [
            str(results / "none/score.json"),
            str(path),
        ]


def test_one_run_tells_what_is_wrong_with_several_folders(call: Call, capsys: Cap) -> None:
    for name in ("one", "two"):
        shutil.copytree("results", name)
        Path(name, "some/run.json").write_text("{", "utf-8")
        Path(name, "some/score.json").unlink()
    assert call("report one two --out both.html") == 1
    told = capsys.readouterr().err.splitlines()
    files = [
        str(Path(name, "some", of)) for name in ("one", "two") for of in ("run.json", "score.json")
    ]
    assert [line.partition(": PB")[0].partition(":")[0] for line in told] == files
    assert not Path("both.html").exists()


FILES = ("leaderboard.json", "some/score.json", "some/run.json", "some/predictions.jsonl")


@pytest.mark.acceptance
@pytest.mark.parametrize("name", FILES)
def test_damage_is_told_or_changes_nothing(call: Call, name: str, capsys: Cap) -> None:
    path = Path("results", name)
    data = path.read_bytes()
    told = 0
    for number in range(examples(25)):
        path.write_bytes(damaged(data, "json", Random(number))[1])
        capsys.readouterr()
        if call("report results --out damaged.html") != 0:
            told += 1
            assert capsys.readouterr().err
        path.write_bytes(data)
    assert told


@pytest.mark.parametrize(
    "words",
    ["plain", "\x1b[31m", "\u202edrow\u202c", "\\u202e", "</script>", "a\nb\tc", "\ud800", "₱ 🤝 é",
     "\x7f", "\u2028", "<!-- & -->", "\\", '"'],
)  # fmt: skip
def test_what_is_embedded_comes_back_with_unseen_characters_shown(words: str) -> None:
    written = embedded({words: [words, 1, None]})
    assert not {"<", ">", "&"} & set(written)
    assert visible(written) == written
    shown = visible(words, lines=True)
    assert json.loads(written) == {shown: [shown, 1, None]}
