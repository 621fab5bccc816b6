"""A real Label Studio server on loopback, for tests, benchmarks and the picture in the docs.

    with LabelStudio.started(folder) as studio:
        print(studio.url, studio.key)

`tests/acceptance/install.sh` puts the server into `.env-label-studio/`. The first start of a new
database takes most of a minute, so one is made once and copied for each run. Nothing leaves the
machine: no version check, no telemetry, loopback only.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

ROOT = Path(__file__).parents[2]
ENVIRONMENT = ROOT / ".env-label-studio"
PROGRAM = ENVIRONMENT / "bin/label-studio"
USER = "admin@example.org"
PASSWORD = "for tests alone"
KEY = "0123456789abcdef" * 2 + "01234567"


@dataclass
class LabelStudio:
    """A running server; `url` has no slash at its end, `key` is the administrator's."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    key: str = KEY
    connections: Any = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @classmethod
    @contextmanager
    def started(cls, folder: Path) -> Iterator[LabelStudio]:
        """A server with a copy of the template's data in `folder`; stopped at the end."""
        data = folder / "label-studio"
        shutil.copytree(_template(), data)
        port = _free_port()
        studio = cls(data, port, _start(data, port))
        try:
            _wait(studio)
            yield studio
        finally:
            studio.stop()

    def api(self) -> Any:
        """The SDK's own client, as the administrator; its connections are kept and closed."""
        import httpx
        from label_studio_sdk import LabelStudio as Client

        if self.connections is None:
            self.connections = httpx.Client(timeout=120)
        client: Any = Client
        return client(base_url=self.url, api_key=self.key, httpx_client=self.connections)

    def stop(self) -> None:
        if self.connections is not None:
            self.connections.close()
            self.connections = None
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def restart(self) -> None:
        """Start again with the same data on the same port."""
        self.process = _start(self.folder, self.port)
        _wait(self)


def missing() -> str | None:
    """Why no server can be started here; None if one can."""
    if not (ENVIRONMENT / "installed").exists():
        return f"no server in {ENVIRONMENT.name}/: run tests/acceptance/install.sh"
    return None


def _template() -> Path:
    """A data folder with a migrated database and the administrator, made on first use."""
    template = ENVIRONMENT / "template"
    with FileLock(ENVIRONMENT / "template.lock"):
        if not template.exists():
            fresh = ENVIRONMENT / "template.partial"
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
            port = _free_port()
            studio = LabelStudio(fresh, port, _start(fresh, port))
            try:
                _wait(studio)
            finally:
                studio.stop()
            (fresh / "server.log").unlink()
            fresh.rename(template)
    return template


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _start(data: Path, port: int) -> subprocess.Popen[bytes]:
    kept = {"PATH": os.environ["PATH"], "HOME": str(data), "LANG": "C.UTF-8"}
    settings = {
        "LABEL_STUDIO_BASE_DATA_DIR": str(data),
        "LABEL_STUDIO_USERNAME": USER,
        "LABEL_STUDIO_PASSWORD": PASSWORD,
        "LABEL_STUDIO_USER_TOKEN": KEY,
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
        "LATEST_VERSION_CHECK": "false",
        "COLLECT_ANALYTICS": "false",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
    }
    arguments = ["start", "--no-browser", "--internal-host", "127.0.0.1", "--port", str(port)]
    with (data / "server.log").open("ab") as log:
        return subprocess.Popen(
            [PROGRAM, *arguments],
            env=kept | settings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _wait(studio: LabelStudio, seconds: float = 600) -> None:
    """Wait until the server answers. If the port is busy it takes another one, and a different
    program may answer on ours: so the process must be alive as well."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if studio.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{studio.url}/health", timeout=5) as answer:
                if b"UP" in answer.read():
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    log = (studio.folder / "server.log").read_text("utf-8", "replace")
    studio.stop()
    raise RuntimeError(f"Label Studio did not start on port {studio.port}:\n{log[-3000:]}")
