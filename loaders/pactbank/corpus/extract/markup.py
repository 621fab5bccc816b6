"""Markup to text: a paragraph is a line, a blank line stands between paragraphs.

The parsers of pages and of Markdown follow a published grammar (HTML 5, CommonMark), so that their
results do not change with their version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pactbank.corpus.extract.parameters import Given, Unextractable, several

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav "
    "ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_NESTED = _BLOCKS - frozenset("body dd dt hr legend li p tbody td tfoot th thead tr".split())
"""Blocks that only their own end tag closes, or the end of what they are in."""
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_MOST = 60_000_000
"""So many tags, times the blocks that are inside one another, take a second: at each tag the parser
looks through all that are open."""
_UNSEEN = frozenset("head noscript script style template textarea title".split())
_BREAK = "\0"
"""Stands where a block begins or ends. The parser leaves no NUL in a text."""


def tidy(text: str) -> str:
    """The text with one space for each run of blanks in a line, none at its ends, one blank line
    for several, and a final line feed."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def html_text(html: str, given: Given) -> str:
    """The text of a page, or of the elements that the CSS selectors `keep` choose, without those
    that `drop` chooses. Raises `Unextractable` where nothing is chosen, a selector is none, or
    blocks are nested very deep."""
    tags, depth = _nesting(html)
    if tags * depth > _MOST:
        raise Unextractable(
            f"{depth:,} elements of the page are inside one another, too many for its {tags:,} tags"
        )
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    tree = LexborHTMLParser(html)
    selector = ", ".join(several(given, "keep")) or "body"
    try:
        for dropped in several(given, "drop"):
            for node in tree.css(dropped):
                node.decompose()
        kept = tree.css(selector)
    except SelectolaxError as error:
        raise Unextractable(f"a CSS selector cannot be read: {error}") from None
    if not kept:
        raise Unextractable(f"no element is chosen by the CSS selector {selector!r}")
    chosen = {node.mem_id for node in kept}
    pieces = "".join(piece for node in kept if not _inside(node, chosen) for piece in _walk(node))
    blocks = (_lines(block) for block in pieces.split(_BREAK))
    return tidy("\n\n".join(block for block in blocks if block.strip()))


def _nesting(html: str) -> tuple[int, int]:
    """How many tags there are, and how many blocks are inside one another, as the tags say."""
    tags = depth = deepest = 0
    for end, name in _TAG.findall(html):
        tags += 1
        if name.lower() in _NESTED:
            depth = max(0, depth - 1) if end else depth + 1
            deepest = max(deepest, depth)
    return tags, deepest


def _inside(node: LexborNode, chosen: set[int]) -> bool:
    """Whether a node stands inside another one that is chosen, and is read with it."""
    above = node.parent
    while above is not None and above.mem_id not in chosen:
        above = above.parent
    return above is not None


def _lines(block: str) -> str:
    """A block of which only `<br>`, written as a line separator, ends a line."""
    return "\n".join(" ".join(line.split()) for line in block.split("\u2028"))


def _walk(root: LexborNode) -> Iterator[str]:
    """The texts below a node, in order, with breaks around blocks. Not recursive: a page may nest
    its elements as deeply as it likes."""
    yield _BREAK
    node: LexborNode | None = root.first_child
    while node is not None:
        tag = node.tag or ""
        if node.is_text_node:
            yield node.text_content or ""
        elif tag == "br":
            yield "\u2028"
        elif tag in _BLOCKS:
            yield _BREAK
        below = None if tag in _UNSEEN else node.first_child
        if below is not None:
            node = below
            continue
        while node is not None and node.next is None:
            node = node.parent
            if node is None or node.mem_id == root.mem_id:
                yield _BREAK
                return
            if (node.tag or "") in _BLOCKS:
                yield _BREAK
        node = None if node is None else node.next
    yield _BREAK
