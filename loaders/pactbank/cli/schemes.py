"""What is said of labels that follow different versions of the scheme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

_DOCUMENTS = 10
"""So many documents are named in a line."""


def schemes_told(schemes: Mapping[str, Sequence[int]]) -> Iterator[str]:
    """One line about documents whose labels, which are compared, follow these different versions;
    none where there is no such document."""
    if schemes:
        named = [f"{name} ({' and '.join(map(str, of))})" for name, of in schemes.items()]
        more = f" and {len(named) - _DOCUMENTS} more" if len(named) > _DOCUMENTS else ""
        yield (
            "different versions of the scheme, so that they differ in what the scheme asks, too: "
            f"{', '.join(named[:_DOCUMENTS])}{more}; see pactbank migrate"
        )
