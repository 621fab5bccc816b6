"""A server on loopback that speaks OpenAI's chat completions, and answers each document as told."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

ASKED = re.compile(r"^Id: (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Reply:
    """What the server answers: words, or a refusal, or so many times that it is asked too often
    before it does."""

    content: str = ""
    refusal: str | None = None
    finish: str = "stop"
    limits: int = 0
    status: int = 200


@dataclass
class OpenAiServer:
    """The address, how often each document was asked for, and the last request for each."""

    url: str
    asked: Counter[str] = field(default_factory=Counter)
    requests: dict[str, Any] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {"OPENAI_BASE_URL": self.url, "OPENAI_API_KEY": "none"}


@contextmanager
def serving(replies: Mapping[str, Reply]) -> Iterator[OpenAiServer]:
    """A server that has these replies, by document."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            messages = request.get("messages") or [{"content": ""}]
            found = ASKED.search(str(messages[-1]["content"]))
            if found is None or not self.path.endswith("/chat/completions"):
                self._send(404, {"error": {"message": f"no {self.path}", "type": "x"}})
                return
            document = found[1]
            state.asked[document] += 1
            state.requests[document] = request
            reply = replies[document]
            if state.asked[document] <= reply.limits:
                self._send(429, {"error": {"message": "too many", "type": "rate_limit_error"}})
            elif reply.status != 200:
                self._send(reply.status, {"error": {"message": "no such model", "type": "x"}})
            else:
                self._send(200, _completion(reply))

        def _send(self, status: int, body: Any) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state = OpenAiServer(f"http://127.0.0.1:{server.server_port}/v1")
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _completion(reply: Reply) -> Any:
    message = {"role": "assistant", "content": reply.content, "refusal": reply.refusal}
    return {
        "id": "x",
        "object": "chat.completion",
        "created": 0,
        "model": "stub",
        "choices": [{"index": 0, "message": message, "finish_reason": reply.finish}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }
