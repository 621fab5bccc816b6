"""A language model over real HTTP: a server on loopback that speaks as OpenAI's does, well or
badly, for `pactbank bench`, `pactbank predict` and `inspect eval`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pactbank.corpus.store import Store
from pactbank.model.inlined import for_models
from support import contest, model_answers
from support.openai_server import OpenAiServer, Reply, serving

pytestmark = pytest.mark.acceptance

MODEL = "openai/gpt-4o"  # one that Inspect asks through chat completions
BENCH = ("bench", f"llm:{MODEL}", "--split", "test", "--timeout", "5")


def replies(store: Store) -> dict[str, Reply]:
    """A reply for each document of the test split, each with another fault."""

    def answer(number: int) -> dict[str, Any]:
        return model_answers.answer(store, f"talks-{number:02}")

    def changed(number: int, **fields: Any) -> str:
        labels = answer(number)
        labels["entities"][0] |= fields
        return json.dumps(labels)

    def text(number: int) -> str:
        return json.dumps(answer(number))

    given = {
        1: Reply(
            f"Here they are:\n```json\n{json.dumps(answer(1), indent=2)}\n```\nAnything else?"
        ),
        2: Reply(changed(2, type="COUNTRY")),
        3: Reply(changed(3, text="Atlantis", before="", after="")),
        4: Reply(changed(4, mood="good")),
        5: Reply(text(5).replace(",", "", 1)),
        7: Reply(refusal="I cannot help with that."),
        8: Reply(finish="content_filter"),
        9: Reply(text(9).rpartition(', {"text"')[0], finish="length"),
        10: Reply(text(10), limits=1),
        11: Reply(limits=1000),
    }
    return {f"talks-{number:02}": reply for number, reply in given.items()}


FAILED = {
    "talks-05": "not-json",
    "talks-07": "refusal",
    "talks-08": "refusal",
    "talks-09": "truncated",
    "talks-11": "rate-limit",
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return contest.make_contest(tmp_path / "corpus-root")


@pytest.fixture
def server(store: Store) -> Iterator[OpenAiServer]:
    with serving(replies(store)) as started:
        yield started


def called(
    program: list[str], words: tuple[str, ...], server: OpenAiServer, folder: Path
) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        **server.environment,
        "PACTBANK_ROOT": str(folder / "corpus-root"),
        "NO_COLOR": "1",
        "COLUMNS": "200",
    }
    return subprocess.run(
        [sys.executable, *program, *words],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=90,
    )


PACTBANK = ["-c", "from pactbank.cli import main; main()"]
INSPECT = ["-m", "inspect_ai"]


def test_a_benchmark_counts_each_fault_and_what_is_right(
    store: Store, server: OpenAiServer, tmp_path: Path
) -> None:
    done = called(PACTBANK, (*BENCH, "--out", "results"), server, tmp_path)
    assert "Traceback" not in done.stderr
    assert done.returncode == 1, done.stderr  # documents have failed
    board = json.loads((tmp_path / "results/leaderboard.json").read_text("utf-8"))
    [system] = board["systems"]
    assert {name: of["kind"] for name, of in system["failed"].items()} == FAILED
    assert system["forgiven"] == {"unknown-field": 1, "bad-value": 1}
    run = json.loads((tmp_path / f"results/{system['folder']}/run.json").read_text("utf-8"))
    spent = {one["document"]: one.get("tokens") for one in run["documents"]}
    assert spent["talks-07"] == {"input": 100, "output": 10}
    assert run["tokens"] == {"input": 900, "output": 90}
    score = json.loads((tmp_path / f"results/{system['folder']}/score.json").read_text("utf-8"))
    assert score["anchoring"]["entity"]["not-found"] == 1
    gold = {name: len(model_answers.answer(store, name)["entities"]) for name in spent}
    lost = sum(gold[name] for name, kind in FAILED.items() if kind != "truncated") + 3
    exact = score["metrics"]["exact"]
    assert exact["gold"] == sum(gold.values())
    assert exact["tp"] == exact["gold"] - lost
    assert exact["predicted"] == exact["tp"] + 2
    assert server.asked["talks-10"] == 2
    schema = server.requests["talks-01"]["response_format"]["json_schema"]
    assert (schema["strict"], schema["schema"]) == (True, for_models())
    # The same call asks for nothing again, and leaves the same board.
    before = server.asked.copy()
    assert called(PACTBANK, (*BENCH, "--out", "results"), server, tmp_path).returncode == 1
    assert server.asked == before


def test_predictions_are_written_and_failures_told(server: OpenAiServer, tmp_path: Path) -> None:
    words = ("predict", f"llm:{MODEL}", "talks-09", "talks-05", "talks-01", "--out", "p.jsonl")
    done = called(PACTBANK, words, server, tmp_path)
    assert done.returncode == 1
    assert "talks-05: not-json: " in done.stderr
    assert "talks-09: truncated: " in done.stderr
    lines = (tmp_path / "p.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["document"] for line in lines] == ["talks-09", "talks-01"]


def test_a_provider_that_refuses_the_request_is_an_error(store: Store, tmp_path: Path) -> None:
    with serving({"talks-01": Reply(status=404)}) as server:
        words = ("predict", f"llm:{MODEL}", "talks-01", "--out", "p.jsonl")
        done = called(PACTBANK, words, server, tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "talks-01: error: " in done.stderr
    assert "no such model" in done.stderr


def test_inspect_finds_the_tasks_and_gives_the_figures_of_a_score(
    server: OpenAiServer, tmp_path: Path
) -> None:
    words = ("eval", "pactbank/entities", "--model", MODEL, "-T", "split=test")
    options = ("--max-retries", "1", "--log-dir", "logs", "--log-format", "json")
    done = called(INSPECT, (*words, *options, "--display", "plain"), server, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    [path] = (tmp_path / "logs").glob("*.json")
    log = json.loads(path.read_text("utf-8"))
    [result] = log["results"]["scores"]
    found = {name: metric["value"] for name, metric in result["metrics"].items()}
    counted = {name: found.get(name) for name in ("refusal", "truncated", "not-json", "rate-limit")}
    assert counted == {"refusal": 2, "truncated": 1, "not-json": 1, "rate-limit": 1}
    assert (found["bad-value"], found["unknown-field"], found["not-found"]) == (1, 1, 1)
    lines = [sample["scores"]["counts"]["answer"] for sample in log["samples"]]
    (tmp_path / "answers.jsonl").write_text("".join(lines), "utf-8")
    score = ("score", "answers.jsonl", "--split", "test", "--lenient", "--json")
    exact = json.loads(called(PACTBANK, score, server, tmp_path).stdout)["metrics"]["exact"]
    assert [found[f"exact_{name}"] for name in ("f1", "precision", "recall", "low", "high")] == [
        exact["f1"],
        exact["precision"],
        exact["recall"],
        *exact["interval"],
    ]
    schema = server.requests["talks-01"]["response_format"]["json_schema"]["schema"]
    assert schema == for_models(["entities"])


def test_inspect_tells_what_is_wrong_with_a_task_without_a_stack(
    server: OpenAiServer, tmp_path: Path
) -> None:
    words = ("eval", "pactbank/entities", "--model", MODEL, "-T", "split=tset")
    done = called(INSPECT, words, server, tmp_path)
    assert done.returncode != 0
    assert "no split 'tset'" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
