"""What a score was made of, in one line: the same signature, the same figures.

    task:entities|metrics:2|split:test|types:all|levels:all|zones:all|map:none|documents:12|
    texts:12|gold:7a31c0de12ab99f4|predictions:0b5c…|interval:bca|replicates:10000|seed:12345|
    pactbank:0.1.0

Hashes are of what labels say (`contents`), so that neither the order of documents, labels and keys
nor the ids of labels change them.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import msgspec

METRICS_VERSION = 2
"""Of the definitions in docs/SCORING.md; any change of a figure's meaning raises it."""
_DIGITS = 16


def signature(parts: Mapping[str, str]) -> str:
    return "|".join(f"{name}:{value}" for name, value in parts.items())


def hash_plain(value: Any) -> str:
    """The hash of records in an order that is canonical already."""
    return sha256(msgspec.json.encode(value)).hexdigest()[:_DIGITS]
