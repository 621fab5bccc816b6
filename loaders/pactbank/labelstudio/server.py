"""A project on a Label Studio server: the only user of the SDK, which is imported on first use.

Whatever is interrupted is completed by a second run: tasks are keyed, a task that exists is not
made again, and the last thing written to it is what says that it is up to date.
"""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import msgspec

from pactbank.errors import Problem, UnknownName, WrongUse
from pactbank.labelstudio.failures import asking
from pactbank.labelstudio.interface import configuration
from pactbank.labelstudio.pull import ExportedTask, read_export
from pactbank.labelstudio.push import Sheet, tasks_of
from pactbank.labelstudio.tasks import BLANK, Data, Key, drawn, prediction, task_data
from pactbank.model import rules

if TYPE_CHECKING:
    import httpx

BATCH = 500
"""Tasks a request: the server is fastest with 500 to 1,000."""
TIMEOUT = 300.0
"""Seconds to wait for one answer; an import or export of a batch takes a few."""

Progress = Callable[[str], None]


def on_loopback(url: str) -> bool:
    """Whether what is sent to the URL stays on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True)
class Known:
    """A task on the server: what it carries, whose predictions, and who has worked on it."""

    id: int
    data: Data
    predictions: Mapping[int, str]
    """Source by the number of the prediction."""
    submitted: bool
    worked_on: bool


class Project:
    """A project by its title, found or made; a context that closes its connections."""

    def __init__(self, url: str, key: str, title: str) -> None:
        self.url = url.rstrip("/")
        self.title = title
        self.connections, self.client = self._client(key)
        try:
            found = self._titled()
        except BaseException:
            self.connections.close()
            raise
        self.id: int | None = found.id if found else None
        self.configured = found.label_config or "" if found else configuration()

    def _titled(self) -> Any:
        """The project of this title, None if there is none. Raises `WrongUse` for several."""
        with self._asking("connect"):
            listed = self.client.projects.list(title=self.title)
            found = [project for project in listed if project.title == self.title]
        if len(found) > 1:
            numbers = ", ".join(str(project.id) for project in found)
            said = f"{len(found)} projects are called {self.title!r}: {numbers}; rename one"
            raise WrongUse(said)
        return found[0] if found else None

    def _client(self, key: str) -> tuple[httpx.Client, Any]:
        import httpx
        from label_studio_sdk import LabelStudio

        connect: Any = LabelStudio
        connections = httpx.Client(timeout=TIMEOUT, follow_redirects=True)
        ours = {"httpx_client": connections, "max_retries": 0}
        return connections, connect(base_url=self.url, api_key=key, **ours)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connections.close()

    def make(self, annotators: int | None = None) -> None:
        """Make the project where it is not there yet, and let this many people label each task,
        blind to one another."""
        wanted = {} if annotators is None else {"maximum_annotations": annotators}
        if self.id is not None:
            if wanted:
                with self._asking("change the project"):
                    self.client.projects.update(id=self.id, **wanted)
            return
        if len(self.title) < 3:
            raise WrongUse(f"{self.title!r} is too short: the server wants three characters")
        with self._asking("make the project"):
            made = self.client.projects.create(
                title=self.title,
                label_config=configuration(),
                show_collab_predictions=True,
                description="Made by PactBank; see docs/STUDIO.md there.",
                **wanted,
            )
        self.id = made.id

    def found(self) -> int:
        """The number of the project. Raises `UnknownName` where it is not there."""
        if self.id is None:
            with self._asking("list projects"):
                titles = [str(project.title) for project in self.client.projects.list()]
            raise UnknownName("project", self.title, titles)
        return self.id

    def is_ours(self) -> bool:
        """Whether the project's configuration is the one this package makes."""
        try:
            theirs = ET.canonicalize(self.configured, strip_text=True)
        except ET.ParseError:
            return False
        return theirs == ET.canonicalize(configuration(), strip_text=True)

    def warnings(self, file: str) -> list[Problem]:
        """What should be known before the project is read."""
        if self.is_ours():
            return []
        return [rules.problem("PB914", file, f"the configuration of {self.title!r} was changed")]

    def configure(self) -> None:
        """Put our configuration back."""
        with self._asking("change the configuration"):
            self.client.projects.update(id=self.found(), label_config=configuration())
        self.configured = configuration()

    def push(
        self, sheets: Sequence[Sheet], submitted: bool = False, progress: Progress = lambda _: None
    ) -> Counter[str]:
        """Make a task for each sheet that has none, in batches, and bring the others up to date.

        The labels become predictions, or with `submitted` an annotation of whoever owns the key.
        Returns how many tasks were made, updated, left as they are, and removed because an
        interrupted push had made them twice.
        """
        counts: Counter[str] = Counter()
        known = self._without_twins(counts)
        for sheet in sheets:
            if (task := known.get(sheet.key)) is not None:
                current = _is_current(task, sheet, submitted)
                counts["up to date" if current else "updated"] += 1
                if not current:
                    self._update(task, sheet, submitted)
                progress(sheet.document.id)
        new = [sheet for sheet in sheets if sheet.key not in known]
        for at in range(0, len(new), BATCH):
            batch = new[at : at + BATCH]
            with self._asking("import tasks"):
                tasks = tasks_of(batch, submitted)
                self.client.projects.import_tasks(id=self.found(), request=tasks)
            for sheet in batch:
                counts["made"] += 1
                progress(sheet.document.id)
        if new:
            self._without_twins(counts)
        return counts

    def _without_twins(self, counts: Counter[str]) -> dict[Key, Known]:
        """The tasks of the project by key. Where a push was killed while the server went on with
        it, the next one may have made the same tasks again: the untouched ones go."""
        known: dict[Key, Known] = {}
        for task in sorted(self._tasks(), key=lambda task: (not task.worked_on, task.id)):
            if task.data.key not in known:
                known[task.data.key] = task
            elif not task.worked_on:
                counts["twins removed"] += 1
                with self._asking("delete a task"):
                    self.client.tasks.delete(id=str(task.id))
        return known

    def _tasks(self) -> list[Known]:
        """Every task of the project that PactBank pushed."""
        wanted = "id,data,total_annotations,cancelled_annotations,drafts,predictions"
        found = []
        with self._asking("list tasks"):
            listed = self.client.tasks.list(project=self.found(), include=wanted, page_size=BATCH)
            for task in listed:
                try:
                    data = msgspec.convert(task.data, Data)
                except msgspec.ValidationError:
                    continue
                made = {one.id: str(one.model_version) for one in task.predictions or ()}
                submitted = bool(task.total_annotations)
                touched = submitted or bool(task.cancelled_annotations or task.drafts)
                found.append(Known(task.id, data, made, submitted, touched))
        return found

    def _update(self, task: Known, sheet: Sheet, submitted: bool) -> None:
        """Labels first, and last what says that they are there: `start`. What somebody may have
        begun from stays in the data."""
        carried = task.data.pactbank
        document, text, annotation = sheet.document, sheet.text, sheet.annotation
        key, number = sheet.content, str(task.id)
        both = {**carried.sets, key: annotation}
        kept = both if task.worked_on else {key: annotation}
        with self._asking(f"update task {number}"):
            data = task_data(document, text, both, carried.start)
            self.client.tasks.update(id=number, data=data)
            if not submitted:
                for old, source in task.predictions.items():
                    if source == annotation.annotator:
                        self.client.predictions.delete(id=old)
                made = prediction(document, text, annotation, key)
                self.client.predictions.create(task=task.id, **made)
            elif not task.submitted:
                result = drawn(document, text, annotation, key)
                self.client.annotations.create(id=task.id, result=result, ground_truth=False)
            data = task_data(document, text, kept, key)
            self.client.tasks.update(id=number, data=data)

    def export(self) -> list[ExportedTask]:
        """Every task with its submissions, those by the address of who made them."""
        with self._asking("export the project"):
            data = b"".join(
                self.client.projects.exports.download_sync(
                    id=self.found(), export_type="JSON", download_all_tasks=True
                )
            )
        with self._asking("list users"):
            users = {user.id: user.email for user in self.client.users.list()}
        return [
            msgspec.structs.replace(
                task,
                annotations=tuple(
                    msgspec.structs.replace(
                        made, completed_by=users.get(made.completed_by, made.completed_by)
                    )
                    for made in task.annotations
                ),
            )
            for task in read_export(data, f"project {self.title}")
        ]

    def _asking(self, what: str) -> AbstractContextManager[None]:
        return asking(self.url, what, TIMEOUT)


def _is_current(task: Known, sheet: Sheet, submitted: bool) -> bool:
    """Whether a task carries the sheet's labels already, and in the way that is asked for; a
    sheet without labels has nothing to bring."""
    if sheet.annotation.annotator == BLANK:
        return True
    if task.data.pactbank.start != sheet.content:
        return False
    if submitted:
        return task.submitted
    return sheet.annotation.annotator in task.predictions.values()
