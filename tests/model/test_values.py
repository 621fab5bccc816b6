"""Which values there are, and what a message says is meant instead."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.model.closed import KbScheme
from pactbank.model.values import (
    address_fault,
    country_fault,
    is_blank,
    kb_fault,
    language_fault,
    licence_fault,
    moment_fault,
)


@pytest.mark.parametrize(
    "tag",
    "en fil pt-BR zh-Hant-TW sr-Latn-XK es-419 zh-yue de-CH-1996 en-x-house en-u-ca-gregory mul "
    "und qaa ber".split(),
)
def test_languages(tag: str) -> None:
    assert language_fault(tag) is None


@pytest.mark.parametrize(
    ("tag", "message"),
    [
        ("English", "perhaps 'en' is meant"),
        ("en_GB", "perhaps 'en-GB' is meant"),
        ("eng", "'eng' is written 'en'"),
        ("ger", "'ger' is written 'de'"),
        ("xx", "'xx' is not a language of ISO 639-1, such as en"),
        ("qqq-US", None),
        ("zzz", "'zzz' is not a language of ISO 639"),
        ("en-UK", "'UK' in 'en-UK' is not a region"),
        ("en-Abcd", "is not a script"),
        ("zh-xxq", "is not a language of ISO 639-3"),
        ("", "is not a language"),
    ],
)
def test_no_languages(tag: str, message: str | None) -> None:
    found = language_fault(tag)
    assert found is None if message is None else message in (found or "")


@pytest.mark.parametrize(
    "value", ["2031-05-28", "2031-05-28T14:05", "2032-02-29", "2031-01-01T00:00"]
)
def test_moments(value: str) -> None:
    assert moment_fault(value) is None


@pytest.mark.parametrize(
    "value",
    ["9 November 2000", "2031-02-29", "2031-5-28", "28.05.2031", "2031-05-28T24:00", "2031-05",
     "2031-05-28 14:05", "2031-05-28T14:05Z", "2031-05-28T14", "today", "", "٢٠٣١-٠٥-٢٨",
     "2031-05-28\n", "0000-01-01"],
)  # fmt: skip
def test_no_moments(value: str) -> None:
    assert "2031-05-28T14:05" in (moment_fault(value) or "")


@pytest.mark.parametrize(
    "value",
    ["https://example.org", "http://example.org:8080/a?b=c#d", "https://[::1]/x",
     "https://日本.example/条約", "https://example.org/a%20b", "https://example.org/(x),'y'"],
)  # fmt: skip
def test_addresses(value: str) -> None:
    assert address_fault(value) is None


@pytest.mark.parametrize(
    "value",
    ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://example.org/x",
     "mailto:a@example.org", "example.org/x", "//example.org/x", "http://", "https:///x",
     "https://:80/x", "https://example.org:99999/", "https://example.org:0/", "https://[::1/x",
     "https://user:secret@example.org/", "https://a@example.org/", "https://example.org/a b",
     "https://example.org/\u200bx", "https://example.org/\u202ex", "https://example.org/\n",
     "https://example.org\\x", "https://exa mple.org", ""],
)  # fmt: skip
def test_no_addresses(value: str) -> None:
    message = address_fault(value)
    assert message
    assert "secret" not in message


@pytest.mark.parametrize(
    "value",
    ["CC-BY-4.0", "CC-BY-2.5", "CC0-1.0", "MIT OR Apache-2.0", "LicenseRef-publisher",
     "(MIT OR Apache-2.0) AND CC-BY-4.0", "GPL-2.0-only WITH Classpath-exception-2.0"],
)  # fmt: skip
def test_licences(value: str) -> None:
    assert licence_fault(value) is None


@pytest.mark.parametrize(
    ("value", "meant"),
    [("CC BY 2.5", "CC-BY-2.5"), ("cc-by-4.0", "CC-BY-4.0"), ("CC-BY", None), ("", None),
     ("public domain", None), ("All rights reserved", None), ("MIT AND", None), ("CC-BY-9.9", None),
     ("mit or apache-2.0", "MIT OR Apache-2.0"), ("LicenseRef-", None)],
)  # fmt: skip
def test_no_licences(value: str, meant: str | None) -> None:
    message = licence_fault(value) or ""
    assert "is not an SPDX expression or LicenseRef" in message
    assert message.endswith(f"perhaps {meant!r} is meant" if meant else "LicenseRef")


@pytest.mark.parametrize(
    ("code", "meant"),
    [("JPN", "JP"), ("jp", "JP"), ("Japan", "JP"), ("392", "JP"), ("UK", "GB"), ("ZZ", None),
     ("XK", None), ("EU", None), ("J", None), ("", None), ("JP ", None), ("ＪＰ", None)],
)  # fmt: skip
def test_no_states(code: str, meant: str | None) -> None:
    message = country_fault(code) or ""
    assert message
    assert (f"perhaps {meant!r} is meant" in message) == (meant is not None)


@pytest.mark.parametrize(
    ("scheme", "name", "kind"),
    [("iso3166-1", "JP", "STATE"), ("iso3166-1", "GL", "PLACE"), ("wikidata", "Q1461", "PLACE"),
     ("wikidata", "Q17", "an agreement"), ("world", "meridian-council", "IGO")],
)  # fmt: skip
def test_ids_of_knowledge_bases(scheme: KbScheme, name: str, kind: str) -> None:
    assert kb_fault(scheme, name, kind) is None


@pytest.mark.parametrize(
    ("scheme", "name", "kind"),
    [("iso3166-1", "JP", "PERSON"), ("iso3166-1", "JP", "an agreement"),
     ("iso3166-1", "Q17", "STATE"),
     ("wikidata", "17", "STATE"), ("wikidata", "Q0", "STATE"), ("wikidata", "Q017", "STATE"),
     ("wikidata", "q17", "STATE"), ("wikidata", "P31", "STATE"), ("wikidata", "Q17\n", "STATE"),
     ("world", "Veldria", "STATE"), ("world", "meridian council", "IGO"), ("world", "a--b", "IGO"),
     ("world", "mirr\u200b", "STATE")],
)  # fmt: skip
def test_no_ids_of_knowledge_bases(scheme: KbScheme, name: str, kind: str) -> None:
    assert kb_fault(scheme, name, kind)


@pytest.mark.parametrize(
    ("name", "blank"), [("", False), (" ", True), ("\u200b\t", True), (" a", False)]
)
def test_blank(name: str, blank: bool) -> None:
    assert is_blank(name) == blank


@given(st.text(max_size=20))
def test_any_text_gets_an_answer(value: str) -> None:
    for fault in (moment_fault, language_fault, address_fault, licence_fault, country_fault):
        message = fault(value)
        assert message is None or value == "" or message
    for scheme in get_args(KbScheme):
        kb_fault(scheme, value, "STATE")
