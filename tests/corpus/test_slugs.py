from __future__ import annotations

import pytest

from pactbank.corpus.slugs import slug


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("My Pacts", "my-pacts"), ("Überblick_2031.txt", "uberblick-2031-txt"), ("--x--", "x"),
        ("x" * 80, "x" * 64), ("x" * 63 + "-y", "x" * 63), ("協定", ""), ("", ""),
    ],
)  # fmt: skip
def test_names_become_slugs(name: str, made: str) -> None:
    assert slug(name) == made
