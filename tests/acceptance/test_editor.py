"""Label Studio's editor in a real Chromium: what a person does there is what arrives here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pactbank.corpus.validate import validate
from pactbank.labelstudio.attributes import ATTRIBUTES
from pactbank.labelstudio.changes import changes
from pactbank.model.closed import LAYERS
from support.browser import Screen
from support.founding import founding_corpus
from support.label_studio_server import LabelStudio
from support.studio_shell import Shell

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.acceptance

ROOT = Path(__file__).parents[2]
TALKS = "veldria-talks"


def opened(chromium: Browser, shell: Shell, email: str = "admin@example.org") -> Screen:
    """The one task of the project, opened by somebody."""
    screen = Screen(chromium, shell.studio, email)
    screen.log_in()
    [task] = shell.tasks()
    screen.open(shell.number(), task.id)
    return screen


def handed_out(chromium: Browser, shell: Shell, email: str) -> Screen:
    """The task that the server hands out to somebody, blind to what others made of it."""
    screen = Screen(chromium, shell.studio, email)
    screen.log_in()
    screen.open_next(shell.number())
    return screen


@pytest.mark.parametrize("projects", [(",".join(LAYERS),), LAYERS], ids=["one", "three"])
def test_opening_and_submitting_the_founding_gold_changes_nothing(
    chromium: Browser, studio: LabelStudio, tmp_path: Path, projects: tuple[str, ...]
) -> None:
    founding_corpus(tmp_path)
    for layers in projects:
        shell = Shell(tmp_path, studio, f"Founding gold, opened: {layers}")
        shell.run("push", "--from", "gold", "--layers", layers)
        screen = opened(chromium, shell)
        screen.submit()
        assert "no change against gold" in shell.run("pull", "--as", "alice")
        assert screen.strays == []
    [document] = shell.store.versions()
    gold = shell.store.annotation_path("gold", document, 1).read_bytes()
    alice = shell.store.annotation_path("alice", document, 1).read_bytes()
    assert alice == gold.replace(b'"annotator": "gold"', b'"annotator": "alice"')
    assert not validate(shell.store)


def test_what_is_done_there_arrives_here_and_nothing_else(chromium: Browser, shell: Shell) -> None:
    shell.run("push", "--from", "gold", "--documents", TALKS)
    screen = opened(chromium, shell)
    screen.label("PLACE", "camp")
    screen.select_words("camp")
    screen.choose("NOM")
    screen.relabel("e3", "ORG")
    screen.relate("m1", "e12", "PARTY")
    screen.delete("e14")
    screen.leave()
    screen.select("s1")
    screen.pick("source", "marek = Zoe\u0308 Marek")
    screen.close_list()
    screen.pick("party", "veldria = Veldria")
    screen.close_list()
    screen.submit()
    said = shell.run("pull", "--as", "alice")
    document = shell.store.document(TALKS)
    gold, alice = (shell.store.annotation(name, document) for name in ("gold", "alice"))
    assert gold is not None
    assert alice is not None
    assert {(c.how, c.what, c.id) for c in changes(gold, alice)} == {
        ("added", "entity", "e15"),
        ("added", "referent", "r6"),
        ("relabelled", "entity", "e3"),
        ("relabelled", "referent", "halden"),
        ("added", "argument", "a1.g1"),
        ("removed", "entity", "e14"),
        ("changed", "status", "s1"),
    }
    [pact] = alice.agreements or ()
    assert [(one.source, one.party) for one in pact.status] == [("marek", "veldria")]
    assert "added entity e15: PLACE 'camp'" in said
    camp = next(mention for mention in alice.entities or () if mention.id == "e15")
    text = shell.store.text(document)
    # An emoji stands before it: the editor counts code points as we do.
    assert (camp.start, camp.end) == (text.index("camp"), text.index("camp") + 4)
    assert camp.level == "NOM"
    assert not validate(shell.store, [shell.store.annotation_folder])
    assert screen.strays == []


def test_choices_show_where_they_apply_and_zones_stay(chromium: Browser, shell: Shell) -> None:
    shell.run("push", "--from", "gold", "--documents", TALKS)
    screen = opened(chromium, shell)
    for region, names in {
        "e9": ["level", "refs", "names", "open"],
        "e5": ["refs", "names", "open"],
        "e8": ["value"],
        "m1": ["pact_level", "form", "parties", "name"],
        "p1": ["polarity", "quote", "holders", "implicit", "toward", "about", "sources"],
        "p1-target": ["of_stance"],
        "s1": [name for name, one in ATTRIBUTES.items() if "STATUS" in one.labels],
    }.items():
        screen.leave()
        screen.select(region)
        assert screen.offered() == [ATTRIBUTES[name].title for name in names], region
    # A zone is shown and takes no click: the words in it are free to be marked.
    screen.leave()
    screen.select("zone-4")
    assert screen.offered() == []
    assert screen.region("zone-4").count() == 1
    # A region without what it needs cannot be submitted.
    screen.label("TRADE", "camp")
    screen.page.get_by_test_id("bottombar-submit-button").click()
    screen.page.get_by_text("Form is missing").wait_for()
    [task] = shell.tasks()
    assert task.total_annotations == 0


def test_two_people_label_one_task_each_under_their_name(chromium: Browser, shell: Shell) -> None:
    shell.run("push", "--from", "gold", "--documents", TALKS, "--annotators", "2")
    alice = handed_out(chromium, shell, "alice@example.org")
    alice.delete("e3")
    alice.submit()
    carol = handed_out(chromium, shell, "carol@example.org")
    carol.relabel("e4", "ORG")
    carol.submit()
    said = shell.run("pull")
    assert "2 submitted" in said
    document = shell.store.document(TALKS)
    found = {}
    for name in ("alice", "carol"):
        annotation = shell.store.annotation(name, document)
        assert annotation is not None
        found[name] = {m.id: m.type for m in annotation.entities or ()}
    assert "e3" not in found["alice"]
    assert found["alice"]["e4"] == "PLACE"
    assert found["carol"]["e3"] == "PERSON"
    assert found["carol"]["e4"] == "ORG"
    assert {"alice", "carol"} <= shell.store.annotators.keys()
    assert not validate(shell.store, [shell.store.annotation_folder])


def test_the_link_of_a_problem_opens_what_it_is_about(chromium: Browser, shell: Shell) -> None:
    shell.run("push", "--from", "gold", "--documents", TALKS)
    screen = opened(chromium, shell)
    screen.relate("m1", "e14", "PARTY")
    screen.submit()
    said = shell.run("pull", "--as", "alice", code=1)
    assert "PB309" in said
    assert "region e14 'Marsk'" in said
    link = said.partition("(http")[2].partition(")")[0]
    screen.page.goto(f"http{link}")
    screen.region("e14").wait_for()
    screen.page.get_by_test_id("bottombar-update-button").wait_for()
