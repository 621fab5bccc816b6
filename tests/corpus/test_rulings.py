from __future__ import annotations

import pytest

from pactbank.corpus.rulings import Rulings

PAGE = """\
# Rulings

| id | words |
|---|---|
| G1 | of any text |

## hask-note v1

Adjudicated by two readers; R7 was put off.

| id | words | decision |
|---|---|---|
| R1 | both | one |
|R2| deal | four |

### Afterwards

| R3 | talks | none |

## calder-radar v2

| R1 | both | one |
| R9 | radar | none |
"""


@pytest.mark.parametrize(
    ("document", "ids"),
    [
        ("hask-note", {"G1", "R1", "R2", "R3"}),
        ("calder-radar", {"G1", "R1", "R9"}),
        ("orlen-supply", {"G1"}),
    ],
)
def test_the_ids_on_a_document(document: str, ids: set[str]) -> None:
    assert Rulings(PAGE).ids(document) == ids


def test_a_page_without_headings_of_documents_is_for_all() -> None:
    page = "# Ours\n## Spans\n| R1 | x |\n## Stances\n| R2 | y |\n"
    assert Rulings(page).ids("a") == {"R1", "R2"}
    assert Rulings("").ids("a") == set()
