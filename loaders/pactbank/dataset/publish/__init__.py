"""The dataset on the Hugging Face Hub: built, held against the release gate, sent, tagged.

    prepare(store, folder, plan)   build and gate alone, nothing leaves the machine
    publish(store, plan)           the same, then one commit and one tag
    fetch(repository, revision)    a published build, downloaded and checked

Nothing is sent that may not be passed on, and nothing on the Hub is changed by halves: files are
uploaded first and come to be with one commit, and a tag names that commit afterwards. What was
published stays as it was if anything fails on the way, and a second run completes it.
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
from pactbank.dataset.gather import TextMode
from pactbank.dataset.publish.hub import Hub, checked_id, fetch
from pactbank.errors import InvalidData, WrongUse
from pactbank.model.closed import SPLITS
from pactbank.model.registers import Manifest

__all__ = ["Plan", "Published", "fetch", "prepare", "publish"]

Progress = Callable[[str], None]

_TAG = re.compile(r"v(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is published where. `private` is for a repository that is new; with `create_pr` the
    files go to a pull request, and the tag waits until it is merged."""

    repository: str
    tag: str
    text: TextMode = "open"
    message: str | None = None
    private: bool = False
    create_pr: bool = False

    def __post_init__(self) -> None:
        checked_id(self.repository)
        if not _TAG.fullmatch(self.tag):
            raise WrongUse(f"{self.tag!r} is no tag of a release: write it like v1.0.0")

    @property
    def title(self) -> str:
        """First line of the commit."""
        return self.message or f"PactBank {self.tag}"


@dataclass(frozen=True, slots=True)
class Published:
    """What came to be: a commit with its tag, or without one where a pull request was asked for;
    that is None where main had these files already."""

    commit: str
    url: str
    tag: str | None
    pull_request: str | None


def prepare(store: Store, folder: Path, plan: Plan, progress: Progress | None = None) -> Manifest:
    """Build into a folder what the plan would send. Raises `InvalidData` with every problem that
    the release gate finds, and `WrongUse` for texts that may not be passed on or where the gate
    lacks `mlcroissant`."""
    croissant_reader()
    withheld = [d.id for split in SPLITS for d in store.in_split(split) if d.withheld]
    if plan.text == "full" and withheld:
        raise WrongUse(
            f"the texts of {', '.join(withheld)} may not be passed on: publish with --text open"
        )
    manifest = build(store, folder, plan.text, progress)
    if problems := release_problems(folder, withheld_texts(store)):
        raise InvalidData(problems)
    return manifest


def withheld_texts(store: Store) -> dict[str, str]:
    """All that this copy of the corpus has of each text that may not be passed on: raw text and
    title of every version."""
    texts: dict[str, str] = {}
    for name, versions in store.versions().items():
        for document in (store.document(name, version) for version in versions):
            if document.withheld and store.has_text(document):
                parts = (texts.get(name), document.title, store.raw(document))
                texts[name] = "\n".join(filter(None, parts))
    return texts


def publish(store: Store, plan: Plan, progress: Progress | None = None) -> Published:
    """Put the dataset on the Hub under a new tag. Raises as `prepare` does, `WrongUse` for a tag
    that exists, and `ServerFailed` where the Hub refuses or cannot be reached."""
    hub = Hub(plan.repository)
    hub.refuse_tag(plan.tag)
    if plan.private:
        hub.refuse_public()
    with tempfile.TemporaryDirectory(prefix="pactbank-") as scratch:
        folder = Path(scratch) / f"pactbank-{plan.tag}"
        prepare(store, folder, plan, progress)
        hub.create(private=plan.private)
        commit = hub.commit(folder, plan.title, create_pr=plan.create_pr)
    if not plan.create_pr:
        hub.tag(plan.tag, commit.oid, plan.title)
    return Published(
        commit=commit.oid,
        url=commit.url,
        tag=None if plan.create_pr else plan.tag,
        pull_request=commit.pull_request,
    )
