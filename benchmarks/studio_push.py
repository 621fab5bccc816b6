"""A push of many full tasks, their update and their pull, against the bare requests beneath.

300 tasks of a long article with 149 labels each, on a real server on loopback, in one run. The
floor of a push is an import of the same bytes, that of an update one bare request for the data and
one for the prediction of each task, that of a pull an export. Prints the seconds, since docs name
them, and fails where a ratio is missed. `--tasks N` takes another number.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import httpx
from msgspec import structs

from pactbank.corpus.store import Store
from pactbank.labelstudio.accounts import accounts, annotators
from pactbank.labelstudio.interface import configuration
from pactbank.labelstudio.pull import pull, write
from pactbank.labelstudio.push import plan_push
from pactbank.labelstudio.server import Project
from pactbank.labelstudio.tasks import LabelledDocument
from pactbank.model.closed import LAYERS
from support import sample_corpus
from support.label_studio_server import LabelStudio, missing
from support.long_article import LONG

TARGETS = {"push": 3.0, "update": 2.0, "pull": 4.0}


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def later(labelled: LabelledDocument) -> LabelledDocument:
    """The same labels of another day: every task is to be updated."""
    annotation = structs.replace(labelled.annotation, created="2031-06-02")
    return dataclasses.replace(labelled, annotation=annotation)


class Bare:
    """Requests to the server without PactBank and without the SDK."""

    def __init__(self, studio: LabelStudio) -> None:
        headers = {"Authorization": f"Token {studio.key}", "Content-Type": "application/json"}
        self.client = httpx.Client(base_url=studio.url, headers=headers, timeout=600)

    def send(self, method: str, path: str, body: bytes | None = None) -> Any:
        answer = self.client.request(method, path, content=body)
        answer.raise_for_status()
        return answer

    def project(self, title: str) -> int:
        wanted = {"title": title, "label_config": configuration()}
        made = self.send("POST", "/api/projects/", json.dumps(wanted).encode()).json()
        return int(made["id"])

    def replaced(self, project: int, documents: list[LabelledDocument]) -> list[tuple[str, bytes]]:
        """What an update has to send: for each task its data and its prediction."""
        path = f"/api/tasks/?project={project}&fields=all&page_size=1000"
        tasks = {one["data"]["doc_id"]: one for one in self.send("GET", path).json()["tasks"]}
        requests = []
        for labelled in documents:
            task = tasks[labelled.document.id]
            data = json.dumps({"data": labelled.task()["data"]}).encode()
            requests.append((f"/api/tasks/{task['id']}/", data))
            [prediction] = task["predictions"]
            shown = json.dumps(labelled.prediction()).encode()
            requests.append((f"/api/predictions/{prediction['id']}/", shown))
        return requests


def bring(project: Project, store: Store) -> None:
    exported = project.export()
    names = annotators(store, accounts(exported), ["alice"], adjudicated=False)
    write(store, pull(store, exported, names, "benchmark"))


def measured(studio: LabelStudio, root: Path, tasks: int) -> dict[str, tuple[float, float]]:
    """Our seconds and those of the floor."""
    samples = (dataclasses.replace(LONG, id=f"long-{at:04}") for at in range(tasks))
    store = sample_corpus.make_corpus(root, tuple(samples))
    planned = plan_push(store, (), "2031-06-07", "gold").documents
    newer = [later(labelled) for labelled in planned]
    bare = Bare(studio)
    body = json.dumps([labelled.task() for labelled in planned]).encode()
    print(f"{tasks} tasks of {len(body) / tasks / 1024:.0f} KB")
    floor = bare.project("Benchmark of the floor")
    imported = seconds(lambda: bare.send("POST", f"/api/projects/{floor}/import", body))
    requests = bare.replaced(floor, newer)
    sent = seconds(lambda: [bare.send("PATCH", *request) for request in requests])
    with Project(studio.url, studio.key, "Benchmark of a push") as project:
        project.make(LAYERS)
        pushed = seconds(lambda: project.push(planned))
        updated = seconds(lambda: project.push(newer))
        assert project.push(newer).counts == {"up to date": tasks}
    with Project(studio.url, studio.key, "Benchmark of a pull") as project:
        project.make(LAYERS)
        project.push(planned, submitted=True)
        export = f"/api/projects/{project.number()}/export?exportType=JSON&download_all_tasks=true"
        exported = seconds(lambda: bare.send("GET", export))
        pulled = seconds(lambda: bring(project, store))
    bare.client.close()
    assert len(list((store.annotation_folder / "alice").iterdir())) == tasks
    return {"push": (pushed, imported), "update": (updated, sent), "pull": (pulled, exported)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tasks", type=int, default=300)
    tasks = parser.parse_args().tasks
    if why := missing():
        print(why)
        return 2
    with (
        tempfile.TemporaryDirectory() as folder,
        LabelStudio.started(Path(folder)) as studio,
    ):
        found = measured(studio, Path(folder) / "corpus", tasks)
    missed = 0
    for what, (ours, bare) in found.items():
        ratio, target = ours / bare, TARGETS[what]
        missed += ratio > target
        print(f"{what}: {ours:.1f} s, bare {bare:.1f} s, {ratio:.2f} times (≤ {target:g})")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
