from __future__ import annotations

import pytest

from pactbank.errors import errors_in, first_of, named, plural
from pactbank.model import rules


@pytest.mark.parametrize(
    ("names", "most", "told"),
    [
        ([], 2, ""),
        (["a", "b"], 2, "a, b"),
        (["a", "b", "c", "d"], 2, "a, b and 2 more"),
    ],
)
def test_the_first_of_many_names_are_told(names: list[str], most: int, told: str) -> None:
    assert first_of(names, most) == told


def test_a_name_that_does_not_exist_is_told_with_those_that_do() -> None:
    assert (
        named("tset", ["test", "train"]) == "'tset'; there is: test, train; perhaps 'test' is meant"
    )
    assert named("x", [f"n{number:02}" for number in range(42)]).endswith("n39 and 2 more")
    assert named("x", []) == "'x'; there is none"


def test_one_line_and_two_lines() -> None:
    assert [f"{number} {plural('line', number)}" for number in (0, 1, 2)] == [
        "0 lines",
        "1 line",
        "2 lines",
    ]


def test_errors_are_told_from_warnings() -> None:
    error, warning = (rules.problem(code, "f", "it is so") for code in ("PB001", "PB110"))
    assert errors_in([warning, error, warning]) == [error]
