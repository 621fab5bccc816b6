"""The layers as tasks of Inspect AI: `inspect eval pactbank/entities --model MODEL -T split=test`.

A sample is a document. Its score has the counts of the document; the figures of all documents and
their intervals are those of `pactbank score --lenient` over the same answers.

Inspect AI finds this module by the entry point of the package. Nothing else imports it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import get_model
from inspect_ai.scorer import Score, metric, scorer
from inspect_ai.solver import solver

from pactbank.bench.contest import contest_of
from pactbank.corpus.resources import find_root
from pactbank.corpus.store import Store
from pactbank.errors import PactBankError, UnknownName, WrongUse
from pactbank.model import answers
from pactbank.model.closed import Layer, Split
from pactbank.model.document import Document
from pactbank.model.score import Metric
from pactbank.scoring import score_of
from pactbank.scoring.counting import count, gold_of_documents
from pactbank.scoring.options import Options
from pactbank.scoring.reading.lenient import FAULTS
from pactbank.scoring.results import Counted
from pactbank.scoring.tasks import HEADLINE, PRIMARY, label_tasks
from pactbank.systems import DocumentFailed, asking
from pactbank.systems.prompt import prompt
from pactbank.systems.protocol import line_of
from pactbank.text.anchor import Outcome

_FAILURE = "failure"
"""Where a sample says by what name it failed."""
_PASSING = ("rate-limit", "timeout")
"""Failures that are recorded; any other error of a provider is Inspect's to tell."""


@task
def entities(split: str = "validation", root: str | None = None) -> Any:
    """Entity mentions of the documents of a split; `root` is a corpus of one's own."""
    return _task("entities", split, root)


@task
def agreements(split: str = "validation", root: str | None = None) -> Any:
    """Agreements of the documents of a split."""
    return _task("agreements", split, root)


@task
def stances(split: str = "validation", root: str | None = None) -> Any:
    """Stances of the documents of a split."""
    return _task("stances", split, root)


def _task(layer: Layer, split: str, root: str | None) -> Any:
    try:
        store = _store(root)
        samples = [_sample(store, one, layer) for one in _documents(store, split, layer)]
    except PactBankError as error:
        from inspect_ai._util.error import PrerequisiteError  # what Inspect tells without its stack

        raise PrerequisiteError(f"{error}") from None
    return Task(
        dataset=MemoryDataset(samples, name=f"pactbank-{split}", location=str(store.root)),
        solver=asks(layer),
        scorer=counts(layer, split, root),
        metrics=[figures(layer, split, root)],
    )


def _store(root: str | None) -> Store:
    return Store(find_root(None if root is None else Path(root)))


def _documents(store: Store, split: Any, layer: Layer) -> list[Document]:
    """Those with a text at hand and gold of this layer. Raises `UnknownName` for a split there is
    not, and `WrongUse` where there is no such document."""
    if split not in get_args(Split):
        raise UnknownName("split", str(split), get_args(Split))
    found = []
    for document in contest_of(store, split).documents:
        gold = store.annotation("gold", document)
        if gold is not None and layer in gold.layers:
            found.append(document)
    if not found:
        raise WrongUse(f"split {split} has no text at hand whose gold has {layer}")
    return found


def _sample(store: Store, document: Document, layer: Layer) -> Any:
    asked = prompt(document.id, store.text(document), document.reference_date, [layer])
    return Sample(id=document.id, input=asked)


@solver
def asks(layer: Layer) -> Any:
    """Ask once. A sample whose model had no answer in time says so, and is scored as empty."""

    async def solve(state: Any, generate: Any) -> Any:
        try:
            return await generate(state, **asking.structured([layer]))
        except Exception as error:  # whatever a provider raises
            failed = asking.failed(error, get_model())
            if failed.failure.kind not in _PASSING:
                raise
            state.metadata[_FAILURE] = failed.failure.kind
            return state

    return solve


@scorer(metrics=[])
def counts(layer: Layer, split: str, root: str | None) -> Any:
    """The counts of a document, of its primary metric, and of everything that was wrong with its
    answer. The answer of the score is the prediction, as `pactbank predict` writes one."""
    store = _store(root)

    async def score(state: Any, target: Any) -> Any:
        document = store.document(str(state.sample_id))
        line, failure, slips = _read(state, document)
        counted = _counted(store, layer, split, [document], line)
        found = score_of(counted, "none").metrics[PRIMARY[layer]]
        faults = Counter(counted.forgiven)
        faults.update(slips)
        for outcomes in counted.anchoring.values():
            faults.update(outcomes)
        faults["fenced"] += answers.unfenced(state.output.completion)[1]
        if failure is not None:
            faults[failure] += 1
        return Score(
            value={
                "tp": found.tp,
                "predicted": found.predicted,
                "gold": found.gold,
                **{name: faults[name] for name in _NAMES},
            },
            answer=line,
            explanation=failure,
        )

    return score


_UNPLACED: tuple[Outcome, ...] = ("ambiguous", "not-found")
_NAMES = tuple(dict.fromkeys((*FAULTS, *_UNPLACED, *asking.FAILURES)))
"""What may be wrong with an answer: faults of its labels, quotes without a place, no answer."""


def _read(state: Any, document: Document) -> tuple[str, str | None, Mapping[str, int]]:
    """The prediction in an answer as a line, empty where there is none, by what name it failed,
    and what was mended in it, by name."""
    if (failure := state.metadata.get(_FAILURE)) is not None:
        return "", failure, {}
    try:
        return line_of(asking.labels_of(state.output, document.id), document).decode(), None, {}
    except DocumentFailed as failed:
        labels = failed.labels
        line = "" if labels is None else line_of(labels, document).decode()
        return line, failed.failure.kind, failed.slips


@metric
def figures(layer: Layer, split: str, root: str | None) -> Any:
    """The figures of all documents that were asked for, with intervals as `pactbank score` gives
    them, and how often which fault was met."""
    store = _store(root)

    def reduce(scores: list[Any]) -> dict[str, float]:
        documents = [store.document(str(one.sample_id)) for one in scores]
        lines = "".join(one.score.answer or "" for one in scores)
        found = score_of(_counted(store, layer, split, documents, lines), "headline").metrics
        faults = {name: sum(one.score.value[name] for one in scores) for name in _NAMES}
        return {
            **{
                name: value
                for of in HEADLINE[layer]
                if of in found
                for name, value in _figures(of, found[of])
            },
            "documents": len(documents),
            **{name: count for name, count in faults.items() if count},
        }

    return reduce


def _figures(name: str, metric: Metric) -> Iterator[tuple[str, float]]:
    """The figures of a metric that are known, by names such as exact_f1."""
    low, high = metric.interval or (None, None)
    told = {"f1": metric.f1, "low": low, "high": high}
    told |= {"precision": metric.precision, "recall": metric.recall}
    yield from ((f"{name}_{of}", value) for of, value in told.items() if value is not None)


def _counted(
    store: Store, layer: Layer, split: str, documents: Sequence[Document], lines: str
) -> Counted:
    """What `pactbank score --lenient` counts of predictions, a document a line."""
    tasks = label_tasks(layer)
    gold = gold_of_documents(store, documents, split, tasks, mapped=False)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "predictions.jsonl"
        path.write_text(lines, "utf-8", newline="\n")
        return count(gold, path, tasks, layer, Options(lenient=True))
