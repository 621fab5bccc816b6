"""Constrained scalars that the records are made of."""

from __future__ import annotations

from typing import Annotated

import msgspec

MAX_OFFSET = 2147483647

# `\Z` and not `$`: in Python `$` also matches before a final line feed.
Slug = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z", max_length=64)]
LabelId = Annotated[str, msgspec.Meta(pattern=r"\A[a-z][a-z0-9._-]*\Z", max_length=64)]
# A reference is checked by looking it up, so it needs no pattern (which would cost most of the
# decoder's time).
Reference = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z", max_length=64)]
Day = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", max_length=10)]
Offset = Annotated[int, msgspec.Meta(ge=0, le=MAX_OFFSET)]
Count = Annotated[int, msgspec.Meta(ge=0, le=MAX_OFFSET)]
Version = Annotated[int, msgspec.Meta(ge=1, le=MAX_OFFSET)]
Confidence = Annotated[float, msgspec.Meta(ge=0, le=1)]
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=20000)]
Range = tuple[Offset, Offset]
"""A half-open range of Unicode code points: [start, end)."""
LetterSpans = Annotated[tuple[Range, ...], msgspec.Meta(min_length=1)]
"""Where the letters of a withheld name stand in the text; joined, they are the name."""
