"""From exported tasks to annotations, one an annotator and document; no server and no SDK here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from pactbank.corpus.store import Store
from pactbank.corpus.validate import check
from pactbank.errors import InvalidData, Problem, UnknownName
from pactbank.labelstudio.changes import Change, changes
from pactbank.labelstudio.decode import decode
from pactbank.labelstudio.drawing import Note, values
from pactbank.labelstudio.settle import Unsettled, settle
from pactbank.labelstudio.tasks import FORMAT, Data
from pactbank.model import codec, rules
from pactbank.model.annotation import Annotation, Annotator
from pactbank.model.document import Document


class Submission(msgspec.Struct, frozen=True):
    """One annotation of a task, as exports have it; `completed_by` is an id or a user."""

    id: int | None = None
    result: msgspec.Raw = msgspec.Raw(b"[]")
    completed_by: int | str | dict[str, Any] | None = None
    was_cancelled: bool = False
    created_at: str = ""
    updated_at: str = ""

    @property
    def account(self) -> str:
        """Who labelled: the address where the export has it, else the number of the account."""
        who = self.completed_by
        if isinstance(who, dict):
            who = who.get("email") or who.get("id")
        return str(who or "unknown")


class ExportedTask(msgspec.Struct, frozen=True):
    id: int | None = None
    data: msgspec.Raw = msgspec.Raw(b"{}")
    annotations: tuple[Submission, ...] = ()
    drafts: tuple[msgspec.Raw, ...] = ()
    project: int | None = None


@dataclass(frozen=True)
class Pass:
    """One annotator's labels of one document, and how they came about."""

    annotation: Annotation
    changes: tuple[Change, ...]
    pushed_from: str


@dataclass
class Pulled:
    """Everything a pull found: what is to be written, what is wrong, what was counted."""

    passes: list[Pass] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def count(self, exported: ExportedTask) -> None:
        self.counts["tasks"] += 1
        self.counts["drafts"] += len(exported.drafts)
        self.counts["submitted"] += sum(not s.was_cancelled for s in exported.annotations)
        self.counts["cancelled"] += sum(s.was_cancelled for s in exported.annotations)


class _Format(msgspec.Struct, frozen=True):
    format: int


class _Pushed(msgspec.Struct, frozen=True):
    """What says that a task is ours, and how the rest is to be read."""

    pactbank: _Format


@dataclass(frozen=True)
class _Task:
    """An exported task with the document it is about."""

    exported: ExportedTask
    file: str
    url: str
    data: Data
    document: Document
    text: str


Progress = Callable[[str], None]


def read_export(data: bytes, file: str) -> list[ExportedTask]:
    """The tasks of an export in the format JSON. Raises `InvalidData`."""
    try:
        return msgspec.json.decode(data, type=list[ExportedTask])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        said = f"no export of tasks in the format JSON: {error}"
        raise InvalidData([rules.problem("PB913", file, said)]) from None


def pull(
    store: Store,
    tasks: Sequence[ExportedTask],
    names: Mapping[str, str],
    file: str,
    url: str = "",
    progress: Progress = lambda _: None,
) -> Pulled:
    """The newest submission of each named account on each document as an annotation; nothing is
    written yet. `file` is what problems are filed under, `url` the server that links lead to."""
    pulled = Pulled()
    newest: dict[tuple[str, str, int], tuple[Submission, _Task]] = {}
    for exported in tasks:
        pulled.count(exported)
        try:
            task = _matched(store, exported, file, url)
        except InvalidData as error:
            pulled.problems += error.problems
            continue
        for submission in exported.annotations:
            name = names.get(submission.account)
            if submission.was_cancelled:
                continue
            if name is None:
                pulled.counts["left aside"] += 1
                continue
            key = (name, task.document.id, task.document.version)
            if key in newest:
                pulled.counts["superseded"] += 1
                if newest[key][0].updated_at > submission.updated_at:
                    continue
            newest[key] = (submission, task)
    with codec.uncollected():
        for (name, document, _), (submission, task) in newest.items():
            progress(f"{name}/{document}")
            _add_pass(pulled, task, submission, name)
    return pulled


def _matched(store: Store, exported: ExportedTask, file: str, url: str) -> _Task:
    """A task with its document and the corpus's text. Raises `InvalidData`."""

    def refused(code: str, message: str) -> InvalidData:
        return InvalidData([_problem(exported, file, url, Note(code, "", message))])

    try:
        version = msgspec.json.decode(exported.data, type=_Pushed).pactbank.format
    except msgspec.ValidationError:
        raise refused("PB913", "the task was not pushed by PactBank") from None
    if version != FORMAT:
        raise refused("PB913", f"format {version}; this package reads {FORMAT}")
    try:
        data = msgspec.json.decode(exported.data, type=Data)
        document = store.document(data.doc_id, data.version)
    except (msgspec.ValidationError, UnknownName) as error:
        raise refused("PB913", str(error)) from None
    if data.pactbank.start not in data.pactbank.sets:
        raise refused("PB913", "the annotation the task began as is gone from its data")
    text = store.text(document)
    if text != data.text or data.text_sha256 != document.text.sha256:
        raise refused("PB910", f"its text is not that of {document.id} v{document.version}")
    return _Task(exported, file, url, data, document, text)


def _problem(
    exported: ExportedTask,
    file: str,
    url: str,
    note: Note,
    submission: Submission | None = None,
    text: str = "",
) -> Problem:
    """A note with its task, its region and the words of it, and a link into the editor (the
    editor's own form of one, for a task, an annotation and a region)."""
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
    """What a region covers, as far as its offsets can be made sense of."""
    for item in values(submission.result):
        if isinstance(item, dict) and item.get("id") == region and region:
            value = item.get("value")
            start, end = (value.get(name) if isinstance(value, dict) else None for name in _ENDS)
            if isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
                return text[start:end]
    return ""


_ENDS = ("start", "end")


def _add_pass(pulled: Pulled, task: _Task, submission: Submission, name: str) -> None:
    carried = task.data.pactbank
    decoded = decode(submission.result, carried.sets, task.text, carried.start)
    notes = list(decoded.notes)
    try:
        annotation, left_out = settle(
            msgspec.structs.replace(decoded.annotation, annotator=name),
            task.document,
            task.text,
            decoded.regions,
        )
    except Unsettled as error:
        notes.append(Note(error.finding.code, "", f"nothing of it can be read: {error}"))
    else:
        made = tuple(changes(decoded.pushed, annotation))
        if made and submission.updated_at:
            annotation = msgspec.structs.replace(annotation, created=submission.updated_at[:10])
        pulled.passes.append(Pass(annotation, made, decoded.pushed.annotator))
        notes += left_out
    pulled.problems += [
        _problem(task.exported, task.file, task.url, note, submission, task.text) for note in notes
    ]


def write(store: Store, pulled: Pulled, progress: Progress = lambda _: None) -> list[Path]:
    """Register the annotators and write their annotations; each file whole or not at all.

    Raises `InvalidData` where an annotation breaks a rule after all.
    """
    for name in sorted({found.annotation.annotator for found in pulled.passes}):
        store.register(Annotator(id=name, kind="human", description=_DESCRIPTION))
    problems = []
    for found in pulled.passes:
        path = store.annotation_path(*_key(found.annotation))
        problems += check(store, found.annotation, codec.encode(found.annotation), str(path))
    if problems:
        raise InvalidData(problems)
    paths = []
    for found in pulled.passes:
        progress(found.annotation.document)
        paths.append(store.write_annotation(found.annotation))
    return paths


_DESCRIPTION = "An annotator who labels in Label Studio."


def _key(annotation: Annotation) -> tuple[str, str, int]:
    return annotation.annotator, annotation.document, annotation.version
