"""Exported tasks with their documents: what can be read, and where a problem of a task is found."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from pactbank.corpus.store import Store
from pactbank.errors import InvalidData, Problem, UnknownName
from pactbank.labelstudio.regions import Note, plain_items
from pactbank.labelstudio.tasks import FORMAT, ExportedTask, Submission, TaskData
from pactbank.model import rules
from pactbank.model.document import Document


class _CarriedFormat(msgspec.Struct, frozen=True):
    format: int


class _DataFormat(msgspec.Struct, frozen=True):
    """The part of a task's data that says whether PactBank made it, and in which format."""

    pactbank: _CarriedFormat


@dataclass(frozen=True)
class MatchedTask:
    """An exported task with its document; `file` is what its problems are filed under, `url` the
    server that links lead to."""

    exported: ExportedTask
    file: str
    url: str
    data: TaskData
    document: Document
    text: str

    def problem(self, note: Note, submission: Submission | None = None) -> Problem:
        return _problem(self.exported, self.file, self.url, note, submission, self.text)


def matched(store: Store, exported: ExportedTask, file: str, url: str) -> MatchedTask:
    """A task with its document and the corpus's text. Raises `InvalidData`."""

    def refused(code: str, message: str) -> InvalidData:
        return InvalidData([_problem(exported, file, url, Note(code, "", message))])

    try:
        version = msgspec.json.decode(exported.data, type=_DataFormat).pactbank.format
    except msgspec.ValidationError:
        raise refused("PB913", "the task was not pushed by PactBank") from None
    if version != FORMAT:
        raise refused("PB913", f"format {version}; this package reads {FORMAT}")
    try:
        data = msgspec.json.decode(exported.data, type=TaskData)
        document = store.document(data.doc_id, data.version)
    except (msgspec.ValidationError, UnknownName) as error:
        raise refused("PB913", str(error)) from None
    if data.pactbank.start not in data.pactbank.sets:
        raise refused("PB913", "its data have lost the annotation that the task began as")
    text = store.text(document)
    if text != data.text or data.text_sha256 != document.text.sha256:
        raise refused("PB910", f"its text differs from {document.id} v{document.version}")
    return MatchedTask(exported, file, url, data, document, text)


def _problem(
    exported: ExportedTask,
    file: str,
    url: str,
    note: Note,
    submission: Submission | None = None,
    text: str = "",
) -> Problem:
    """A note as a problem, with its task, its region, the words there, and a link that opens them
    in the editor."""
    place = f"task {exported.id}"
    if note.region:
        place += f", region {note.region}"
    if submission is not None and (words := _words(submission, note.region, text)):
        place += f" {words!r}"
    annotation = submission.id if submission else None
    steps = {"task": exported.id, "annotation": annotation, "region": note.region}
    query = "&".join(f"{name}={value}" for name, value in steps.items() if value)
    link = f"{url}/projects/{exported.project or 0}/data?{query}"
    return rules.problem(note.code, file, f"{place}: {note.message} ({link})")


def _words(submission: Submission, region: str, text: str) -> str:
    """The words of a region; empty where its offsets are unusable."""
    for item in plain_items(submission.result):
        if isinstance(item, dict) and item.get("id") == region and region:
            value = item.get("value")
            start, end = map(value.get, ("start", "end")) if isinstance(value, dict) else (0, 0)
            if isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
                return text[start:end]
    return ""
