"""Errors of a server that does not answer, refuses or fails; the round trip itself is in
tests/acceptance, with a real Label Studio."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from pactbank.errors import ServerFailed, UnknownName, WrongUse
from pactbank.labelstudio.interface import configuration
from pactbank.labelstudio.server import Project, on_loopback
from pactbank.model.closed import LAYERS

KEY = "c0ffee" * 6 + "c0ff"


class Scripted(BaseHTTPRequestHandler):
    """Answers each path with the status and body that a test has set."""

    answers: ClassVar[dict[str, tuple[int, object]]] = {}

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        status, body = self.answers.get(path, (404, {}))
        if "page=2" in query:
            status, body = 404, {"detail": "Invalid page."}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    Scripted.answers.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def listed(*projects: dict[str, object]) -> tuple[int, object]:
    results = list(projects)
    return 200, {"count": len(results), "next": None, "previous": None, "results": results}


def project(number: int, title: str, config: str = "") -> dict[str, object]:
    return {"id": number, "title": title, "label_config": config}


@pytest.mark.acceptance
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, "does not accept the key"),
        (403, "does not accept the key"),
        (404, "no Label Studio answers"),
        (500, "failed with 500 when asked to connect"),
        (503, "failed with 503"),
        (400, "refused to connect (400)"),
    ],
)
def test_every_failure_is_one_line_without_the_key(url: str, status: int, expected: str) -> None:
    Scripted.answers["/api/projects/"] = (status, {"detail": f"no\n{'x' * 900}"})
    with pytest.raises(ServerFailed) as caught:
        Project(url, KEY, "Pacts")
    message = str(caught.value)
    assert expected in message
    assert url in message
    assert "\n" not in message
    assert len(message) < 500
    assert KEY not in message
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9", "nonsense", "http://", "http://host.invalid", "http://[::1"]
)
def test_a_server_that_does_not_answer(address: str) -> None:
    with pytest.raises(ServerFailed, match="no answer from"):
        Project(address, KEY, "Pacts")


@pytest.mark.parametrize("key", [f"{KEY}\n", f" {KEY}\r\n", f"\t{KEY}"], ids=ascii)
def test_a_key_with_white_space_around_it(url: str, key: str) -> None:
    Scripted.answers["/api/projects/"] = (200, b'{"count": 0, "results": []}')
    with Project(url, key, "Pacts"):
        pass


@pytest.mark.parametrize("key", [f"{KEY}\nx", f"{KEY}é", f"{KEY}\x01", " \n"], ids=ascii)
def test_a_key_that_cannot_be_sent(url: str, key: str) -> None:
    with pytest.raises(WrongUse, match=r"the key of Label Studio .* cannot be sent") as caught:
        Project(url, key, "Pacts")
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_key_that_the_client_itself_refuses(url: str) -> None:
    with pytest.raises(ServerFailed, match="does not accept the key"):
        Project(url, "eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.xx", "Pacts")


def test_an_answer_that_is_not_from_label_studio(url: str) -> None:
    Scripted.answers["/api/projects/"] = (200, b"<html>Welcome</html>")
    with pytest.raises(ServerFailed, match="no Label Studio answers"):
        Project(url, KEY, "Pacts")


def test_a_failing_export_is_reported(url: str) -> None:
    Scripted.answers["/api/projects/"] = listed(project(3, "Pacts"))
    Scripted.answers["/api/projects/3/export"] = (500, {"detail": "surrogates not allowed"})
    expected = "500 when asked to export the project"
    with Project(url, KEY, "Pacts") as found, pytest.raises(ServerFailed, match=expected):
        found.export()


def test_projects_are_found_by_their_whole_title(url: str) -> None:
    Scripted.answers["/api/projects/"] = listed(project(3, "Pacts of old"), project(4, "Pacts"))
    with Project(url, KEY, "Pacts") as found:
        assert found.number() == 4
    expected = "there is: Pacts, Pacts of old"
    with Project(url, KEY, "Pact") as found, pytest.raises(UnknownName, match=expected):
        found.number()


def test_two_projects_of_one_title_are_refused(url: str) -> None:
    Scripted.answers["/api/projects/"] = listed(project(3, "Pacts"), project(4, "Pacts"))
    with pytest.raises(WrongUse, match="2 projects are called 'Pacts': 3, 4"):
        Project(url, KEY, "Pacts")


def test_a_title_the_server_would_refuse(url: str) -> None:
    Scripted.answers["/api/projects/"] = listed()
    with Project(url, KEY, "PB") as found, pytest.raises(WrongUse, match="three characters"):
        found.make(LAYERS)


@pytest.mark.parametrize(
    ("config", "ours"),
    [
        (configuration(), True),
        (configuration().replace("\n", "\r\n").replace("  ", ""), True),
        (configuration().replace('value="MOU"', 'value="NOTE"'), False),
        ("<View/>", False),
        ("no xml", False),
        ("", False),
    ],
)
def test_a_changed_configuration_is_noticed(url: str, config: str, ours: bool) -> None:
    Scripted.answers["/api/projects/"] = listed(project(3, "Pacts", config))
    with Project(url, KEY, "Pacts") as found:
        assert (found.layers == LAYERS) == ours
        assert [warning.code for warning in found.warnings("x")] == ([] if ours else ["PB914"])


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:8080", True),
        ("http://localhost", True),
        ("http://[::1]:8080", True),
        ("http://127.8.9.1", True),
        ("http://10.0.0.1:8080", False),
        ("http://0.0.0.0", False),
        ("https://labels.example.org", False),
        ("http://localhost.example.org", False),
        ("http://127.0.0.1@example.org", False),
        ("", False),
    ],
)
def test_what_stays_on_this_machine(address: str, here: bool) -> None:
    assert on_loopback(address) == here
