"""Constrained scalars: the types of the fields of records."""

from __future__ import annotations

from typing import Annotated

import msgspec

MAX_OFFSET = 2147483647

# `\Z` and not `$`: in Python `$` also matches before a final line feed.
Slug = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z", max_length=64)]
# Matching a pattern for each label would take most of the decoder's time. Instead the record checks
# all its ids at once (`check_ids`), and a reference is checked when it is looked up.
LabelId = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Reference = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z", max_length=64)]
Day = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", max_length=10)]
Moment = Annotated[
    str,
    msgspec.Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2})?\Z", max_length=16),
]
"""A day or a minute."""
LanguageTag = Annotated[
    str,
    msgspec.Meta(
        pattern=r"\A[a-z]{2,3}(?:-[a-z]{3})?(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?"
        r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[a-wy-z](?:-[a-z0-9]{2,8})+)*"
        r"(?:-x(?:-[a-z0-9]{1,8})+)?\Z",
        max_length=64,
    ),
]
"""Language, script, region, variants, extensions and private use, as RFC 5646 orders them."""
Address = Annotated[str, msgspec.Meta(pattern=r"\Ahttps?://[^ ]+\Z", max_length=512)]
Contact = Annotated[
    str,
    msgspec.Meta(pattern=r"\A(?:https?://[!-~]+|[!-?A-~]+@[!-?A-~]+)\Z", max_length=512),
]
"""An e-mail address or a web address."""
Licence = Annotated[
    str,
    msgspec.Meta(
        pattern=r"\A[(]*[A-Za-z0-9.+-]+[)]*(?: (?:AND|OR|WITH) [(]*[A-Za-z0-9.+-]+[)]*)*\Z",
        max_length=512,
    ),
]
MediaType = Annotated[str, msgspec.Meta(pattern=r"\A[a-z]+/[a-z0-9][a-z0-9.+-]*\Z", max_length=127)]
Offset = Annotated[int, msgspec.Meta(ge=0, le=MAX_OFFSET)]
Count = Annotated[int, msgspec.Meta(ge=0, le=MAX_OFFSET)]
Version = Annotated[int, msgspec.Meta(ge=1, le=MAX_OFFSET)]
Confidence = Annotated[float, msgspec.Meta(ge=0, le=1)]
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=20000)]
LONGEST_CONTEXT = 20000
"""Code points of the words before or after a quote, at most."""
Context = Annotated[str, msgspec.Meta(max_length=LONGEST_CONTEXT)]
"""Words beside a quote; empty where the text begins or ends with it."""
Range = tuple[Offset, Offset]
"""A half-open range of Unicode code points: [start, end)."""
LetterSpans = Annotated[tuple[Range, ...], msgspec.Meta(min_length=1)]
"""The ranges of the text that, joined, make up a withheld name."""
