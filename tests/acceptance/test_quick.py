"""Labelling in the real editor is quick: what a person does is counted, click by click."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from docs import studio_picture
from pactbank.corpus.validate import validate
from pactbank.model.annotation import Annotation
from support import browser, label_studio_server, sample_corpus
from support.browser import Screen
from support.label_studio_server import LabelStudio
from support.long_article import LONG
from support.sample_corpus import Lines, Sample
from support.studio_shell import COMMAND, Shell

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.acceptance

TALKS = "veldria-talks"
SIZES = ((1366, 768), (1920, 1080))
ROOT = Path(__file__).parents[2]


def handed_out(chromium: Browser, shell: Shell, layer: str) -> Screen:
    """The next task of a project, opened by a person of its own on a small screen."""
    screen = Screen(
        chromium, shell.studio, f"{shell.project.split()[0]}-{layer}@example.org".lower()
    )
    screen.page.set_viewport_size({"width": 1366, "height": 768})
    screen.log_in()
    screen.open_next(shell.number())
    return screen


def labels_of(shell: Shell, name: str) -> Annotation:
    found = shell.store.annotation(name, shell.store.document(TALKS))
    assert found is not None
    return found


def test_a_text_is_labelled_layer_by_layer(
    chromium: Browser, studio: LabelStudio, tmp_path: Path
) -> None:
    """From a text to the gold in three projects, each beginning with what the last one brought."""
    sample_corpus.make_corpus(tmp_path)
    gold = labels_of(Shell(tmp_path, studio, ""), "gold")

    # Entities: one of a known referent in 2 actions.
    entities = Shell(tmp_path, studio, "Quick entities")
    entities.run("push", "--from", "gold", "--layers", "entities", "--documents", TALKS)
    screen = handed_out(chromium, entities, "entities")
    assert screen.rows() == ["Entities"]
    screen.delete("e10")
    screen.leave()
    with screen.counted() as actions:
        screen.draw("3", "Kestania", nth=1)
        assert actions() <= 2
    screen.submit()
    entities.run("pull", "--as", "alice")
    alice = labels_of(entities, "alice")
    assert alice.layers == ("entities",)
    assert [(m.start, m.type, m.level, m.refs) for m in alice.entities or ()] == [
        (m.start, m.type, m.level, m.refs) for m in gold.entities or ()
    ]

    # Pacts: one with two parties and one status in 15 actions; entities are drawn and locked.
    pacts = Shell(tmp_path, studio, "Quick pacts")
    pacts.run("push", "--from", "alice", "--layers", "agreements", "--documents", TALKS)
    screen = handed_out(chromium, pacts, "pacts")
    assert screen.rows() == ["Pacts", "Parts"]
    screen.delete("e3")
    assert screen.region("e3").count() == 1
    screen.leave()
    with screen.counted() as actions:
        screen.draw("q", "Intelligence Sharing Agreement")
        screen.select_words("Intelligence Sharing Agreement")
        screen.press("Shift+4")
        screen.pick("parties", "veldria = Veldria", "kestania = Kestania")
        screen.close_list()
        screen.leave()
        screen.draw("x", "under negotiation")
        screen.select_words("under negotiation")
        screen.press("Shift+2")
        print("a pact:", actions(), "actions")
        assert actions() <= 15
    screen.submit()
    said = pacts.run("pull", "--as", "alice")
    assert "PARTY of 'Intelligence Sharing Agreement', by the mentions near it:" in said
    [made] = labels_of(pacts, "alice").agreements or ()
    [wanted] = gold.agreements or ()
    assert (made.type, made.form, made.name) == (wanted.type, wanted.form, wanted.name)
    assert [(m.start, m.level) for m in made.mentions] == [
        (m.start, m.level) for m in wanted.mentions
    ]
    assert [(a.start, a.role, a.refs) for a in made.arguments] == [
        (a.start, a.role, a.refs) for a in wanted.arguments
    ]
    assert [(s.stage, s.party, s.source, s.evidence) for s in made.status] == [
        (s.stage, s.party, s.source, s.evidence) for s in wanted.status
    ]

    # Stances: one with holder, target and polarity in 8 actions.
    stances = Shell(tmp_path, studio, "Quick stances")
    stances.run("push", "--from", "alice", "--layers", "stances", "--documents", TALKS)
    screen = handed_out(chromium, stances, "stances")
    assert screen.rows() == ["Stances", "Parts"]
    screen.leave()
    with screen.counted() as actions:
        screen.draw("g", "progress of both countries “so far”")
        screen.draw("d", "welcomed")
        screen.select_words("welcomed")
        screen.press("Shift+1")
        screen.pick("holders", "marek = Zoe\u0308 Marek")
        print("a stance:", actions(), "actions")
        assert actions() <= 8
    screen.close_list()
    screen.pick("about", "a1 = Intelligence Sharing Agreement")
    screen.close_list()
    screen.pick("toward", "kestania = Kestania")
    screen.close_list()
    screen.submit()
    stances.run("pull", "--as", "alice")
    [stance] = labels_of(stances, "alice").stances or ()
    [before] = gold.stances or ()
    for field in (
        "type",
        "cue",
        "holders",
        "target",
        "about",
        "toward",
        "polarity",
        "quote",
        "chain",
    ):
        assert getattr(stance, field) == getattr(before, field), field
    assert labels_of(stances, "alice").layers == gold.layers
    assert not validate(stances.store)


def test_a_list_is_searched(chromium: Browser, studio: LabelStudio, tmp_path: Path) -> None:
    sample_corpus.make_corpus(tmp_path, (LONG,))
    shell = Shell(tmp_path, studio, "Searched list")
    shell.run("push", "--from", "gold")
    screen = handed_out(chromium, shell, "search")
    screen.select("a1_m1")
    screen.pick("parties")
    screen.page.keyboard.type("ustr")
    screen.entries().get_by_text("mirr = Mirr", exact=True).wait_for(state="hidden")
    assert screen.entries().all_inner_texts() == ["ustrany = Ustrany"]
    screen.entries().click()
    screen.close_list()
    screen.submit()
    said = shell.run("pull", "--as", "alice", code=1)
    # Ustrany is in no sentence of that pact: what cannot become a label is told.
    assert "PB918" in said
    assert "no mention where it could be PARTY of 'Ridge Accord': ustrany = Ustrany" in said


def test_names_and_ids_are_typed(chromium: Browser, shell: Shell) -> None:
    """The editor's lists do not grow while somebody labels: a name typed twice is one referent.
    Ids are understood as people write them, and what only looks like them is told."""
    shell.run("push", "--from", "gold", "--documents", TALKS)
    screen = handed_out(chromium, shell, "names")
    typed = {
        "camp": "silent camp",
        "progress": "silent camp",
        "silent": "VELDRIA, Kestania",
        "million": "veldria and kestania",
        "early": "r9",
    }
    for words, name in typed.items():
        screen.leave()
        screen.draw("3", words)
        screen.select_words(words)
        screen.press("Shift+2")
        screen.fill("names", name)
    screen.leave()
    screen.submit()
    said = shell.run("pull", "--as", "alice", code=1)
    assert "'silent camp' is a new referent, r6" in said
    assert "'silent camp' is r6 again, opened before" in said
    assert "'veldria and kestania' is not understood: write veldria; kestania" in said
    assert "'r9' is not understood: the text has no r9" in said
    alice = labels_of(shell, "alice")
    refs = {m.text: m.refs for m in alice.entities or ()}
    assert refs["camp"] == refs["progress"] == ("r6",)
    assert refs["silent"] == ("veldria", "kestania")
    assert {"million", "early"}.isdisjoint(refs)
    assert "r7" not in [ref.id for ref in alice.refs]


def test_a_choice_of_one_kind_of_region_leaves_others_alone(
    chromium: Browser, shell: Shell
) -> None:
    """Keys are shared: what does not apply to the region that is selected is not submitted."""
    shell.run("push", "--from", "gold", "--documents", TALKS)
    screen = handed_out(chromium, shell, "keys")
    screen.select("e9")
    screen.press("Shift+5")
    screen.press("Shift+2")
    screen.leave()
    screen.submit()
    said = shell.run("pull", "--as", "alice")
    assert "changed entity e9: level NAM to NOM" in said
    [task] = shell.tasks()
    [made] = task.annotations
    of_e9 = {item["from_name"] for item in made["result"] if item.get("id") == "e9"}
    assert of_e9 == {"entity", "level", "refs"}


def test_a_full_text_opens_nearly_as_fast_as_one_without_labels(
    chromium: Browser, studio: LabelStudio, tmp_path: Path
) -> None:
    """130 entities, 8 pacts and 11 stances, from the click until all are drawn. What is compared is
    the work of the page, since other work on the machine does not count there."""
    sample_corpus.make_corpus(tmp_path, (LONG,))
    drawn = {"full": 149, "empty": 10}
    shells = {name: Shell(tmp_path, studio, f"Opened {name}") for name in drawn}
    shells["full"].run("push", "--from", "gold")
    shells["empty"].run("push")
    numbers = {name: shell.number() for name, shell in shells.items()}
    screen = handed_out(chromium, shells["full"], "open")
    work = screen.work()
    taken: dict[str, list[float]] = {name: [] for name in drawn}
    for name in ("empty", "full") * 3:
        screen.list_tasks(numbers[name])
        before = work()
        screen.open_handed_out(drawn[name])
        taken[name].append(work() - before)
    print({name: f"{min(times):.2f} s" for name, times in taken.items()})
    assert min(taken["full"]) < 3 * min(taken["empty"])


def test_the_pictures_of_the_docs_are_made_and_can_be_read(
    chromium: Browser, studio: LabelStudio, tmp_path: Path
) -> None:
    """130 entities, 8 pacts and 11 stances on a small and on a large screen."""
    sizes = []
    for file, screen in studio_picture.take(tmp_path, studio, chromium):
        data = file.read_bytes()
        sizes.append((int.from_bytes(data[16:20]), int.from_bytes(data[20:24])))
        assert screen.share_of_text() >= 0.6, file
        assert screen.under_arrows() == [], file
        assert screen.strays == []
        assert (ROOT / "docs/images" / file.name).exists()
        assert f"images/{file.name}" in (ROOT / "docs/STUDIO.md").read_text()
    assert set(sizes) == set(SIZES)


def test_no_arrow_lies_on_a_label(chromium: Browser, shell: Shell) -> None:
    shell.run("push", "--from", "gold", "--documents", TALKS)
    screen = handed_out(chromium, shell, "arrows")
    screen.relate("m1", "e14", "PARTY")
    screen.relate("p1", "e1", "SOURCE")
    screen.page.locator(".relations-overlay path").first.wait_for(state="attached")
    for width, height in SIZES:
        screen.page.set_viewport_size({"width": width, "height": height})
        assert screen.under_arrows() == []
    order = screen.page.evaluate(
        "['.relations-overlay', '.pb-text', '.pb-labels', '.pb-side'].map("
        "q => Number(getComputedStyle(document.querySelector(q)).zIndex))"
    )
    assert order[0] < min(order[1:]), "words and labels are above arrows"


def test_rows_of_labels_collapse_and_their_keys_stay(chromium: Browser, shell: Shell) -> None:
    shell.run("push", "--from", "gold", "--documents", TALKS)
    screen = handed_out(chromium, shell, "rows")
    assert screen.rows() == ["Entities", "Pacts", "Stances", "Parts"]
    screen.page.get_by_role("button", name="Pacts").click()
    screen.button("TRADE").wait_for(state="hidden")
    screen.leave()
    screen.draw("8", "silent")
    screen.select_words("silent")
    assert screen.offered()
    screen.leave()
    screen.draw("a", "camp")
    screen.select_words("camp")
    assert "Form" in screen.offered()


def test_a_paragraph_has_the_direction_of_its_words(
    chromium: Browser, studio: LabelStudio, tmp_path: Path
) -> None:
    hebrew = "מירר ואנהל חתמו"
    lines: Lines = ((("paragraph", "Mirr signed"),), (("paragraph", hebrew),))
    mirr = {"start": 0, "end": 4, "text": "Mirr", "type": "STATE", "level": "NAM", "refs": ["r1"]}
    refs = ({"id": "r1", "type": "STATE", "name": "Mirr"},)
    layers = {"entities": [{"id": "e1", **mirr}]}
    sample = Sample("two-ways", "train", "full-text", lines, refs, lambda _: layers)
    sample_corpus.make_corpus(tmp_path, (sample,))
    shell = Shell(tmp_path, studio, "Two directions")
    shell.run("push", "--from", "gold")
    screen = handed_out(chromium, shell, "direction")
    text = screen.page.locator(browser.TEXT).bounding_box()
    left = screen.region("zone-0").bounding_box()
    right = screen.region("zone-1").bounding_box()
    assert text
    assert left
    assert right
    middle = text["x"] + text["width"] / 2
    assert left["x"] + left["width"] < middle < right["x"], "the second line begins at the right"


def test_make_studio_shows_projects_of_invented_texts() -> None:
    """The address, the account and the command to pull are printed, and are right."""
    if why := label_studio_server.missing():
        pytest.skip(why)
    makefile = (ROOT / "Makefile").read_text()
    assert "docs/studio_server.py" in makefile
    assert "install.sh server" in makefile, "whoever looks has a browser"
    script = [sys.executable, str(ROOT / "docs/studio_server.py")]
    with subprocess.Popen(script, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        told = []
        for line in server.stdout:
            told.append(line.split())
            if line.startswith("Ctrl+C"):
                break
        [url] = [words[1] for words in told if words[0] == "Open"]
        [pull] = [words[1:] for words in told if words[0] == ".venv/bin/pactbank"]
        request = urllib.request.Request(
            f"{url}/api/projects/", headers={"Authorization": f"Token {label_studio_server.KEY}"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            projects = json.load(answer)["results"]
        said = subprocess.run([str(COMMAND), *pull], capture_output=True, text=True, check=True)
        server.send_signal(signal.SIGINT)
        assert server.wait(60) == 0
    assert {one["title"] for one in projects} == {"Entities", "Pacts", "Stances", "All layers"}
    assert all(one["task_number"] == 4 for one in projects)
    assert "4 tasks, 0 drafts, 0 submitted" in said.stdout
