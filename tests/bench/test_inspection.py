"""The tasks of Inspect AI, with its mock model: the figures are those of `pactbank score`."""

from __future__ import annotations

import gc
import json
import re
import tomllib
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
from inspect_ai import eval as inspect_eval
from inspect_ai._util.error import PrerequisiteError

import pactbank
from pactbank.bench import inspection
from pactbank.corpus.store import Store
from pactbank.model.closed import LAYERS, Layer, Split
from pactbank.model.inlined import for_models
from pactbank.model.score import Metric, Score
from pactbank.systems.prompt import prompt
from support import contest, mock_model, model_answers, sample_corpus
from support.mock_model import said

pytestmark = pytest.mark.filterwarnings(mock_model.DEPRECATED)

ROOT = Path(__file__).parents[2]
TASKS = {"entities": inspection.entities, "agreements": inspection.agreements}
TASKS |= {"stances": inspection.stances}


def log_of(
    root: Path, layer: Layer, split: Split, outputs: Mapping[str, Any], **options: Any
) -> Any:
    """The log of a run of a task with the outputs of a mock model, by document."""
    task = TASKS[layer](split=split, root=str(root))
    model = mock_model.mock_model(outputs, *options.pop("seen", ()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # Inspect leaves streams open
        [log] = inspect_eval(
            task, model=model, log_dir=str(root / "logs"), display="none", **options
        )
        gc.collect()
    return log


def figures(log: Any) -> dict[str, float]:
    [score] = log.results.scores
    return {name: metric.value for name, metric in score.metrics.items()}


def told(metrics: Mapping[str, Metric], names: tuple[str, ...]) -> dict[str, float]:
    """The figures of some metrics, by the names that Inspect shows."""
    found: dict[str, float] = {}
    for name in names:
        metric = metrics[name]
        low, high = metric.interval or (None, None)
        given = {"f1": metric.f1, "low": low, "high": high}
        given |= {"precision": metric.precision, "recall": metric.recall}
        found |= {f"{name}_{of}": value for of, value in given.items() if value is not None}
    return found


def answers(store: Store, split: Split) -> dict[str, str]:
    """The gold of each document of a split as a model would give it."""
    found = store.in_split(split)
    return {one.id: json.dumps(model_answers.answer(store, one.id)) for one in found}


def score_of(log: Any, root: Path, layer: Layer, split: Split) -> Score:
    """What `pactbank score` makes of the predictions of a log."""
    path = root / "predictions.jsonl"
    lines = [sample.scores["counts"].answer for sample in log.samples]
    path.write_text("".join(lines), "utf-8")
    return pactbank.score(None, path, layer, split=split, root=root, lenient=True)


def with_faults(store: Store) -> dict[str, Any]:
    """Answers for the documents of the contest's test split, most of them with a fault."""
    given: dict[str, Any] = dict(answers(store, "test"))
    names = sorted(given)

    def changed(number: int, change: Any) -> str:
        labels = json.loads(given[names[number]])
        change(labels["entities"])
        return json.dumps(labels)

    given[names[0]] = f"Here they are:\n```json\n{given[names[0]]}\n```"
    given[names[1]] = changed(1, lambda of: of[0].update(type="COUNTRY"))
    given[names[2]] = changed(2, lambda of: of[0].update(text="Atlantis", before="", after=""))
    given[names[3]] = changed(3, lambda of: of[0].update(mood="good"))
    given[names[4]] = changed(4, lambda of: of[0].pop("type"))
    given[names[5]] = given[names[5]].replace(",", "", 1)
    given[names[6]] = said("", "content_filter")
    given[names[7]] = said(given[names[7]].rpartition(', {"text"')[0], "max_tokens")
    return given


FAULTS = {
    "fenced": 1,
    "bad-value": 1,
    "not-found": 1,
    "unknown-field": 1,
    "missing-field": 1,
    "not-json": 1,
    "refusal": 1,
    "truncated": 1,
}


@pytest.mark.acceptance
def test_every_fault_has_its_name_and_the_figures_are_those_of_a_score(tmp_path: Path) -> None:
    store = contest.make_contest(tmp_path)
    log = log_of(tmp_path, "entities", "test", with_faults(store))
    assert log.status == "success"
    found = figures(log)
    score = score_of(log, tmp_path, "entities", "test")
    expected = told(score.metrics, ("exact", "untyped"))
    assert {"exact_low", "exact_high"} <= expected.keys()
    assert found == {**expected, "documents": 10, **FAULTS}
    assert 0 < found["exact_f1"] < 1
    assert set(score.missing) == {
        sample.id for sample in log.samples if sample.scores["counts"].explanation in EMPTY
    }
    counts = [sample.scores["counts"].value for sample in log.samples]
    for name in ("tp", "predicted", "gold"):
        assert sum(of[name] for of in counts) == getattr(score.metrics["exact"], name)


EMPTY = ("not-json", "refusal")


@pytest.mark.acceptance
@pytest.mark.parametrize("layer", LAYERS)
def test_gold_as_quotes_is_scored_as_such_on_every_layer(layer: Layer, tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    requests: list[Any] = []
    log = log_of(
        tmp_path,
        layer,
        "test",
        answers(store, "test"),
        seen=[lambda *request: requests.append(request)],
    )
    score = score_of(log, tmp_path, layer, "test")
    primary = {"entities": "exact", "agreements": "facts", "stances": "tuples"}[layer]
    found = figures(log)
    assert found[f"{primary}_f1"] == score.metrics[primary].f1 == 1.0
    [(name, asked, config)] = requests
    document = store.document(name)
    assert asked == prompt(name, store.text(document), document.reference_date, [layer])
    schema = config.response_schema.json_schema.model_dump(exclude_none=True)
    assert schema == for_models([layer])


@pytest.mark.acceptance
def test_only_documents_with_the_layer_are_asked_for(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path)  # brenn-remarks has no agreements
    log = log_of(tmp_path, "stances", "validation", answers(store, "validation"))
    assert figures(log)["documents"] == 1
    with pytest.raises(PrerequisiteError) as refused:
        inspection.agreements(root=str(tmp_path))
    assert "whose gold has agreements" in str(refused.value.message)


@pytest.mark.acceptance
def test_a_part_of_a_split_is_scored_against_its_gold(tmp_path: Path) -> None:
    store = contest.make_contest(tmp_path)
    log = log_of(tmp_path, "entities", "test", answers(store, "test"), limit=6)
    assert figures(log)["documents"] == 6
    assert figures(log)["exact_f1"] == 1.0


class Limited(Exception):
    status_code = 429


@pytest.mark.acceptance
def test_a_model_that_gives_up_leaves_an_empty_document(tmp_path: Path) -> None:
    store = contest.make_contest(tmp_path)
    given: dict[str, Any] = dict(answers(store, "test"))
    given["talks-03"] = Limited("slow down")
    log = log_of(tmp_path, "entities", "test", given)
    found = figures(log)
    assert (found["documents"], found["rate-limit"]) == (10, 1)
    assert found["exact_precision"] == 1.0 > found["exact_recall"]
    given["talks-03"] = RuntimeError("wrong key")
    assert log_of(tmp_path, "entities", "test", given).status == "error"


WRONG = {
    "split": ({"split": "tset"}, "no split 'tset'.*there is: .*test"),
    "folder": ({"root": "/nowhere"}, "/nowhere"),
    "nothing": ({"split": "challenge"}, "split challenge has no document with gold"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_task_that_cannot_be_made_says_why_without_a_stack(name: str, tmp_path: Path) -> None:
    sample_corpus.make_corpus(tmp_path)
    options, message = WRONG[name]
    with pytest.raises(PrerequisiteError) as refused:
        inspection.entities(**{"root": str(tmp_path), **options})
    assert re.search(message, str(refused.value.message))


def test_the_entry_point_names_the_module_of_the_tasks() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"]["inspect_ai"] == {"pactbank": inspection.__name__}
    assert set(TASKS) == set(get_args(Layer))
