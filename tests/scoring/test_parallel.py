"""Work in threads: results in order, and no more taken in advance than is worked on."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from pactbank.scoring.parallel import in_order


@pytest.mark.parametrize("size", [0, 1, 2, 50])
def test_results_come_in_the_order_of_the_items(size: int) -> None:
    assert list(in_order(lambda item: item * item, range(size))) == [at * at for at in range(size)]


def test_few_items_are_taken_in_advance() -> None:
    taken = []

    def items() -> Iterator[int]:
        for item in range(100):
            taken.append(item)
            yield item

    for told, _ in enumerate(in_order(str, items()), 1):
        assert len(taken) <= told + (os.cpu_count() or 1)


def test_what_work_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_order(lambda item: 1 // item, [1, 0, 1]))
