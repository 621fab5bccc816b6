"""Wikitext to text: the words of links, and of those templates that show words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pactbank.corpus.extract.markup import tidy
from pactbank.corpus.extract.parameters import Given, Unextractable, several

if TYPE_CHECKING:
    from mwparserfromhell.nodes import Node, Template
    from mwparserfromhell.wikicode import Wikicode

_NO_WORDS = ("category", "file", "image", "media")
"""What stands before the colon in links that show a picture, or nothing."""
_SHOWN_INSTEAD = {"br": "\n", "gallery": "", "ref": "", "table": ""}
"""What is shown instead of these elements."""


def wikitext_text(source: str, given: Given) -> str:
    """The text of a page in wikitext, without pictures, tables, notes and templates.

    Of the templates that `templates` names, the second value is shown, as of links, or the only
    one: `{{w|Treaty of Rome|the treaty}}`.
    """
    import mwparserfromhell

    try:
        code = mwparserfromhell.parse(source)
        shown = {name.lower() for name in several(given, "templates")}
        for link in code.filter_wikilinks():
            if str(link.title).partition(":")[0].strip().lower() in _NO_WORDS:
                _replace(code, link, "")
        for tag in code.filter_tags():
            if (name := str(tag.tag).strip().lower()) in _SHOWN_INSTEAD:
                _replace(code, tag, _SHOWN_INSTEAD[name])
        for template in reversed(code.filter_templates()):
            named = str(template.name).strip().lower() in shown
            _replace(code, template, _shown(template) if named else "")
        return tidy(str(code.strip_code(collapse=False)))
    except RecursionError:
        raise Unextractable("the wikitext is nested too deeply") from None


def _replace(code: Wikicode, node: Node, text: str) -> None:
    """Put text in the place of a node, unless it went with another one."""
    if code.contains(node):
        code.replace(node, text)


def _shown(template: Template) -> str:
    values = [str(each.value) for each in template.params if not each.showkey]
    return "".join(values[:2][-1:])
