"""Markdown to text: the words of each line, and the numbers and marks of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pactbank.corpus.extract.markup import html_text, tidy
from pactbank.corpus.extract.parameters import Given, words

if TYPE_CHECKING:
    from markdown_it.token import Token

_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def markdown_text(source: str, given: Given) -> str:
    """The text of a page in Markdown, without front matter, footnotes, pictures and addresses.

    Lines end where the source ends them. `brackets` "drop" removes square brackets that are not a
    link in this file: sites that put the addresses in later leave them.
    """
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin

    parser = MarkdownIt("commonmark").use(front_matter_plugin).use(footnote_plugin)
    drop = words(given, "brackets") == "drop"
    return tidy("".join(_blocks(parser.parse(source), drop)))


def _blocks(tokens: Sequence[Token], drop: bool) -> Iterator[str]:
    """The texts of the blocks, each after a blank line; items of a list that has no blank lines
    follow each other like lines."""
    mark, in_tight_list, footnote, end = "", False, False, 0
    for token in tokens:
        if token.type in ("footnote_block_open", "footnote_block_close"):
            footnote = token.type == "footnote_block_open"
        elif token.type == "list_item_open":
            mark = f"{token.info}{token.markup} "
        elif token.type == "paragraph_open":
            in_tight_list = token.hidden
        elif not footnote and (text := _block(token, drop)):
            start, after = token.map or (end + 1, end + 1)
            yield "\n" if in_tight_list and start == end else "\n\n"
            yield mark + text
            mark, in_tight_list, end = "", False, after


def _block(token: Token, drop: bool) -> str:
    if token.type == "inline":
        return "".join(_inline(child, drop) for child in token.children or ())
    if token.type == "html_block":
        return html_text(token.content, {})
    return token.content if token.type in ("fence", "code_block") else ""


def _inline(token: Token, drop: bool) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "html_inline":
        return "\n" if _LINE_BREAK.fullmatch(token.content) else ""
    if token.type == "text" and drop:
        return _BRACKETS.sub(r"\1", token.content)
    return token.content if token.type in ("text", "text_special", "code_inline") else ""
