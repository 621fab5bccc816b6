"""Labels in canonical form: what they say, without ids, in an order of its own."""

from __future__ import annotations

from typing import Any

import msgspec

_IDS = ("id", "from", "ruling", "checked_by")
"""Fields that say where a label is from and not what it says."""


def canonical(label: Any) -> str:
    """Canonical JSON of a label: keys sorted, lists sorted, what is absent left out."""
    return msgspec.json.encode(_ordered(msgspec.to_builtins(label))).decode("utf-8")


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        kept = (key for key in sorted(value) if key not in _IDS and value[key] is not None)
        return {key: _ordered(value[key]) for key in kept}
    if isinstance(value, (list, tuple)):
        return sorted((_ordered(item) for item in value), key=msgspec.json.encode)
    return value
