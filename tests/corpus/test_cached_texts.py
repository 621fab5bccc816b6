from __future__ import annotations

from pathlib import Path

import pytest

from pactbank.corpus.cached_texts import cached_text, store_text
from pactbank.corpus.files import sha256


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PACTBANK_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.mark.parametrize("text", ["One\r\n\nzwei é 𝄞\n", "\ufeffmark", ""])
def test_a_text_is_had_by_its_hash(text: str) -> None:
    digest = store_text(text)
    assert digest == sha256(text.encode())
    assert cached_text(digest) == text


def test_a_text_that_is_not_there_or_damaged_is_none(cache: Path) -> None:
    assert cached_text("0" * 64) is None
    digest = store_text("One\n")
    [file] = (cache / "texts").iterdir()
    file.write_bytes(b"\xff")
    assert cached_text(digest) is None
    store_text("One\n")
    assert cached_text(digest) == "One\n"


def test_a_cache_that_cannot_be_read_is_not_taken_for_empty(cache: Path) -> None:
    (cache / "texts" / f"{'0' * 64}.txt").mkdir(parents=True)
    with pytest.raises(OSError, match="is a folder"):
        cached_text("0" * 64)
