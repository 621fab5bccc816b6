"""Texts in the user's cache, by hash: what `pactbank fetch` has brought.

Nothing there is trusted: a text is checked against its hash whenever it is read.
"""

from __future__ import annotations

from pathlib import Path

from pactbank.corpus.files import sha256, write_atomically
from pactbank.corpus.resources import user_cache
from pactbank.model.inputs import read_file


def cached_text(raw_sha256: str) -> str | None:
    """The raw text with this hash; None where the cache has none, or a file that is not that text.
    Raises `OSError` where that cannot be told."""
    try:
        data = read_file(_place(raw_sha256))
    except FileNotFoundError:
        return None
    return data.decode("utf-8") if sha256(data) == raw_sha256 else None


def cached_file(raw_sha256: str) -> Path | None:
    """The file that has the raw text with this hash; None as in `cached_text`."""
    return None if cached_text(raw_sha256) is None else _place(raw_sha256)


def store_text(text: str) -> str:
    """Keep a raw text, whole or not at all, and return its hash. Raises `OSError`."""
    data = text.encode("utf-8")
    digest = sha256(data)
    write_atomically(_place(digest), data)
    return digest


def _place(raw_sha256: str) -> Path:
    return user_cache() / "texts" / f"{raw_sha256}.txt"
