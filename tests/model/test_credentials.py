from __future__ import annotations

import pytest

from pactbank.errors import WrongUse
from pactbank.model.credentials import check_sendable

SECRET = "s3cr3t"


@pytest.mark.parametrize(
    "secret",
    [
        "",
        f" {SECRET}",
        *(f"{SECRET}{tail}" for tail in ("\n", "\r\nX: 1", "\x00", "é", "\x7f", "\ud800")),
    ],
    ids=ascii,
)
def test_what_no_header_can_carry_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(WrongUse, match="the key cannot be sent") as raised:
        check_sendable(secret, "the key")
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize("secret", ["x", "hf_abc.DEF-123~", "two words", "eyJ.eyJ.sig"])
def test_what_can_be_sent_passes(secret: str) -> None:
    check_sendable(secret, "the key")
