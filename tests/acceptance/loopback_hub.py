"""A Hub on loopback, for the unmodified `huggingface_hub` and `datasets`: repositories, commits,
tags, pull requests, large files, private and gated repositories, and faults on demand.

    with LoopbackHub() as hub:
        hub.faults.append(Fault("POST", "/commit/", status=413))
        subprocess.run(..., env={**os.environ, **hub.environment(home)})
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Self

from acceptance.endpoints import TOKEN, Endpoints
from acceptance.repositories import Repository, Tree


@dataclass
class Fault:
    """How requests of a method whose path matches fail: with an answer, or without a status by a
    broken connection; with `done` only after the Hub has done what it was asked. It lets `skip`
    requests pass, then fails `times` of them (None: all)."""

    method: str
    path: str
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    error: str = "injected"
    times: int | None = None
    skip: int = 0
    done: bool = False


class LoopbackHub:
    """The server, in a thread of its own; tests may read and change its state at any time."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.large: Tree = {}
        self.faults: list[Fault] = []
        self.requests: list[tuple[str, str]] = []
        self.meanwhile: dict[str, Callable[[], object]] = {}
        """By path: what somebody else does once, just before a request to that path is answered."""
        handler = type("Handler", (Endpoints,), {"hub": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def environment(self, home: Path, token: str | None = TOKEN) -> dict[str, str]:
        """The variables that make a process take this server for the Hub; its cache is `home`."""
        return {
            "HF_ENDPOINT": self.address,
            "HF_HOME": str(home),
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            **({"HF_TOKEN": token} if token else {}),
        }
