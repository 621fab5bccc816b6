"""A server on loopback that has source files, and gives them in every way that servers do.

    with SourceServer() as server:
        url = server.put("feed.xml", data, Answer(status=503), Answer(cut=100))

The answers are given in turn, one a request; after them the file is given as it should be.
"""

from __future__ import annotations

import gzip
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True)
class Answer:
    """One answer. `cut`: the connection is closed after so many bytes of the body; `ranges` False:
    the whole file, whatever is asked for; `sized` False: the length is not told."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    ranges: bool = True
    sized: bool = True
    compressed: bool = False
    data: bytes | None = None


class SourceServer:
    """The server, in a thread of its own. `requests` has the path and the asked range of each."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.answers: dict[str, list[Answer]] = {}
        self.requests: list[tuple[str, str]] = []
        handler = type("Handler", (_Handler,), {"source": self})
        self.server = _Server(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def put(self, name: str, data: bytes, *answers: Answer) -> str:
        """Have a file; its address."""
        self.files[f"/{name}"] = data
        self.answers[f"/{name}"] = list(answers)
        return f"{self.address}/{name}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Whoever asked has gone, which is none of the server's business."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    source: SourceServer

    def do_GET(self) -> None:
        asked = self.headers.get("Range", "")
        self.source.requests.append((self.path, asked))
        planned = self.source.answers.get(self.path, [])
        answer = planned.pop(0) if planned else Answer()
        data = self.source.files.get(self.path) if answer.data is None else answer.data
        if data is None:
            answer, data = Answer(404), b"not here"
        self._give(answer, data, asked)

    def _give(self, answer: Answer, data: bytes, asked: str) -> None:
        headers, status = dict(answer.headers), answer.status
        match = re.fullmatch(r"bytes=(\d+)-", asked)
        if match and status == 200 and answer.ranges:
            begin = int(match[1])
            status = 206 if begin < len(data) else 416
            end = f"{begin}-{len(data) - 1}" if status == 206 else "*"
            headers["Content-Range"] = f"bytes {end}/{len(data)}"
            data = data[begin:] if status == 206 else b""
        if answer.compressed:
            data, headers["Content-Encoding"] = gzip.compress(data), "gzip"
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if answer.sized:
            self.send_header("Content-Length", str(len(data)))
        else:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data[: answer.cut])
        self.close_connection = answer.cut is not None or not answer.sized

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""
