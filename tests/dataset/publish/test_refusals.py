from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pactbank.dataset.publish.refusals import hub_error


class Answer:
    """What an answer of the Hub has, as far as a message is made of it."""

    def __init__(self, status: int, address: str = "https://hub/api/x", **headers: str) -> None:
        self.status_code, self.url, self.headers = status, address, headers


class Refused(Exception):
    def __init__(self, answer: Any, own_message: str | None = None) -> None:
        super().__init__("as the library words it")
        self.response, self.server_message = answer, own_message


@pytest.mark.parametrize(
    ("error", "expected", "remedy"),
    [
        (Refused(Answer(401)), "the token is missing, wrong or expired (HTTP 401", "hf auth login"),
        (Refused(Answer(403)), "the token may not do this", "may write to the repository"),
        (Refused(Answer(409), "Merge conflict"), "what is there (HTTP 409 from https://hub/api/x): "
         "Merge conflict. So far", "see what changed"),
        (Refused(Answer(413)), "too large", "limits"),
        (Refused(Answer(429)), "too many requests", "wait, then run it again"),
        (Refused(Answer(429, **{"retry-after": "30"})), "many", "wait 30 seconds"),
        (Refused(Answer(429, ratelimit='"api";r=0;t=9')), "many", "wait 9 seconds"),
        (Refused(Answer(429, **{"retry-after": "Fri, 1 Jan 2100 00:00:00 GMT"})), "many", "wait,"),
        (Refused(Answer(503)), "the Hub itself failed (HTTP 503", "try again later"),
        (Refused(Answer(418)), "it refused (HTTP 418", "read its message"),
        (Refused(Answer(500, "https://hub/lfs/1?signature=secret")), "from https://hub/lfs/1)", ""),
        (ConnectionError("no route"), "ConnectionError: no route", "check the network"),
        (RuntimeError("x" * 1000), "xxx …. So far", ""),
    ],
)  # fmt: skip
def test_a_refusal_says_what_it_means_and_what_to_do(
    error: Exception, expected: str, remedy: str
) -> None:
    message = str(hub_error(error, "marsk-lab/pacts", "nothing was sent"))
    assert expected in message
    assert ". So far nothing was sent. To go on: " in message
    assert remedy in message.rpartition("To go on: ")[2]
    assert "secret" not in message


def test_the_first_cause_that_has_an_answer_counts() -> None:
    error = RuntimeError("Error while uploading")
    error.__cause__ = Refused(Answer(413))
    assert "too large" in str(hub_error(error, "a/b", "x"))


class ReadError(Exception):
    """A connection that broke after a request was sent, as httpx names it."""

    def __init__(self, address: str | None) -> None:
        super().__init__("the connection broke")
        self.address = address

    @property
    def request(self) -> Any:
        if self.address is None:
            raise RuntimeError("no request")
        return SimpleNamespace(url=self.address)


class ConnectError(ReadError):
    """A server that could not be reached."""


COMMIT = "https://hub/api/datasets/a/b/commit/main"


@pytest.mark.parametrize(
    ("error", "unknown"),
    [
        (ReadError(COMMIT), True),
        (ReadError(None), True),
        (ReadError("https://hub/api/validate-yaml"), False),
        (ConnectError(COMMIT), False),
        (KeyError("commitOid"), True),
        (Refused(Answer(500, COMMIT)), True),
        (Refused(Answer(504, COMMIT)), True),
        (Refused(Answer(200, COMMIT)), True),
        (Refused(Answer(403, COMMIT)), False),
        (Refused(Answer(412, COMMIT)), False),
        (Refused(Answer(500, "https://hub/api/validate-yaml")), False),
    ],
)
def test_what_may_have_been_done_is_unknown(error: Exception, unknown: bool) -> None:
    lost = ("/commit/", "it is unknown: look")
    message = str(hub_error(error, "a/b", "nothing changed", lost))
    assert ("So far it is unknown: look. " in message) == unknown
    assert ("So far nothing changed. " in message) != unknown


def test_the_token_is_never_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret_of_somebody")
    error = Refused(Answer(400), "bad header hf_secret_of_somebody")
    assert "bad header (token). So far" in str(hub_error(error, "a/b", "x"))
