"""What `corpus.lock` lists, looked up by path, by document and by text; parsed once as long as the
file stays the same."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pactbank.model.document import SCHEMA_VERSION
from pactbank.model.registers import Lock, LockedFile

_SLUG = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
_RECORD = re.compile(r"v([1-9][0-9]{0,9})\.json")
_TEXT = re.compile(r"([^/]{1,255})/v([1-9][0-9]{0,9})(?:\.raw)?\.txt")


def is_slug(name: str) -> bool:
    """Whether a name has the form of a document id, which cannot lead out of a folder."""
    return _SLUG.fullmatch(name) is not None


class LockIndex:
    """The files that a lock lists."""

    def __init__(self, lock: Lock) -> None:
        self.lock = lock

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The sha256 of each file by its path."""
        return self.lock.hashes()

    @cached_property
    def versions(self) -> dict[str, list[int]]:
        """Every document id with its versions, ascending."""
        found: dict[str, list[int]] = {}
        for path in sorted(path for path in self.hashes if path.endswith(".json")):
            folder, _, file = path.partition("/")
            if (match := _RECORD.fullmatch(file)) and is_slug(folder):
                found.setdefault(folder, []).append(int(match[1]))
        for versions in found.values():
            versions.sort()
        return found

    def with_text(self, digest: str) -> Iterator[tuple[str, int]]:
        """The versions that have a text, raw or clean, with this sha256."""
        for path in self._paths.get(digest, ()):
            if match := _TEXT.fullmatch(path):
                yield match[1], int(match[2])

    def with_changes(self, changed: Mapping[str, str], gone: Container[str] = ()) -> Lock:
        """The lock with these hashes by path, without what is gone."""
        hashes = {**self.hashes, **changed}
        kept = sorted(path for path in hashes if path not in gone)
        files = tuple(LockedFile(path=path, sha256=hashes[path]) for path in kept)
        return Lock(schema_version=SCHEMA_VERSION, files=files)

    @cached_property
    def _paths(self) -> dict[str, list[str]]:
        """The paths of the files with each sha256."""
        found: dict[str, list[str]] = {}
        for path, digest in self.hashes.items():
            found.setdefault(digest, []).append(path)
        return found


EMPTY = Lock(schema_version=SCHEMA_VERSION, files=())
"""The lock of a corpus that has no file yet."""


@dataclass(slots=True)
class LastIndex:
    """The index of the lock that was read or written last, and the bytes of its file."""

    data: bytes | None = None
    index: LockIndex = field(default_factory=lambda: LockIndex(EMPTY))
