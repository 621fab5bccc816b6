"""What a page points to: relative links, and paths that it names."""

from __future__ import annotations

import re

_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s#]+)[^)]*\)")
_ADDRESS = re.compile(r"https?://\S+")
_PATH = re.compile(
    r"(?<![\w./{}-])((?:[\w.-]+/)*[\w-][\w.-]*\.(?:md|jsonl?|txt|toml|ya?ml|parquet|py|cff|lock))\b"
)
_FOLDER = re.compile(r"`((?:[\w.-]+/)+)`")
_CAPITALS = re.compile(r"(?<![\w./-])(LICENSE|CITATION|CHANGELOG|DATASHEET)(?!\.?\w|/)")
_LABEL = re.compile(r"\[[^\]]*\](?=\()")

OWN = {"article.txt", "draft.json", "predictions.jsonl", "a.jsonl", "b.jsonl"}
"""Files that examples call the reader's own."""


def pointers(page: str) -> set[str]:
    """Every relative link and every path that a page names, but the reader's own files."""
    links = set(_LINK.findall(page))
    bare = _LABEL.sub(" ", _ADDRESS.sub(" ", page))
    named = {*_PATH.findall(bare), *_FOLDER.findall(bare), *_CAPITALS.findall(bare)}
    return {path.rstrip("/") for path in links | named} - OWN
