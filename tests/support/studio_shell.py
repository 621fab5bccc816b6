"""`pactbank studio` against a real server, and what other users do there."""

from __future__ import annotations

import io
import json
import os
import sys
import urllib.request
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pactbank.cli.app import run
from pactbank.corpus.store import Store
from support.label_studio_server import LabelStudio

COMMAND = Path(sys.executable).parent / "pactbank"


@dataclass
class Shell:
    """The command line over one corpus, as an annotator's own machine would have it."""

    root: Path
    studio: LabelStudio
    project: str

    @property
    def store(self) -> Store:
        return Store(self.root)

    def environment(self, **changed: str) -> dict[str, str]:
        set_up = {"LABEL_STUDIO_URL": self.studio.url, "LABEL_STUDIO_API_KEY": self.studio.key}
        return {**os.environ, "COLUMNS": "200", **set_up, **changed}

    def words(self, *words: str) -> list[str]:
        command, *rest = words
        place = ["--root", str(self.root), "studio", command, "--project", self.project]
        return [str(COMMAND), *place, *rest]

    def run(self, *words: str, code: int = 0, **changed: str) -> str:
        """Everything that a command prints; the key must never be in it. It runs in this process:
        a fresh one takes longer to import the client than most commands take."""
        environment = self.environment(**changed)
        said = io.StringIO()
        with (
            patch.dict(os.environ, environment),
            patch.object(sys, "argv", self.words(*words)),
            redirect_stdout(said),
            redirect_stderr(said),
        ):
            ended = run()
        output = said.getvalue()
        assert ended == code, output
        assert "Traceback" not in output
        assert environment["LABEL_STUDIO_API_KEY"] not in output
        return output

    def api(self) -> Any:
        """The SDK's own client, for what other users do on a server."""
        return self.studio.api()

    def number(self) -> int:
        found = self.api().projects.list(title=self.project)
        return next(int(project.id) for project in found if project.title == self.project)

    def tasks(self) -> list[Any]:
        return list(self.api().tasks.list(project=self.number(), fields="all"))

    def submit(self, task: Any, result: list[dict[str, Any]] | None = None, **more: Any) -> Any:
        """Submit a task's draft unchanged, or another result."""
        drawn = result if result is not None else task.predictions[0].result
        return self.api().annotations.create(id=task.id, result=drawn, **more)

    def post(self, path: str, body: object) -> Any:
        """A request that no proper client makes: it may hold half a surrogate pair, escaped."""
        request = urllib.request.Request(
            self.studio.url + path,
            data=json.dumps(body).encode("ascii"),
            headers={
                "Authorization": f"Token {self.studio.key}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
