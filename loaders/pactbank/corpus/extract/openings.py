"""What a page in wikitext opens and never closes: links, templates, tables, tags, comments.

The parser reads a page again from behind each such opening, so that their number times the length
of the page is what it takes at most.
"""

from __future__ import annotations

import re
from collections import Counter

_TOKEN = re.compile(
    r"""
      <!-- | </?(?P<tag>[A-Za-z][^\s<>/]*)(?P<rest>[^<>]*)(?P<end>>?)
    | \{\{ | \}\} | \[\[ | \[(?=[A-Za-z][A-Za-z+.-]{0,14}:|//) | \] | \n
    | ^[\ \t:]{0,99}\{\| | ^[\ \t]{0,99}\|\}(?!\})
    """,
    re.VERBOSE | re.MULTILINE,
)
_ALONE = frozenset("br wbr hr meta link img li dt dd th td tr".split())
"""Tags that need no closing one."""
_LINK, _ADDRESS, _TEMPLATE, _TABLE = "[[", "[", "{{", "{|"


def unclosed(source: str) -> int:
    """How many openings have no closing of their kind, or only one behind that of what they are
    in. Takes time linear in the page."""
    page = _Page()
    at, last_end = 0, source.rfind("-->")
    while found := _TOKEN.search(source, at):
        at = found.end()
        words = found[0]
        if words == "<!--":
            if at <= last_end:
                at = source.index("-->", at) + 3
            else:
                page.lost += 1
        elif found["tag"]:
            page.tag(words, found["tag"].lower(), found["rest"], bool(found["end"]))
        elif words == "]":
            at += page.bracket(source.startswith("]", at))
        else:
            page.mark(words.lstrip(" \t:"))
    return page.lost + len(page.open)


class _Page:
    """What is open, the innermost last, and how much was lost that was never closed."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.counts: Counter[str] = Counter()
        self.lost = 0

    def mark(self, words: str) -> None:
        if words in (_LINK, _ADDRESS, _TEMPLATE, _TABLE):
            self._begin(words)
        elif words == "\n":
            if self.open and self.open[-1] == _ADDRESS:  # an address ends with its line
                self._end(_ADDRESS)
                self.lost += 1
        else:
            self._end(_TEMPLATE if words == "}}" else _TABLE)

    def bracket(self, two: bool) -> int:
        """A closing bracket, perhaps of two; how many more were read."""
        if self.open and self.open[-1] == _ADDRESS:
            self._end(_ADDRESS)
            return 0
        self._end(_LINK if two else _ADDRESS)
        return int(two)

    def tag(self, words: str, name: str, rest: str, ended: bool) -> None:
        # Where a quote mark is alone, the tag has no end that the parser would find.
        if not ended or rest.count('"') % 2 or rest.count("'") % 2:
            self.lost += 1
        elif words.startswith("</"):
            self._end(name)
        elif name not in _ALONE and not words.endswith("/>"):
            self._begin(name)

    def _begin(self, kind: str) -> None:
        self.open.append(kind)
        self.counts[kind] += 1

    def _end(self, kind: str) -> None:
        """Close the innermost of a kind; what is open inside of it is lost."""
        if not self.counts[kind]:
            return
        while (inner := self.open.pop()) != kind:
            self.counts[inner] -= 1
            self.lost += 1
        self.counts[kind] -= 1
