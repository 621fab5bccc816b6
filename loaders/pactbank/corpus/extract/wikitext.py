"""Wikitext to text: the words of links, and of those templates that show words."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING

from pactbank.corpus.extract.markup import tidy
from pactbank.corpus.extract.openings import unclosed
from pactbank.corpus.extract.parameters import Given, Unextractable, several

if TYPE_CHECKING:
    from mwparserfromhell.nodes import Node
    from mwparserfromhell.wikicode import Wikicode

_NO_WORDS = ("category", "file", "image", "media")
"""What stands before the colon in links that show a picture, or nothing."""
_MOST = 5_000_000
"""So many openings that are never closed, times the characters of the page, take some seconds."""
_INSTEAD = {"br": "\n", "hr": "\n\n", "gallery": "", "math": "", "ref": "", "table": ""}
"""What is shown instead of these elements."""


def wikitext_text(source: str, given: Given) -> str:
    """The text of a page in wikitext, without pictures, tables, notes and templates.

    Of the templates that `templates` names, the second value is shown, as of links, or the only
    one: `{{w|Treaty of Rome|the treaty}}`. Raises `Unextractable` for a page that the parser
    fails on, and for one that leaves so much open that it would take very long.
    """
    import mwparserfromhell
    from mwparserfromhell.parser import ParserError

    if (left := unclosed(source)) * len(source) > _MOST:
        raise Unextractable(
            f"{left:,} links, templates, tables, tags or comments of {len(source):,} characters of "
            "wikitext are never closed; close them, or extract a part of the page"
        )
    templates = {name.lower() for name in several(given, "templates")}
    try:
        return tidy(_text(mwparserfromhell.parse(source), templates))
    except (ParserError, RecursionError):
        raise Unextractable("the wikitext cannot be parsed") from None


def _text(code: Wikicode, templates: Container[str]) -> str:
    return "".join(_words(node, templates) for node in code.nodes)


def _words(node: Node, templates: Container[str]) -> str:
    """What a node shows to a reader."""
    from mwparserfromhell import nodes

    if isinstance(node, nodes.Text):
        return str(node.value)
    if isinstance(node, nodes.HTMLEntity):
        return str(node.normalize())
    if isinstance(node, nodes.Tag) and (name := str(node.tag).strip().lower()) in _INSTEAD:
        return _INSTEAD[name]
    shown = _shown(node, templates)
    return "" if shown is None else _text(shown, templates)


def _shown(node: Node, templates: Container[str]) -> Wikicode | None:
    """The part of a node in which its words are, None where it has none."""
    from mwparserfromhell import nodes

    if isinstance(node, nodes.Wikilink):
        kind = str(node.title).partition(":")[0].strip().lower()
        return None if kind in _NO_WORDS else node.text or node.title
    if isinstance(node, nodes.ExternalLink):
        return node.title or node.url
    if isinstance(node, nodes.Template):
        values = [each.value for each in node.params if not each.showkey]
        chosen = str(node.name).strip().lower() in templates
        return values[:2][-1] if chosen and values else None
    if isinstance(node, nodes.Heading):
        return node.title
    return node.contents if isinstance(node, nodes.Tag) else None
