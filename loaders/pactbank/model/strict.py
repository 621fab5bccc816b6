"""The base of records that are read from files."""

from __future__ import annotations

import msgspec


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Base of records that are read from files: immutable, no unknown fields."""
