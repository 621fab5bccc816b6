"""From exported tasks to annotation files, one for each annotator and document; uses no server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from pactbank.corpus.store import Store
from pactbank.corpus.validate import check
from pactbank.errors import InvalidData, Problem
from pactbank.labelstudio.changes import LabelChange, changes
from pactbank.labelstudio.decode import decode
from pactbank.labelstudio.layers import OtherReferent, beside, only
from pactbank.labelstudio.matching import MatchedTask, matched
from pactbank.labelstudio.regions import Note
from pactbank.labelstudio.salvage import NothingValid, salvage
from pactbank.labelstudio.tasks import ExportedTask, Submission
from pactbank.model import codec, rules
from pactbank.model.annotation import Annotation, Annotator
from pactbank.model.progress import Progress, silent
from pactbank.model.walk import LABELS, values


@dataclass(frozen=True)
class Pass:
    """One annotator's labels of one document, what changed against what was pushed, whose labels
    those were, and the passes that were to be adjudicated."""

    annotation: Annotation
    changes: tuple[LabelChange, ...]
    pushed_from: str
    adjudicated: tuple[Annotation, ...] = ()


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


def pull(
    store: Store,
    tasks: Sequence[ExportedTask],
    names: Mapping[str, str],
    file: str,
    url: str = "",
    progress: Progress = silent,
    *,
    emptied: bool = False,
) -> Pulled:
    """The newest submission of each named account on each document as an annotation; nothing is
    written yet. `names` are annotators by account, `file` is what problems are filed under, `url`
    the server that links lead to. A submission that lacks nearly all labels it began with is a
    problem, unless `emptied` says that such are meant."""
    pulled = Pulled()
    matching = list(_matching(store, tasks, file, url, pulled))
    newest = _newest(matching, names, pulled)
    with codec.uncollected():
        for (name, document, _), (submission, task) in newest.items():
            progress(f"{name}/{document}")
            _add_pass(pulled, task, submission, name, store, emptied)
    pulled.problems += [
        problem for task in matching for problem in _not_counted(store, task, names, newest)
    ]
    pulled.problems += _second_identities(store, pulled.passes, file)
    return pulled


_Newest = dict[tuple[str, str, int], tuple[Submission, MatchedTask]]
"""The newest submission of each annotator on each document version, with its task."""


def _newest(tasks: Iterable[MatchedTask], names: Mapping[str, str], pulled: Pulled) -> _Newest:
    """The newest by the time of submission: a later touch, such as a star, changes nothing."""
    newest: _Newest = {}
    for task in tasks:
        for submission in task.exported.annotations:
            if submission.was_cancelled:
                continue
            name = names.get(submission.account)
            if name is None:
                pulled.counts["left aside"] += 1
                continue
            key = (name, task.document.id, task.document.version)
            if key not in newest:
                newest[key] = (submission, task)
                continue
            pulled.counts["superseded"] += 1
            other = (submission, task)
            older, newer = sorted((newest[key], other), key=lambda one: one[0].made)
            newest[key] = newer
            if older[0].updated_at > newer[0].updated_at:
                message = f"changed after {name} submitted {newer[0].id}, which is newer and counts"
                pulled.problems.append(older[1].problem(Note("PB917", "", message), older[0]))
    return newest


def _not_counted(
    store: Store, task: MatchedTask, names: Mapping[str, str], newest: _Newest
) -> Iterator[Problem]:
    """Work that a pull does not bring: drafts over a submission, submissions cancelled since the
    one that counts, and tasks cancelled or emptied after they were pulled."""
    document = task.document
    submissions = {made.id: made for made in task.exported.annotations}
    for draft in task.exported.drafts:
        over = submissions.get(draft.annotation) if not isinstance(draft, int) else None
        if over is not None and over.account in names:
            message = f"{names[over.account]} changed it and did not submit the change"
            yield task.problem(Note("PB917", "", message), over)
    for account, name in names.items():
        file = store.annotation_path(name, document.id, document.version)
        made = [one for one in task.exported.annotations if one.account == account]
        if (name, document.id, document.version) in newest:
            counted, _ = newest[name, document.id, document.version]
            for one in made:
                if one.was_cancelled and one.made > counted.made:
                    message = f"{name} cancelled {one.id}; {counted.id}, which is older, counts"
                    yield task.problem(Note("PB917", "", message), one)
            continue
        if not store.holds(file):
            continue
        what = "cancelled" if made else "has no submission of"
        message = f"{what} the task after {file} was pulled; delete the file if it is not to count"
        submission = made[-1] if made else None
        yield task.problem(Note("PB917", "", f"{name} {message}"), submission)


def _second_identities(store: Store, passes: Iterable[Pass], file: str) -> Iterator[Problem]:
    """Changed labels that another human annotator has, label for label: perhaps one account that
    was pulled under two names."""
    for made in passes:
        mine = made.annotation
        document = store.document(mine.document, mine.version)
        for name, annotator in store.annotators.items():
            if name == mine.annotator or annotator.kind != "human" or not made.changes:
                continue
            other = store.annotation(name, document)
            if other is not None and mine == msgspec.structs.replace(
                other, annotator=mine.annotator, created=mine.created
            ):
                message = f"{mine.annotator} and {name} have the same labels of {mine.document}"
                yield rules.problem("PB917", file, f"{message}; are they one person?")


def _matching(
    store: Store, tasks: Iterable[ExportedTask], file: str, url: str, pulled: Pulled
) -> Iterator[MatchedTask]:
    """The tasks that can be read, counted; the others become problems."""
    for exported in tasks:
        pulled.count(exported)
        try:
            yield matched(store, exported, file, url)
        except InvalidData as error:
            pulled.problems += error.problems


def _add_pass(
    pulled: Pulled,
    task: MatchedTask,
    submission: Submission,
    name: str,
    store: Store,
    emptied: bool,
) -> None:
    carried = task.data.pactbank
    decoded = decode(submission.result, carried.sets, task.text, carried.start)
    pushed = only(decoded.pushed, carried.layers)
    notes = list(decoded.notes)
    try:
        named = msgspec.structs.replace(only(decoded.annotation, carried.layers), annotator=name)
        annotation, left_out = salvage(named, task.document, task.text, decoded.regions)
        found = tuple(changes(pushed, annotation))
        if found and submission.updated_at:
            annotation = msgspec.structs.replace(annotation, created=submission.updated_at[:10])
        if (before := store.annotation(name, task.document)) is not None:
            annotation = beside(before, annotation, carried.layers, decoded.pushed.refs)
    except NothingValid as error:
        notes.append(Note(error.finding.code, "", f"left out the whole annotation: {error}"))
    except OtherReferent as error:
        notes.append(Note("PB907", "", f"left out the whole annotation: {error} in {name}'s file"))
    else:
        if (lost := _nearly_all(pushed, found)) and not emptied:
            notes.append(Note("PB916", "", f"{name} is without {lost}"))
        else:
            passes = tuple(carried.sets[key] for key in carried.passes if key in carried.sets)
            pulled.passes.append(Pass(annotation, found, decoded.pushed.annotator, passes))
            notes += left_out
    pulled.problems += [task.problem(note, submission) for note in notes]


_NEARLY_ALL, _FEW = 0.8, 5
"""Share of the pushed labels that nobody removes by correcting them; a handful may all be wrong."""


def _nearly_all(pushed: Annotation, found: Iterable[LabelChange]) -> str:
    """How many of the pushed labels are gone, where these are nearly all; else empty."""
    labels = sum(len(values(pushed, path)) for kind, path in LABELS.items() if kind != "referent")
    removed = sum(change.how == "removed" and change.what != "referent" for change in found)
    if labels < _FEW or removed < _NEARLY_ALL * labels:
        return ""
    return f"{removed} of the {labels} labels that it began with"


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
