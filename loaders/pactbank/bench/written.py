"""Records as the files of a results folder: indented JSON, so that a diff can be read."""

from __future__ import annotations

from pathlib import Path

import msgspec

from pactbank.corpus.files import write_atomically


def write_record(path: Path, record: msgspec.Struct) -> None:
    """Write the whole file or nothing."""
    write_atomically(path, msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")
