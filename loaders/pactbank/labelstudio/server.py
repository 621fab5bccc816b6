"""A project on a Label Studio server. The SDK, which only `refusals` knows too, is imported late.

A second run completes whatever was interrupted: tasks have keys, an existing task is not made
again, and it is up to date where it opens with the very labels that its data begin with.
"""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import msgspec

from pactbank.errors import Problem, UnknownName, WrongUse
from pactbank.labelstudio.interface import configuration, layers_of
from pactbank.labelstudio.on_server import TaskOnServer, task_on_server
from pactbank.labelstudio.push import tasks_of
from pactbank.labelstudio.refusals import TIMEOUT, refusals_told
from pactbank.labelstudio.tasks import (
    DRAFT,
    ExportedTask,
    LabelledDocument,
    Submission,
    TaskKey,
    read_export,
)
from pactbank.model import rules
from pactbank.model.closed import Layer
from pactbank.model.credentials import check_sendable
from pactbank.model.progress import Progress, silent

if TYPE_CHECKING:
    import httpx

BATCH = 500
"""Tasks per request: the server is fastest with 500 to 1,000."""


def on_loopback(url: str) -> bool:
    """Whether what is sent to the URL stays on this machine."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False  # connecting will tell what is wrong with it
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass
class Pushed:
    """What a push did: how many tasks were made, updated and so on, and the ids of documents
    whose tasks still hold predictions that the stream hides or that other data belong to."""

    counts: Counter[str] = field(default_factory=Counter)
    stale: list[str] = field(default_factory=list)


class Project:
    """A project, found by its title or made; a context that closes its connections."""

    def __init__(self, url: str, key: str, title: str) -> None:
        # A key that was read from a file often has the end of its line.
        key = key.strip()
        check_sendable(key, "the key of Label Studio (LABEL_STUDIO_API_KEY)")
        self.url = url.rstrip("/")
        self.title = title
        with self._request("connect"):
            self.connections, self.client = self._client(key)
        try:
            project = self._titled()
        except BaseException:
            self.connections.close()
            raise
        self.id: int | None = project.id if project else None
        self.layers = layers_of(project.label_config or "") if project else None
        """The layers that the project asks for; None for a new one, and where somebody changed
        its configuration."""

    def _client(self, key: str) -> tuple[httpx.Client, Any]:
        import httpx
        from label_studio_sdk import LabelStudio

        connect: Any = LabelStudio
        connections = httpx.Client(timeout=TIMEOUT, follow_redirects=True)
        options = {"httpx_client": connections, "max_retries": 0}
        return connections, connect(base_url=self.url, api_key=key, **options)

    def _titled(self) -> Any:
        """The project of this title, None if there is none. Raises `WrongUse` for several."""
        with self._request("connect"):
            listed = self.client.projects.list(title=self.title)
            found = [project for project in listed if project.title == self.title]
        if len(found) > 1:
            numbers = ", ".join(str(project.id) for project in found)
            message = f"{len(found)} projects are called {self.title!r}: {numbers}; rename one"
            raise WrongUse(message)
        return found[0] if found else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connections.close()

    def make(self, layers: tuple[Layer, ...], annotators: int | None = None) -> None:
        """Make the project if it does not exist, asking for these layers, and let this many people
        label each task, each without seeing the work of the others."""
        wanted = {} if annotators is None else {"maximum_annotations": annotators}
        if self.id is not None:
            if wanted:
                with self._request("change the project"):
                    self.client.projects.update(id=self.id, **wanted)
            return
        if len(self.title) < 3:
            raise WrongUse(f"{self.title!r} is too short: the server wants three characters")
        with self._request("make the project"):
            made = self.client.projects.create(
                title=self.title,
                label_config=configuration(layers),
                show_collab_predictions=True,
                description="Made by PactBank; see docs/STUDIO.md there.",
                **wanted,
            )
        self.id, self.layers = made.id, layers

    def number(self) -> int:
        """The number of the project. Raises `UnknownName` if it does not exist."""
        if self.id is None:
            with self._request("list projects"):
                titles = [str(project.title) for project in self.client.projects.list()]
            raise UnknownName("project", self.title, titles)
        return self.id

    def warnings(self, file: str) -> list[Problem]:
        """Warnings before the project is pulled, filed under `file`."""
        if self.layers is not None:
            return []
        return [rules.problem("PB914", file, f"the configuration of {self.title!r} was changed")]

    def configure(self, layers: tuple[Layer, ...]) -> None:
        """Put the generated configuration for these layers back."""
        with self._request("change the configuration"):
            self.client.projects.update(id=self.number(), label_config=configuration(layers))
        self.layers = layers

    def push(
        self,
        documents: Sequence[LabelledDocument],
        submitted: bool = False,
        progress: Progress = silent,
    ) -> Pushed:
        """Make a task for each document that has none, in batches, and update the others.

        The labels become predictions, or with `submitted` an annotation of the account that owns
        the key. Counts how many tasks were made, updated, up to date, and removed because an
        interrupted push had made them twice.
        """
        done = Pushed()
        counts = done.counts
        known = self._without_twins(counts)
        for labelled in documents:
            if (task := known.get(labelled.key)) is not None:
                wanted = task.wanted(labelled)
                current = task.is_current(wanted, submitted)
                counts["up to date" if current else "updated"] += 1
                if not current:
                    self._update(task, wanted, submitted)
                progress(labelled.document.id)
        new = [labelled for labelled in documents if labelled.key not in known]
        for at in range(0, len(new), BATCH):
            batch = new[at : at + BATCH]
            with self._request("import tasks"):
                tasks = tasks_of(batch, submitted)
                self.client.projects.import_tasks(id=self.number(), request=tasks)
            for labelled in batch:
                counts["made"] += 1
                progress(labelled.document.id)
        if new:
            known = self._without_twins(counts)
        pushed = {labelled.key for labelled in documents}
        left = [task for key, task in known.items() if key not in pushed]
        drafted = bool(documents) and not submitted
        if drafted or any(DRAFT in task.versions for task in left):
            self._show_drafts()
        done.stale = sorted({task.data.doc_id for task in left if task.is_stale})
        return done

    def _show_drafts(self) -> None:
        """Let the stream open tasks with our predictions: the server chooses a version by itself
        when predictions come in, and hides those of any other."""
        with self._request("choose which labels the project shows"):
            if self.client.projects.get(id=self.number()).model_version != DRAFT:
                self.client.projects.update(id=self.number(), model_version=DRAFT)

    def _without_twins(self, counts: Counter[str]) -> dict[TaskKey, TaskOnServer]:
        """The tasks of the project by key. If a push is killed while the server still works on
        its import, the next push may make the same tasks again: untouched twins are deleted."""
        known: dict[TaskKey, TaskOnServer] = {}
        for task in sorted(self._tasks(), key=lambda task: (not task.worked_on, task.id)):
            if task.data.key not in known:
                known[task.data.key] = task
            elif not task.worked_on:
                counts["twins removed"] += 1
                with self._request("delete a task"):
                    self.client.tasks.delete(id=str(task.id))
        return known

    def _tasks(self) -> list[TaskOnServer]:
        """Every task of the project that PactBank pushed."""
        wanted = "id,data,total_annotations,cancelled_annotations,drafts,predictions"
        with self._request("list tasks"):
            listed = self.client.tasks.list(project=self.number(), include=wanted, page_size=BATCH)
            return [task for one in listed if (task := task_on_server(one)) is not None]

    def _update(self, task: TaskOnServer, labelled: LabelledDocument, submitted: bool) -> None:
        """Write the data, then the labels that the task opens with, in place of those before: what
        it shows at any moment is in its data, and an update that was cut short shows labels that
        its data do not begin with. Annotations that were pushed before stay in the data: somebody
        may have begun from them, or have them open at this moment. Predictions of other labels
        go, since the editor offers each."""
        key, number = labelled.content_key, str(task.id)
        sets = {**task.data.pactbank.sets, key: labelled.annotation}
        others = list(task.predictions)
        with self._request(f"update task {number}"):
            self.client.tasks.update(id=number, data=labelled.data(sets, key))
            if not submitted and others:
                self.client.predictions.update(id=others.pop(), **labelled.prediction())
            elif not submitted:
                self.client.predictions.create(task=task.id, **labelled.prediction())
            elif not task.submitted:
                made = {"result": labelled.result(), "ground_truth": False}
                self.client.annotations.create(id=task.id, **made)
            for old in others:
                self.client.predictions.delete(id=old)

    def export(self) -> list[ExportedTask]:
        """Every task with its submissions, those by the address of the account."""
        with self._request("export the project"):
            data = b"".join(
                self.client.projects.exports.download_sync(
                    id=self.number(), export_type="JSON", download_all_tasks=True
                )
            )
        with self._request("list users"):
            users = {user.id: user.email for user in self.client.users.list()}
        return [
            msgspec.structs.replace(task, annotations=tuple(_by_address(task.annotations, users)))
            for task in read_export(data, f"project {self.title}")
        ]

    def _request(self, what: str) -> AbstractContextManager[None]:
        """Around requests that are to do `what`, as in "list tasks"."""
        return refusals_told(self.url, what)


def _by_address(made: Iterable[Submission], users: Mapping[Any, str]) -> Iterator[Submission]:
    """Submissions whose accounts are addresses where the server knows them by number."""
    for each in made:
        account = users.get(each.completed_by, each.completed_by)
        yield msgspec.structs.replace(each, completed_by=account)
