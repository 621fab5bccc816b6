"""The dataset on the Hugging Face Hub: build it, check it with the release gate, send it, tag it.

    prepare(store, folder, plan)   build and check; nothing leaves the machine
    publish(store, plan)           the same, then one commit and one tag
    fetch(repository, revision)    download a published build
    hub                            one repository on the Hub
    head                           what it has now, and what a commit would take away
    refusals                       an error of the Hub as a message that says what to do

Nothing is sent that may not be passed on, and nothing is taken away without being asked about. The
files are uploaded first, one commit makes them visible, and a tag names that commit afterwards. If
anything fails on the way, the last release stays as it was, and a second run completes this one.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pactbank.corpus.store import Store
from pactbank.dataset.builder import build
from pactbank.dataset.gate import croissant_reader, release_problems
from pactbank.dataset.leaderboards import check_gold, leaderboards_of
from pactbank.dataset.provenance import of_corpus
from pactbank.dataset.publish.head import HeadChange
from pactbank.dataset.publish.hub import Hub, checked_id, fetch
from pactbank.dataset.released import documents_in_splits
from pactbank.errors import InvalidData, WrongUse
from pactbank.model.closed import TextMode
from pactbank.model.progress import Progress, silent
from pactbank.model.registers import Manifest, Release

__all__ = ["HeadChange", "Plan", "Published", "change", "fetch", "prepare", "publish"]

Agree = Callable[[HeadChange], bool]
"""Asked whether what a commit takes away may go."""

_TAG = re.compile(r"v(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to publish, and where. `private` is for a new repository; with `create_pr` the files go
    to a pull request, and no tag is set before that is merged. Raises `WrongUse` for a repository
    or tag that cannot be one."""

    repository: str
    tag: str
    text: TextMode = "open"
    message: str | None = None
    """Title of the commit; by default the title of the corpus with the tag."""
    private: bool = False
    create_pr: bool = False

    def __post_init__(self) -> None:
        checked_id(self.repository)
        if not _TAG.fullmatch(self.tag):
            raise WrongUse(f"{self.tag!r} is no tag of a release: write it like v1.0.0")

    @property
    def release(self) -> Release:
        """What the build is made for."""
        return Release(repository=self.repository, tag=self.tag)


@dataclass(frozen=True, slots=True)
class Published:
    """The result: a commit, and its tag, or its pull request if the plan asked for one. Both are
    None if the plan asked for a pull request and main already had these files."""

    commit: str
    url: str
    tag: str | None
    pull_request: str | None


def prepare(store: Store, folder: Path, plan: Plan, progress: Progress = silent) -> Manifest:
    """Build into a folder what the plan would send. Raises `InvalidData` with every problem that
    the release gate finds, and `WrongUse` for texts that may not be passed on, for a leaderboard of
    other gold, or if `mlcroissant` is not installed."""
    croissant_reader()
    withheld = [document.id for document in documents_in_splits(store) if document.withheld]
    if plan.text != "open" and withheld:
        raise WrongUse(
            f"the texts of {', '.join(withheld)} may not be passed on: publish with --text open"
        )
    check_gold(store, leaderboards_of(store))
    manifest = build(store, folder, plan.text, progress, plan.release)
    if problems := release_problems(folder, withheld_texts(store)):
        raise InvalidData(problems)
    return manifest


def withheld_texts(store: Store) -> dict[str, str]:
    """Everything that this copy of the corpus has of each text that may not be passed on: raw text
    and title of every version, by document id."""
    texts: dict[str, str] = {}
    for name, versions in store.versions().items():
        for document in (store.document(name, version) for version in versions):
            if document.withheld and store.has_text(document):
                parts = (texts.get(name), document.title, store.raw(document))
                texts[name] = "\n".join(filter(None, parts))
    return texts


def change(plan: Plan, folder: Path) -> HeadChange:
    """What a release of the build in a folder would take away from the repository of a plan.
    Raises `ServerFailed` if the Hub refuses or cannot be reached."""
    return Hub(plan.repository).change(folder)


def publish(
    store: Store, plan: Plan, progress: Progress = silent, agree: Agree = lambda _: False
) -> Published:
    """Put the dataset on the Hub under a new tag.

    `agree` is asked before anything on the Hub is deleted or overwritten. Raises as `prepare` does,
    `WrongUse` for a tag that exists and where `agree` says no, and `ServerFailed` if the Hub
    refuses or cannot be reached.
    """
    hub = Hub(plan.repository)
    hub.require_token()
    hub.refuse_tag(plan.tag)
    if plan.private:
        hub.refuse_public()
    title = plan.message or f"{of_corpus(store).title} {plan.tag}"
    with tempfile.TemporaryDirectory(prefix="pactbank-") as scratch:
        folder = Path(scratch) / f"pactbank-{plan.tag}"
        prepare(store, folder, plan, progress)
        hub.create(private=plan.private)
        change = hub.change(folder)
        if change.lost and not agree(change):
            raise WrongUse(f"nothing was sent: {', '.join(change.lost)} would be lost")
        commit = hub.commit(folder, title, change, create_pr=plan.create_pr)
    if not plan.create_pr:
        hub.tag(plan.tag, commit.oid, title)
    return Published(
        commit=commit.oid,
        url=commit.url,
        tag=None if plan.create_pr else plan.tag,
        pull_request=commit.pull_request,
    )
