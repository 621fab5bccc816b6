"""Raw bytes to the raw text: no other format, no more than a news text can have, one encoding."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal

from pactbank.corpus.files import utf8_problems
from pactbank.corpus.formats import foreign_format
from pactbank.errors import InvalidData
from pactbank.model import rules
from pactbank.model.inputs import open_file, reading

MOST_BYTES = 1_000_000
"""The size of the longest raw text that is read. A long news text has a tenth of that."""
MOST_LINES = 10_000
"""The lines of the longest raw text that is read. A long news text has some hundred."""
_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(r"\r\n?|\n")

Encoding = Literal["utf-8", "utf-8-sig"]


def check_size(path: Path) -> None:
    """Look at the size of a raw text before it is read. Raises `InvalidData` for one that is
    larger than `MOST_BYTES`, and `WrongUse` for one that cannot be read."""
    with reading(path), open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
    _check_bytes(size, str(path))


def decode(data: bytes, file: str) -> tuple[Encoding, str]:
    """Encoding and raw text. A byte order mark belongs to the bytes, not to the text. Raises
    `InvalidData` for bytes that no text can be made of, and for more than `MOST_BYTES` or
    `MOST_LINES`."""
    _check_bytes(len(data), file)
    if foreign := foreign_format(data):
        raise InvalidData([rules.problem("PB704", file, str(foreign))])
    encoding: Encoding = "utf-8-sig" if data.startswith(_BOM) else "utf-8"
    if problems := utf8_problems(data, file):
        raise InvalidData(problems)
    raw = data.decode(encoding)
    if "\0" in raw:
        line = raw.count("\n", 0, raw.index("\0")) + 1
        raise InvalidData([rules.problem("PB210", file, "a NUL character", line=line)])
    _check_lines(raw, file)
    return encoding, raw


def _check_bytes(size: int, file: str) -> None:
    if size > MOST_BYTES:
        message = f"{size:,} bytes; a raw text has {MOST_BYTES:,} at most"
        raise InvalidData([rules.problem("PB705", file, message)])


def _check_lines(raw: str, file: str) -> None:
    count = len(_LINE_END.findall(raw))
    if count > MOST_LINES:
        message = f"{count:,} lines; a raw text has {MOST_LINES:,} at most"
        raise InvalidData([rules.problem("PB705", file, message)])
