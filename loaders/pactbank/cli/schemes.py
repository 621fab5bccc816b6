"""What is said of labels that follow different versions of the scheme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pactbank.errors import first_of

_DOCUMENTS = 10
"""So many documents are named in a line."""


def schemes_told(schemes: Mapping[str, Sequence[int]]) -> Iterator[str]:
    """One line about documents whose labels, which are compared, follow these different versions;
    none where there is no such document."""
    if schemes:
        named = [f"{name} ({' and '.join(map(str, of))})" for name, of in schemes.items()]
        yield (
            "different versions of the scheme, so that they differ in what the scheme asks, too: "
            f"{first_of(named, _DOCUMENTS)}; see pactbank migrate"
        )
