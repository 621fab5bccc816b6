from __future__ import annotations

import re

import pytest

from pactbank.corpus.extract import extract
from pactbank.corpus.files import sha256
from pactbank.corpus.recipes import make_recipe
from pactbank.errors import WrongUse

URL = "https://example.org/ports.html"
PAGE = b"<main><p>One</p><p class=ad>Buy</p><hr><p>Two</p></main><aside>Three</aside>"


def test_a_recipe_makes_the_text_again() -> None:
    recipe, text = make_recipe(URL, PAGE, "html", ["keep=main", "drop=.ad", "drop=hr", "skip=1"])
    assert text == "Two\n"
    assert recipe.parameters == {"keep": ("main",), "drop": (".ad", "hr"), "skip": 1}
    assert (recipe.url, recipe.file_sha256) == (URL, sha256(PAGE))
    assert recipe.raw_sha256 == sha256(b"Two\n")
    assert extract(recipe, PAGE) == text


def test_a_value_may_have_an_equals_sign() -> None:
    data = b"a,b\nhttps://example.org/?p=1,One\n"
    settings = ["key=a", "value=https://example.org/?p=1", "column=b"]
    assert make_recipe(URL, data, "csv-field", settings)[1] == "One"


@pytest.mark.parametrize(
    ("url", "extractor", "settings", "message"),
    [
        ("ports.html", "html", [], "'ports.html' is not an address like https://"),
        (URL, "htlm", [], "no extractor 'htlm'; there is: "),
        (URL, "html", ["keep"], "'keep' is not like NAME=VALUE"),
        (URL, "html", ["kep=main"], "html: no parameter 'kep'"),
        (URL, "html", ["Kep=main"], "Expected `str` matching regex"),
        (URL, "html", ["keep="], "Expected `str` of length >= 1"),
        (URL, "html", ["skip=one"], "the parameter skip is a string; give a whole number"),
        (URL, "html", ["end=a", "end=b"], "the parameter end is given twice"),
        (URL, "html", ["keep=article"], "no element is chosen by the CSS selector 'article'"),
        (URL, "rss-item", [], "rss-item: the parameter item is missing"),
    ],
)
def test_what_no_recipe_may_have_is_told(
    url: str, extractor: str, settings: list[str], message: str
) -> None:
    with pytest.raises(WrongUse, match=re.escape(message)):
        make_recipe(url, PAGE, extractor, settings)
