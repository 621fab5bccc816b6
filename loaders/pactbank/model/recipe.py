"""How a text is had that is not in the corpus: a file on the web, and the part of it that is the
text."""

from __future__ import annotations

from typing import Annotated

import msgspec

from pactbank.model.scalars import Address, Count, Sha256, Short, Slug
from pactbank.model.strict import Strict

Parameter = Count | Short | tuple[Short, ...]
"""A place to count to, words, or several of them, such as CSS selectors."""
Parameters = Annotated[dict[Slug, Parameter], msgspec.Meta(max_length=16)]


class Recipe(Strict, frozen=True, kw_only=True):
    """The file at `url` is known by its hash; `extractor`, a name, makes the raw text from it as
    `parameters` say. The address is pinned to a commit where the source has one."""

    url: Address
    file_sha256: Sha256
    extractor: Slug
    parameters: Parameters
    raw_sha256: Sha256
