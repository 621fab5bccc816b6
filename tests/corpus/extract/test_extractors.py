"""What each extractor makes of a small file of its kind."""

from __future__ import annotations

import csv
import json
import re
import sys
import time
from random import Random

import pytest
from hypothesis import given, strategies

from damaged.damages import damaged
from pactbank.corpus.extract import EXTRACTORS, Unextractable, extract, fault
from pactbank.corpus.extract.openings import unclosed
from pactbank.errors import WrongUse
from pactbank.model.recipe import Parameter, Recipe
from support.effort import examples

NO_HASH = "0" * 64


def recipe(extractor: str, **parameters: Parameter) -> Recipe:
    return Recipe(
        url="https://example.org/a",
        file_sha256=NO_HASH,
        extractor=extractor,
        parameters=parameters,
        raw_sha256=NO_HASH,
    )


def made(data: str | bytes, extractor: str, **parameters: Parameter) -> str:
    return extract(
        recipe(extractor, **parameters), data if isinstance(data, bytes) else data.encode()
    )


PAGE = """<!DOCTYPE html><html><head><title>Site</title><style>p {}</style></head><body>
<nav><p>Menu</p></nav>
<article><h1>Ports &amp; pacts</h1>
  <div class=lead>Veldria   and
  <b>Mirr</b> agree.<br>Talks go on.</div>
  <p>Unclosed <i>inline</i>, then
  <p>another<!-- a note -->.<script>var x;</script>
  <figure><img alt=no><figcaption>A picture</figcaption></figure>
  <ul><li>one<li>two</ul>tail&nbsp;end</article></body></html>"""
WHOLE = """Menu

Ports & pacts

Veldria and Mirr agree.
Talks go on.

Unclosed inline, then

another.

A picture

one

two

tail end
"""


def test_html_gives_a_paragraph_for_each_block() -> None:
    assert made(PAGE, "html") == WHOLE


@pytest.mark.parametrize(
    ("keep", "drop", "text"),
    [
        (("h1",), (), "Ports & pacts\n"),
        (("article p", "h1"), (), "Ports & pacts\n\nUnclosed inline, then\n\nanother.\n"),
        (("article", "h1", "li"), ("h1, div", "p", "figure"), "one\n\ntwo\n\ntail end\n"),
        ((".lead",), ("b",), "Veldria and agree.\nTalks go on.\n"),
    ],
)
def test_html_keeps_and_drops_by_selectors(
    keep: tuple[str, ...], drop: tuple[str, ...], text: str
) -> None:
    assert made(PAGE, "html", keep=keep, drop=drop) == text


def test_a_page_may_be_nested_deeply() -> None:
    depth = 5_000
    page = "<div>" * depth + "deep" + "</div>" * depth + "<p>then"
    assert made(page, "html") == "deep\n\nthen\n"


RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<link>https://example.org/</link>
<item><guid>https://example.org/?p=1</guid><link>https://example.org/ports</link>
 <description><![CDATA[<p>Short &amp; <b>bold</b></p><p>More</p>]]></description>
 <content:encoded><![CDATA[<p>Long</p>]]></content:encoded></item>
<item><guid>https://example.org/?p=2</guid><link>https://example.org/radar</link>
 <description>Plain &lt;words&gt;</description></item>
<item><guid>twice</guid></item><item><guid>twice</guid></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id>
<link href="https://example.org/atom"/><summary type="html">&lt;p&gt;One&lt;/p&gt;</summary>
<content type="html">&lt;p&gt;Two&lt;/p&gt;</content></entry></feed>"""


@pytest.mark.parametrize(
    ("feed", "parameters", "text"),
    [
        (RSS, {"item": "https://example.org/?p=1"}, "Short & bold\n\nMore\n"),
        (RSS, {"item": "https://example.org/ports"}, "Short & bold\n\nMore\n"),
        (RSS, {"item": "https://example.org/ports", "field": "content"}, "Long\n"),
        (RSS, {"item": "https://example.org/ports", "drop": ("b",)}, "Short &\n\nMore\n"),
        (RSS, {"item": "https://example.org/radar", "markup": "plain"}, "Plain <words>"),
        (ATOM, {"item": "urn:1"}, "One\n"),
        (ATOM, {"item": "https://example.org/atom", "field": "content"}, "Two\n"),
    ],
)
def test_rss_item(feed: str, parameters: dict[str, Parameter], text: str) -> None:
    assert made(feed, "rss-item", **parameters) == text


_ENTITIES = "".join(
    f'<!ENTITY {name} "{f"&{below};" * 10}">'
    for below, name in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMB = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 10}">{_ENTITIES}]><rss>&i;</rss>'
"""A gigabyte of entities in a kilobyte."""


TABLE = 'url,text\r\na,"first\r\n\r\n\r\nsecond  ""q"""\r\nb,<p>x</p>\r\nc,1\r\nc,2\r\n'


@pytest.mark.parametrize(
    ("table", "parameters", "text"),
    [
        (TABLE, {"value": "a"}, 'first\r\n\r\n\r\nsecond  "q"'),
        (TABLE, {"value": "a", "blanks": "tidy"}, 'first\n\nsecond "q"\n'),
        (TABLE, {"value": "b", "markup": "html"}, "x\n"),
        ("\ufeff" + TABLE, {"value": "a", "blanks": "tidy"}, 'first\n\nsecond "q"\n'),
        (TABLE.replace(",", ";"), {"value": "b", "delimiter": ";"}, "<p>x</p>"),
    ],
)
def test_csv_field(table: str, parameters: dict[str, Parameter], text: str) -> None:
    assert made(table, "csv-field", column="text", key="url", **parameters) == text


def test_a_cell_may_be_long() -> None:
    page = f"<p>{'x' * 200_000}</p>"
    text = made(f"a,b\n1,{page}\n", "csv-field", key="a", value="1", column="b", markup="html")
    assert text == f"{'x' * 200_000}\n"
    assert csv.field_size_limit() == 131_072


OBJECT = {"a/b": {"~": ["one", "two"]}, "page": "'''x''' [[y]]", "n": [{"t": "third"}], "": "e"}


@pytest.mark.parametrize(
    ("data", "parameters", "text"),
    [
        (OBJECT, {"pointer": "/a~1b/~0"}, "one\n\ntwo"),
        (OBJECT, {"pointer": "/a~1b/~0/1"}, "two"),
        (OBJECT, {"pointer": "/n/0/t"}, "third"),
        (OBJECT, {"pointer": "/"}, "e"),
        (OBJECT, {"pointer": "/page", "markup": "wikitext"}, "x y\n"),
        ("alone", {"pointer": ""}, "alone"),
    ],
)
def test_json_field(data: object, parameters: dict[str, Parameter], text: str) -> None:
    assert made(json.dumps(data), "json-field", **parameters) == text
    lines = f"{{}}\n{json.dumps(data)}\n"
    assert made(lines, "json-field", line=2, **parameters) == text


MARKDOWN = """---
title: Not the text
---

# Ports

Veldria and [Mirr](https://example.org/mirr) *agree*&mdash;really.
A second line [with words] and a note.[^1]

* one
* two **strong**

1. first

2. second,
   going on

![A picture](a.png)

## Heading
After it<br>a break, `code`.

<div>As <b>HTML</b></div>

[^1]: The note.
"""
FROM_MARKDOWN = """Ports

Veldria and Mirr agree—really.
A second line [with words] and a note.

* one
* two strong

1. first

2. second,
going on

Heading

After it
a break, code.

As HTML
"""


def test_markdown_body() -> None:
    assert made(MARKDOWN, "markdown-body") == FROM_MARKDOWN
    without = FROM_MARKDOWN.replace("[with words]", "with words")
    assert made(MARKDOWN, "markdown-body", brackets="drop") == without


WIKITEXT = """{{Infobox|name={{w|Not this}}}}
[[File:A.jpg|thumb|A [[picture]]]] '''Orlen''' {{w|Port of Mirr|the port}} and {{w|Sevra}}<br />
[[Veldria]]&nbsp;met [[Mirr|them]].<ref>A source</ref><!-- note -->

{| class="wikitable"
| A table
|}
== Talks ==
See [https://example.org the page].

{{haveyoursay}}
[[Category:Ports]]
"""


def test_wikitext() -> None:
    assert made(WIKITEXT, "wikitext", templates=("W",)) == (
        "Orlen the port and Sevra\n\nVeldria met them.\n\nTalks\nSee the page.\n"
    )
    assert "Sevra" not in made(WIKITEXT, "wikitext")


OPENED = [
    "[[a ", "{{a ", "{{a|b=", "{{{a|", "<ref>a ", "<b>", "[http://a.b c ", "[//a ", "\n{|\na",
    "<!-- a ", "<nowiki>a", "<a b ", '<a b="c> ', "<a<b ", "[[a <ref> ]] ", "<ref>{{a|b=</ref>}} ",
    "[[a|[http://b c]] ", "{{a|\n{|\n|}}\n|}\n",
]  # fmt: skip
"""What leaves something open, so that the parser begins again behind each; the last ones are closed
by what is not theirs."""
CLOSED = [
    "[[a|b]] ", "{{a|b}} ", "{{{a|b}}} ", "<ref name=a/> ", "<ref name='a'>b</ref> ",
    "[http://a b] ", "\n{|\n|a\n|}\n", "<!-- [[ --> ", "<br>", "<li>a ",
    "[[File:a|[http://b c] d]] ", "]] ", "</ref>", "a [b] ", "'''a ",
]  # fmt: skip


@pytest.mark.parametrize("unit", OPENED)
def test_wikitext_that_leaves_everything_open_is_refused(unit: str) -> None:
    """The time of the parser grows with the square of what is open."""
    many = 60_000 // len(unit)
    with pytest.raises(Unextractable, match="are never closed; close them, or extract a part"):
        made(unit * many, "wikitext")
    assert unclosed(unit * many) >= many
    # A page may have some of it.
    assert "Orlen" in made(WIKITEXT + "\n" + unit * 5, "wikitext", templates=("W",))


@pytest.mark.acceptance
@pytest.mark.parametrize("unit", CLOSED)
def test_wikitext_that_closes_what_it_opens_is_read_at_any_length(unit: str) -> None:
    assert unclosed(unit * 3000) == 0
    assert "Veldria" in made(WIKITEXT + unit * 3000, "wikitext")


@pytest.mark.parametrize("unit", ["<div>", "<ul><li>", "<p>a<div>", "<DIV class=a>", "<div/>"])
def test_pages_nested_very_deep_are_refused(unit: str) -> None:
    """The time of the parser grows with the square of the depth."""
    with pytest.raises(Unextractable, match="0 elements of the page are inside one another, too"):
        made("<p>x</p>" + unit * 10_000, "html")
    assert made("<p>x</p>" + unit * 900 + "y", "html").endswith("y\n")


@pytest.mark.parametrize("unit", ["<p>a", "<br>a", "<div>a</div>", "<ul><li>a<li>b</ul>", "<b>a"])
def test_pages_that_are_long_and_not_deep_are_read(unit: str) -> None:
    assert made(unit * 5000, "html").count("a") == 5000


def test_what_is_open_is_found_in_time_linear_in_the_page() -> None:
    def took(times: int) -> float:
        page = "".join(OPENED + CLOSED) * times
        start = time.process_time()
        unclosed(page)
        return time.process_time() - start

    few, many = min(took(200) for _ in range(3)), min(took(1600) for _ in range(2))
    assert many < 8 * few * 3


CONLLU = """# newdoc id = one
# newpar
# text = First.
1\tFirst\tfirst\tADV\t_\t_\t0\troot\t_\t_

# text = Second.
1\tSecond\tsecond\tADV\t_\t_\t0\troot\t_\t_

# newpar
# text = Third.
1\tThird\tthird\tADV\t_\t_\t0\troot\t_\t_

# newdoc id = two
# text = Fourth.
1\tFourth\tfourth\tADV\t_\t_\t0\troot\t_\t_

"""


def test_conllu_text() -> None:
    assert made(CONLLU, "conllu-text") == "First. Second.\n\nThird.\n\nFourth.\n"
    assert made(CONLLU, "conllu-text", document="one") == "First. Second.\n\nThird.\n"
    assert made(CONLLU, "conllu-text", document="two") == "Fourth.\n"


def test_plain_is_the_file_byte_for_byte() -> None:
    data = "\ufeffOne \r\n\r\n\r\ntwo".encode()
    assert made(data, "plain").encode() == data
    assert made(data, "plain", blanks="tidy") == "\ufeffOne\n\ntwo\n"


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ({"skip": 1}, "two\nlines\n \nthree END four\n\nEND five"),
        ({"skip": 2}, "three END four\n\nEND five"),
        ({"end": "END"}, "one\n\ntwo\nlines\n \nthree\n"),
        ({"skip": 2, "end": "END"}, "three\n"),
    ],
)
def test_every_extractor_skips_paragraphs_and_ends_at_a_mark(
    parameters: dict[str, Parameter], text: str
) -> None:
    whole = "one\n\ntwo\nlines\n \nthree END four\n\nEND five"
    assert made(whole, "plain", **parameters) == text
    for extractor, each in EXTRACTORS.items():
        assert {"skip", "end"} <= each.parameters({}).keys(), extractor


@pytest.mark.parametrize(
    ("extractor", "data", "parameters", "message"),
    [
        ("plain", b"\xff", {}, "byte 0 is not UTF-8"),
        ("html", b"<p>\xe9</p>", {}, "byte 3 is not UTF-8"),
        ("plain", " \n", {}, "there is no text"),
        ("html", "<p></p>", {}, "there is no text"),
        ("html", PAGE, {"keep": ("main",)}, "no element is chosen by the CSS selector 'main'"),
        ("html", PAGE, {"keep": ("p[",)}, "a CSS selector cannot be read"),
        ("html", PAGE, {"drop": ("::",)}, "a CSS selector cannot be read"),
        ("rss-item", "<rss>", {"item": "a"}, "not a feed in XML: no element found"),
        ("rss-item", RSS.replace("utf-8", "utf-0"), {"item": "a"}, "unknown encoding: utf-0"),
        ("rss-item", RSS.replace("utf-8", "shift_jis"), {"item": "a"}, "encodings are not supp"),
        ("rss-item", BOMB, {"item": "a"}, "limit on input amplification factor"),
        ("rss-item", RSS, {"item": "a"}, "0 of 4 items have the guid or link 'a'"),
        ("rss-item", RSS, {"item": "twice"}, "2 of 4 items"),
        ("rss-item", ATOM.replace("summary", "title"), {"item": "urn:1"}, "has no description"),
        ("csv-field", 'url,text\n"a', {"value": "a"}, "not a table in CSV: unexpected end"),
        ("csv-field", TABLE, {"value": "z"}, "0 rows have 'z' in the column 'url'"),
        ("csv-field", TABLE, {"value": "c"}, "2 rows have 'c'"),
        ("csv-field", "a,b\n", {"value": "c"}, "the table has no column 'text'"),
        ("csv-field", "", {"value": "c"}, "the table has no column 'text'"),
        ("csv-field", TABLE, {"value": "a", "delimiter": ";;"}, "not a table in CSV"),
        ("json-field", "{", {"pointer": ""}, "not JSON"),
        ("json-field", b'"\xff"', {"pointer": ""}, "not JSON"),
        ("json-field", "[" * 100_000, {"pointer": ""}, "not JSON"),
        ("json-field", "{}", {"pointer": "/a"}, "leads nowhere: nothing is at 'a'"),
        ("json-field", "[]", {"pointer": "/0"}, "leads nowhere"),
        ("json-field", "[1]", {"pointer": ""}, "at '' there is no string"),
        ("json-field", "{}", {"pointer": "", "line": 3}, "there are 1 lines, and none is number 3"),
        ("conllu-text", CONLLU, {"document": "three"}, "there is no document 'three'"),
        ("conllu-text", "1\tx\n", {}, "not a treebank in CoNLL-U"),
        ("conllu-text", CONLLU.replace("# text = Third.\n", ""), {}, "with lines # text"),
        ("plain", "one\n\ntwo", {"skip": 2}, "there are 2 paragraphs, of which 2 are"),
        ("plain", "one", {"end": "●"}, "nowhere in the text is the mark '●'"),
    ],
)
def test_a_file_without_the_text_is_told(
    extractor: str, data: str | bytes, parameters: dict[str, Parameter], message: str
) -> None:
    if extractor == "csv-field":
        parameters = {"column": "text", "key": "url", **parameters}
    with pytest.raises(Unextractable, match=re.escape(message)):
        made(data, extractor, **parameters)


@pytest.mark.parametrize(
    ("extractor", "parameters", "message"),
    [
        ("htm", {}, "no extractor 'htm'; there is: conllu-text, csv-field, html, "),
        ("html", {"kep": ("p",)}, "html: no parameter 'kep'; there is: drop, end, keep, skip; "
         "perhaps 'keep' is meant"),
        ("html", {"keep": "p"}, "the parameter keep is a string; give a list of strings"),
        ("html", {"skip": "1"}, "the parameter skip is a string; give a whole number"),
        ("plain", {"end": 3}, "the parameter end is a whole number; give a string"),
        ("html", {"markup": "plain"}, "no parameter 'markup'"),
        ("rss-item", {}, "rss-item: the parameter item is missing"),
        ("rss-item", {"item": "a", "field": "title"}, "the parameter field is 'title'; there is: "
         "content, description"),
        ("rss-item", {"item": "a", "markup": "plain", "keep": ("p",)}, "no parameter 'keep'"),
        ("rss-item", {"item": "a", "markup": "pdf"}, "the parameter markup is 'pdf'"),
        ("csv-field", {"column": "a", "value": "b"}, "the parameter key is missing"),
        ("json-field", {"line": 1}, "the parameter pointer is missing"),
        ("json-field", {"pointer": "", "markup": "html", "templates": ("w",)}, "no parameter"),
        ("markdown-body", {"brackets": "gone"}, "brackets is 'gone'; there is: drop, keep"),
    ],
)  # fmt: skip
def test_a_recipe_with_a_fault_is_told_before_there_is_a_file(
    extractor: str, parameters: dict[str, Parameter], message: str
) -> None:
    wrong = recipe(extractor, **parameters)
    assert message in (fault(wrong) or "")
    with pytest.raises(Unextractable, match=re.escape(message)):
        extract(wrong, b"x")


@pytest.mark.parametrize(
    ("extractor", "data", "library"),
    [
        ("html", PAGE, "selectolax"),
        ("rss-item", RSS, "selectolax"),
        ("markdown-body", MARKDOWN, "markdown_it"),
        ("wikitext", WIKITEXT, "mwparserfromhell"),
        ("conllu-text", CONLLU, "conllu"),
    ],
)
def test_a_parser_that_is_not_installed_is_named(
    extractor: str, data: str, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    parameters: dict[str, Parameter] = {"item": "urn:1"} if extractor == "rss-item" else {}
    message = f'{extractor} needs {library}: pip install "pactbank[fetch]"'
    with pytest.raises(WrongUse, match=re.escape(message)):
        made(ATOM if parameters else data, extractor, **parameters)


SAMPLES: dict[str, tuple[str, dict[str, Parameter]]] = {
    "plain": (WHOLE, {}),
    "html": (PAGE, {"keep": ("article",), "drop": ("figure",)}),
    "rss-item": (RSS, {"item": "https://example.org/?p=1"}),
    "csv-field": (TABLE, {"column": "text", "key": "url", "value": "a"}),
    "json-field": (json.dumps(OBJECT), {"pointer": "/n/0/t"}),
    "markdown-body": (MARKDOWN, {}),
    "wikitext": (WIKITEXT, {"templates": ("w",)}),
    "conllu-text": (CONLLU, {"document": "one"}),
}


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_a_damaged_file_gives_a_text_or_a_reason(extractor: str) -> None:
    data, parameters = SAMPLES[extractor]
    whole = made(data, extractor, **parameters)
    outcomes: set[bool | None] = set()
    for number in range(examples(600)):
        kind = "json" if extractor == "json-field" else "text"
        _, broken = damaged(data.encode(), kind, Random(number))
        try:
            outcomes.add(made(broken, extractor, **parameters) == whole)
        except Unextractable:
            outcomes.add(None)
    assert outcomes >= {False, None}


@given(
    strategies.sampled_from(sorted(EXTRACTORS)),
    strategies.binary(max_size=80) | strategies.text(alphabet="<>&{}[]|'#*\n\t,\"a1-", max_size=80),
)
def test_any_bytes_give_a_text_or_a_reason(extractor: str, data: bytes | str) -> None:
    needed = {
        "rss-item": {"item": "a"},
        "csv-field": {"column": "a", "key": "a", "value": "1"},
        "json-field": {"pointer": ""},
    }
    parameters: dict[str, Parameter] = {**needed.get(extractor, {})}
    try:
        text = made(data, extractor, **parameters)
    except Unextractable:
        return
    assert text.strip()
    assert text == made(data, extractor, **parameters)
