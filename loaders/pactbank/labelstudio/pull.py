"""From exported tasks to annotation files, one for each annotator and document; uses no server."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from pactbank.corpus.store import Store
from pactbank.corpus.validate import check
from pactbank.errors import InvalidData, Problem, UnknownName, WrongUse
from pactbank.labelstudio.changes import LabelChange, changes
from pactbank.labelstudio.decode import decode
from pactbank.labelstudio.regions import Note, plain_items
from pactbank.labelstudio.salvage import NothingValid, salvage
from pactbank.labelstudio.tasks import FORMAT, ExportedTask, Submission, TaskData
from pactbank.model import codec, rules
from pactbank.model.annotation import Annotation, Annotator
from pactbank.model.document import Document
from pactbank.model.progress import Progress, silent


def accounts(tasks: Iterable[ExportedTask]) -> set[str]:
    """The accounts that submitted something."""
    return {made.account for task in tasks for made in task.annotations if not made.was_cancelled}


def annotators(store: Store, accounts: Iterable[str], names: Sequence[str]) -> dict[str, str]:
    """Annotator by account. `names` holds names as `alice` (for the only account) or
    `alice=alice@example.org`; without any, names are derived from the accounts.

    Raises `WrongUse` for a name that is not a slug, that belongs to a machine or the gold, that
    two accounts would share, or that could mean any of several accounts; `UnknownName` for an
    account that submitted nothing.
    """
    accounts = sorted(set(accounts))
    by_account = {} if names else {account: _slug(account) for account in accounts}
    for name in names:
        annotator, _, account = name.partition("=")
        if not account and len(accounts) > 1:
            raise WrongUse(
                f"--as {name}: several accounts have submitted ({', '.join(accounts)}); "
                "use --as NAME=ACCOUNT for each that is meant"
            )
        if account and account not in accounts:
            raise UnknownName("submission by", account, accounts)
        by_account |= dict.fromkeys([account] if account else accounts, annotator)
    _check_names(store, by_account)
    return by_account


def _slug(account: str) -> str:
    name = "-".join(re.findall(r"[a-z0-9]+", account.partition("@")[0].lower()))
    return f"annotator-{name}" if name.isdecimal() else name[:64] or "annotator"


def _check_names(store: Store, by_account: Mapping[str, str]) -> None:
    registered = store.annotators
    for account, name in by_account.items():
        store.annotation_path(name, "x", 1)
        kind = registered[name].kind if name in registered else "human"
        if kind != "human":
            raise WrongUse(
                f"{name} is registered as {kind}; file the work of {account} under another name"
            )
    for name, number in Counter(by_account.values()).items():
        if number > 1:
            raise WrongUse(f"{number} accounts would be filed as {name}; use --as NAME=ACCOUNT")


@dataclass(frozen=True)
class Pass:
    """One annotator's labels of one document, what changed against what was pushed, and whose
    labels those were."""

    annotation: Annotation
    changes: tuple[LabelChange, ...]
    pushed_from: str


@dataclass
class Pulled:
    """What a pull found: annotations to write, problems, and counts."""

    passes: list[Pass] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def count(self, exported: ExportedTask) -> None:
        self.counts["tasks"] += 1
        self.counts["drafts"] += len(exported.drafts)
        self.counts["submitted"] += sum(not s.was_cancelled for s in exported.annotations)
        self.counts["cancelled"] += sum(s.was_cancelled for s in exported.annotations)


class _CarriedFormat(msgspec.Struct, frozen=True):
    format: int


class _DataFormat(msgspec.Struct, frozen=True):
    """The part of a task's data that says whether PactBank made it, and in which format."""

    pactbank: _CarriedFormat


@dataclass(frozen=True)
class _MatchedTask:
    """An exported task with its document; `file` is what its problems are filed under, `url` the
    server that links lead to."""

    exported: ExportedTask
    file: str
    url: str
    data: TaskData
    document: Document
    text: str


def pull(
    store: Store,
    tasks: Sequence[ExportedTask],
    names: Mapping[str, str],
    file: str,
    url: str = "",
    progress: Progress = silent,
) -> Pulled:
    """The newest submission of each named account on each document as an annotation; nothing is
    written yet. `names` are annotators by account, `file` is what problems are filed under, `url`
    the server that links lead to."""
    pulled = Pulled()
    newest = _newest(_matching(store, tasks, file, url, pulled), names, pulled.counts)
    with codec.uncollected():
        for (name, document, _), (submission, task) in newest.items():
            progress(f"{name}/{document}")
            _add_pass(pulled, task, submission, name)
    return pulled


def _newest(
    tasks: Iterable[_MatchedTask], names: Mapping[str, str], counts: Counter[str]
) -> dict[tuple[str, str, int], tuple[Submission, _MatchedTask]]:
    """The newest submission of each annotator on each document version, with its task."""
    newest: dict[tuple[str, str, int], tuple[Submission, _MatchedTask]] = {}
    for task in tasks:
        for submission in task.exported.annotations:
            if submission.was_cancelled:
                continue
            name = names.get(submission.account)
            if name is None:
                counts["left aside"] += 1
                continue
            key = (name, task.document.id, task.document.version)
            if key in newest:
                counts["superseded"] += 1
                if newest[key][0].updated_at > submission.updated_at:
                    continue
            newest[key] = (submission, task)
    return newest


def _matching(
    store: Store, tasks: Iterable[ExportedTask], file: str, url: str, pulled: Pulled
) -> Iterator[_MatchedTask]:
    """The tasks that can be read, counted; the others become problems."""
    for exported in tasks:
        pulled.count(exported)
        try:
            yield _matched(store, exported, file, url)
        except InvalidData as error:
            pulled.problems += error.problems


def _matched(store: Store, exported: ExportedTask, file: str, url: str) -> _MatchedTask:
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
    return _MatchedTask(exported, file, url, data, document, text)


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


def _add_pass(pulled: Pulled, task: _MatchedTask, submission: Submission, name: str) -> None:
    carried = task.data.pactbank
    decoded = decode(submission.result, carried.sets, task.text, carried.start)
    notes = list(decoded.notes)
    try:
        named = msgspec.structs.replace(decoded.annotation, annotator=name)
        annotation, left_out = salvage(named, task.document, task.text, decoded.regions)
    except NothingValid as error:
        notes.append(Note(error.finding.code, "", f"left out the whole annotation: {error}"))
    else:
        found = tuple(changes(decoded.pushed, annotation))
        if found and submission.updated_at:
            annotation = msgspec.structs.replace(annotation, created=submission.updated_at[:10])
        pulled.passes.append(Pass(annotation, found, decoded.pushed.annotator))
        notes += left_out
    pulled.problems += [
        _problem(task.exported, task.file, task.url, note, submission, task.text) for note in notes
    ]


def write(store: Store, pulled: Pulled, progress: Progress = silent) -> list[Path]:
    """Register the annotators and write their annotations; each file whole or not at all.

    Raises `InvalidData` where an annotation breaks a rule, for example one of the whole corpus.
    """
    annotations = [made.annotation for made in pulled.passes]
    for name in sorted({annotation.annotator for annotation in annotations}):
        store.register(Annotator(id=name, kind="human", description=_DESCRIPTION))
    problems = []
    for one in annotations:
        path = store.annotation_path(one.annotator, one.document, one.version)
        problems += check(store, one, codec.encode(one), str(path))
    if problems:
        raise InvalidData(problems)
    paths = []
    for one in annotations:
        progress(one.document)
        paths.append(store.write_annotation(one))
    return paths


_DESCRIPTION = "An annotator who labels in Label Studio."
