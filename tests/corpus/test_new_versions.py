"""What a new version takes over from the one before, and what a second document with one text is
told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pactbank.corpus.ingest import Particulars, ingest
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.errors import WrongUse
from pactbank.model.document import Document, Origin

TEXT = """\
Port protocol signed

Ana Moreth - Orlen Courier
March 4, 2031 | 8:12am

ORLEN, Veldria — Veldria and Tolmar signed a port protocol on Monday.
It takes effect in June, officials of both said. A Port Authority was set up.
"""
WITHOUT_HEAD = TEXT.partition("am\n\n")[2]
TOLD: dict[str, Any] = {
    "publisher": "The Orlen Courier",
    "authors": ("Tia Renn",),
    "published": "2031-03-05T07:00",
    "url": "https://example.org/port",
    "archived_url": "https://archive.example/port",
    "retrieved": "2031-03-06",
    "title": "A protocol",
    "language": "en-GB",
    "kind": "statement",
    "story": "port",
    "holder": "Courier Press",
    "license": "CC-BY-4.0",
    "redistribution": "full-text",
    "origin": Origin(kind="authored", how="written as an example", by=None),
}
OTHERWISE: dict[str, Any] = {
    "publisher": "Marsk Daily",
    "authors": ("Osric Halden", "Mira Tal"),
    "published": "2031-04-01",
    "url": "https://example.org/other",
    "archived_url": "https://archive.example/other",
    "retrieved": "2031-04-02",
    "title": "Another",
    "language": "fil",
    "kind": "other",
    "story": "other",
    "holder": "Daily Press",
    "license": "LicenseRef-daily",
    "redistribution": "offsets-only",
    "origin": Origin(kind="collected", how="found", by="Ruda Feld"),
}


def said(document: Document) -> dict[str, Any]:
    """What a document says of each field of `Particulars`."""
    source, rights = document.source, document.rights
    return {
        "publisher": source.publisher.value,
        "authors": source.authors.value,
        "published": source.published.value,
        "url": source.url.value,
        "archived_url": source.archived_url.value,
        "retrieved": source.retrieved.value,
        "title": document.title,
        "language": document.language,
        "kind": document.kind,
        "story": document.story,
        "holder": rights.holder,
        "license": rights.license,
        "redistribution": rights.redistribution,
        "origin": document.origin,
    }


def two_versions(
    root: Path, first: str, second: str, told: dict[str, Any], then: dict[str, Any]
) -> tuple[Document, Document]:
    store = Store(root)
    one = ingest(store, first.encode(), Particulars(id="a", **told), "a.txt")
    two = ingest(store, second.encode(), Particulars(id="a", reason="why", **then), "b.txt")
    assert [problem for problem in validate(store) if problem.severity == "error"] == []
    return one, two


@pytest.mark.parametrize("second", [TEXT, TEXT.replace("June", "July"), WITHOUT_HEAD])
def test_what_options_said_is_taken_over(tmp_path: Path, second: str) -> None:
    one, two = two_versions(tmp_path, TEXT, second, TOLD, {})
    assert said(one) == said(two) == TOLD
    assert two.source == one.source
    assert two.reference_date == "2031-03-05"
    assert (two.version, two.revises, two.reason) == (2, 1, "why")


@pytest.mark.parametrize("field", TOLD)
@pytest.mark.parametrize("second", [TEXT, WITHOUT_HEAD])
def test_an_option_says_otherwise_of_one_thing_alone(
    tmp_path: Path, field: str, second: str
) -> None:
    _, two = two_versions(tmp_path, TEXT, second, TOLD, {field: OTHERWISE[field]})
    assert said(two) == {**TOLD, field: OTHERWISE[field]}
    assert two.reference_date == said(two)["published"][:10]


def test_what_the_earlier_text_said_is_taken_over_where_the_new_one_says_nothing(
    tmp_path: Path,
) -> None:
    one, two = two_versions(tmp_path, TEXT, WITHOUT_HEAD, {}, {})
    assert said(one)["publisher"] == "Orlen Courier"
    assert said(one)["title"] == "Port protocol signed"
    assert said(two) == said(one)
    assert two.source == one.source
    assert two.reference_date == "2031-03-04"


def test_a_corrected_head_counts_more_than_what_the_earlier_text_said(tmp_path: Path) -> None:
    corrected = (
        TEXT.replace("March 4", "March 5")
        .replace("Port protocol", "Harbour protocol")
        .replace("Ana Moreth - Orlen Courier", "Ana Moret - Courier of Orlen")
    )
    _, two = two_versions(tmp_path, TEXT, corrected, {}, {})
    found = said(two)
    assert found["published"] == "2031-03-05T08:12"
    assert two.reference_date == "2031-03-05"
    assert found["title"] == "Harbour protocol signed"
    assert (found["authors"], found["publisher"]) == (("Ana Moret",), "Courier of Orlen")
    assert found["holder"] == "Courier of Orlen"  # it was no other than the publisher


def test_a_headline_that_an_option_overruled_stays_so(tmp_path: Path) -> None:
    corrected = TEXT.replace("Port protocol", "Harbour protocol")
    _, two = two_versions(tmp_path, TEXT, corrected, {"title": "A protocol"}, {})
    assert two.title == "A protocol"


def test_a_third_version_has_what_the_second_said(tmp_path: Path) -> None:
    two_versions(tmp_path, TEXT, TEXT, TOLD, {"url": OTHERWISE["url"]})
    third = ingest(
        Store(tmp_path), WITHOUT_HEAD.encode(), Particulars(id="a", reason="head cut"), "c.txt"
    )
    assert said(third) == {**TOLD, "url": OTHERWISE["url"]}


def test_a_version_without_a_text_at_hand_is_taken_over_too(tmp_path: Path) -> None:
    store = Store(tmp_path)
    ingest(store, TEXT.encode(), Particulars(id="a", **TOLD), "a.txt")
    (store.corpus / "a/v1.txt").unlink()
    two = ingest(store, TEXT.encode(), Particulars(id="a", reason="why"), "b.txt")
    assert said(two) == TOLD


@pytest.mark.parametrize(
    ("told", "parts"),
    [
        ({"published": "9 November 2000"}, ["--published", "2031-05-28"]),
        ({"published": "2031-02-30"}, ["--published"]),
        ({"published": ""}, ["--published"]),
        ({"retrieved": "yesterday"}, ["--retrieved", "2031-05-28"]),
        ({"url": "javascript:alert(1)"}, ["--url", "https://"]),
        ({"url": "https://user:secret@example.org/"}, ["--url", "password"]),
        ({"license": "CC BY 2.5"}, ["--license", "'CC-BY-2.5'"]),
        ({"license": ""}, ["--license"]),
        ({"language": "English"}, ["--language", "'en'"]),
        ({"language": "EN"}, ["--language", "pt-BR"]),
        ({"language": ""}, ["--language"]),
        ({"story": "Port story"}, ["--story", "orlen-talks"]),
        ({"story": "../x"}, ["--story"]),
        ({"title": ""}, ["--title"]),
        ({"title": "\u200b"}, ["--title"]),
        ({"title": "x" * 513}, ["--title", "512"]),
        ({"title": "Zoë's port"}, ["--title", "restored from the text"]),
        ({"publisher": " "}, ["--publisher"]),
        ({"authors": ("Ana Moreth", "")}, ["--author"]),
        ({"authors": (" ",)}, ["--author"]),
        ({"holder": "\t"}, ["--holder"]),
        ({"holder": "x" * 513}, ["--holder"]),
        ({"publisher": "\udcff"}, ["UTF-8"]),
        ({"language": "xx", "license": "x", "url": "x"}, ["--language", "--license", "--url"]),
    ],
    ids=str,
)
def test_values_that_a_document_may_not_have_are_refused_by_their_options(
    tmp_path: Path, told: dict[str, Any], parts: list[str]
) -> None:
    with pytest.raises(WrongUse) as caught:
        ingest(Store(tmp_path), TEXT.encode(), Particulars(id="a", **told), "a.txt")
    for part in parts:
        assert part in str(caught.value)
    assert str(caught.value).count("--") == sum(part.startswith("--") for part in parts)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("reason", ["", " "])
def test_a_new_version_needs_a_reason_in_words(tmp_path: Path, reason: str) -> None:
    ingest(Store(tmp_path), TEXT.encode(), Particulars(id="a"), "a.txt")
    with pytest.raises(WrongUse, match="--new-version"):
        ingest(Store(tmp_path), TEXT.encode(), Particulars(id="a", reason=reason), "a.txt")
    assert Store(tmp_path).versions() == {"a": [1]}


@pytest.mark.parametrize(
    ("second", "same"),
    [(TEXT, ["a v1"]), (f"ADVERTISEMENT\n{TEXT}", ["a v1"]), (TEXT + "And more.\n", [])],
)
def test_a_text_under_a_second_id_is_told(tmp_path: Path, second: str, same: list[str]) -> None:
    store = Store(tmp_path)
    ingest(store, TEXT.encode(), Particulars(id="a"), "a.txt")
    document = ingest(store, second.encode(), Particulars(id="b"), "b.txt")
    assert store.same_text(document, "b", 4) == same
    found = [(problem.code, problem.severity, problem.file) for problem in validate(store)]
    files = ["corpus/a/v1.json", "corpus/b/v1.json"] if same else []
    assert found == [("PB615", "warning", file) for file in files]


def test_versions_of_one_document_may_share_a_text(tmp_path: Path) -> None:
    _, two = two_versions(tmp_path, TEXT, TEXT, {}, {"url": "https://example.org/port"})
    assert Store(tmp_path).same_text(two, "a", 4) == []
    assert validate(Store(tmp_path)) == []
