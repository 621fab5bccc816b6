"""A token that no header can carry is refused before anything is sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pactbank.dataset.publish.hub import Hub, fetch
from pactbank.errors import WrongUse

SECRET = "hf_s3cr3t"


@pytest.mark.parametrize("use", [lambda name: Hub(name).require_token(), fetch])
@pytest.mark.parametrize("end", ["é", "\x01", "\u200b"], ids=ascii)
def test_a_token_that_cannot_be_sent(
    monkeypatch: pytest.MonkeyPatch, use: Callable[[str], object], end: str
) -> None:
    monkeypatch.setenv("HF_TOKEN", f"{SECRET}{end}{SECRET}")
    with pytest.raises(WrongUse, match=r"the token for the Hub .* cannot be sent") as raised:
        use("org/name")
    assert SECRET not in str(raised.value)
