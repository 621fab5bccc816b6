from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from pactbank.corpus.cached_texts import cached_text, store_text
from pactbank.corpus.downloads import downloads
from pactbank.corpus.fetching import Arrivals, ReferencedText, download_texts, take_copies
from pactbank.model.recipe import Parameter, Recipe
from support.source_server import Answer, SourceServer

LONGEST = 1_000_000
TEXT = "Veldria and Mirr agree.\n\nTalks go on.\n"
PAGE = "<nav>Menu</nav><main><p>Veldria and <b>Mirr</b> agree.<p>Talks go on.</main>"
FEED = f"<rss><item><guid>1</guid><description><![CDATA[{PAGE}]]></description></item></rss>"
FILES: dict[str, tuple[str, dict[str, Parameter]]] = {
    "plain": (TEXT, {}),
    "html": (PAGE, {"keep": ("main",)}),
    "rss-item": (FEED, {"item": "1", "drop": ("nav",)}),
    "csv-field": (f'a,b\n1,"{TEXT}"\n', {"column": "b", "key": "a", "value": "1"}),
    "json-field": (json.dumps({"text": TEXT}), {"pointer": "/text"}),
    "markdown-body": ("---\na: b\n---\nVeldria and *Mirr* agree.\n\nTalks go on.", {}),
    "wikitext": ("Veldria and [[Mirr]] agree.{{x}}\n\nTalks go on.\n", {}),
    "conllu-text": (
        "# text = Veldria and Mirr agree.\n1\tVeldria\t_\t_\t_\t_\t0\troot\t_\t_\n\n"
        "# newpar\n# text = Talks go on.\n1\tTalks\t_\t_\t_\t_\t0\troot\t_\t_\n\n",
        {},
    ),
}
"""A file of each kind, from which its extractor makes `TEXT`."""


def digest(data: str | bytes) -> str:
    return sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def reference(
    name: str, url: str, extractor: str = "html", *, file: str | None = None, text: str = TEXT
) -> ReferencedText:
    data, parameters = FILES[extractor]
    recipe = Recipe(
        url=url,
        file_sha256=digest(data if file is None else file),
        extractor=extractor,
        parameters=parameters,
        raw_sha256=digest(text),
    )
    return ReferencedText(name, recipe)


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with SourceServer() as running:
        yield running


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PACTBANK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path / "cache"


def fetched(*references: ReferencedText) -> Arrivals:
    with downloads(longest=LONGEST, pause=0) as loads:
        return download_texts(references, loads)


@pytest.mark.parametrize("extractor", FILES)
def test_a_text_arrives_through_each_extractor(server: SourceServer, extractor: str) -> None:
    url = server.put("file", FILES[extractor][0].encode(), Answer(cut=10), Answer(503))
    assert fetched(reference("a v1", url, extractor)).arrived == ["a v1"]
    assert cached_text(digest(TEXT)) == TEXT


def test_a_text_that_is_there_is_not_asked_for(server: SourceServer) -> None:
    store_text(TEXT)
    assert fetched(reference("a v1", f"{server.address}/a")).there == ["a v1"]
    assert server.requests == []


def test_a_damaged_text_in_the_cache_is_brought_again(server: SourceServer, cache: Path) -> None:
    url = server.put("a", PAGE.encode())
    fetched(reference("a v1", url))
    [file] = (cache / "texts").iterdir()
    file.write_text("damaged")
    assert cached_text(digest(TEXT)) is None
    assert fetched(reference("a v1", url)).arrived == ["a v1"]


def test_one_file_with_many_texts_is_asked_for_once(server: SourceServer) -> None:
    table = 'id,text\n1,"One"\n2,"Two"\n3,"Three"\n'
    url = server.put("table", table.encode())
    names = {"1": "One", "2": "Two", "3": "Thre"}
    references = [
        ReferencedText(
            f"{name} v1",
            Recipe(
                url=url,
                file_sha256=digest(table),
                extractor="csv-field",
                parameters={"column": "text", "key": "id", "value": key},
                raw_sha256=digest(name),
            ),
        )
        for key, name in names.items()
    ]
    arrivals = fetched(*references)
    assert arrivals.arrived == ["One v1", "Two v1"]
    assert "the text that csv-field makes of it has 5 code points" in arrivals.missing["Thre v1"]
    assert len(server.requests) == 1


def test_whatever_is_gone_or_changed_is_told_and_the_rest_arrives(server: SourceServer) -> None:
    changed = PAGE.replace("go on", "have ended")
    references = [
        reference("whole", server.put("whole", TEXT.encode()), "plain"),
        reference("gone", f"{server.address}/gone"),
        reference("busy", server.put("busy", b"", *[Answer(429)] * 9)),
        reference("long", server.put("long", bytes(LONGEST + 1))),
        reference("changed", server.put("changed", changed.encode()), text="Other\n"),
        reference("other", server.put("other", b"<p>x</p>"), text="Third\n"),
        reference("recipe", server.put("recipe", PAGE.encode()), text="Fourth\n"),
        reference("address", "http://[::1", text="Fifth\n"),
    ]
    arrivals = fetched(*references)
    assert arrivals.arrived == ["whole"]
    told = {name: re.sub(r"http://[\d.:]+", "URL", why) for name, why in arrivals.missing.items()}
    assert told == {
        "gone": "URL/gone: 127.0.0.1 answers 404 Not Found",
        "busy": "URL/busy: 127.0.0.1 answers 429 Too Many Requests, 5 times",
        "long": "URL/long: the file has more than 1,000,000 bytes",
        "changed": f"URL/changed: the file has changed, it has {len(changed)} bytes and sha256 "
        f"{digest(changed)[:12]}…, recorded is {digest(PAGE)[:12]}…; the text that html makes of "
        f"it has 43 code points and sha256 "
        f"{digest(TEXT.replace('go on', 'have ended'))[:12]}…, "
        f"recorded is {digest('Other' + chr(10))[:12]}…",
        "other": f"URL/other: the file has changed, it has 8 bytes and sha256 "
        f"{digest('<p>x</p>')[:12]}…, recorded is {digest(PAGE)[:12]}…; html: no element is chosen "
        f"by the CSS selector 'main'",
        "recipe": f"URL/recipe; the text that html makes of it has {len(TEXT)} code points and "
        f"sha256 {digest(TEXT)[:12]}…, recorded is {digest('Fourth' + chr(10))[:12]}…",
        "address": "the recipe is wrong: 'http://[::1' is not an address: Invalid IPv6 URL",
    }


def test_a_file_that_changed_elsewhere_still_has_the_text(server: SourceServer) -> None:
    changed = PAGE.replace("Menu", "Other menu")
    arrivals = fetched(reference("a v1", server.put("a", changed.encode())))
    assert arrivals.arrived == ["a v1"]
    assert arrivals.notes["a v1"].endswith("; the text has not")
    assert cached_text(digest(TEXT)) == TEXT


def test_copies_are_taken_by_hash_under_any_name(tmp_path: Path, server: SourceServer) -> None:
    folder = tmp_path / "mine"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "x").write_text(TEXT)
    (folder / "y.bin").write_text(FEED.replace("agree", "differ"))
    (folder / "long").write_bytes(bytes(LONGEST + 1))
    other = TEXT.replace("agree", "differ")
    references = [
        reference("text", f"{server.address}/a"),
        reference("file", f"{server.address}/b", "rss-item",
                  file=FEED.replace("agree", "differ"), text=other),
        reference("none", f"{server.address}/c", text="None\n"),
    ]  # fmt: skip
    files = [path for path in folder.rglob("*") if path.is_file()]
    arrivals = take_copies(references, files, LONGEST)
    assert arrivals.arrived == ["text", "file"]
    assert arrivals.missing == {
        "none": f"no file is the text ({digest('None' + chr(10))}) or its source, "
        f"{server.address}/c ({digest(PAGE)})"
    }
    assert cached_text(digest(other)) == other
    assert server.requests == []
