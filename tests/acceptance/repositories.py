"""Repositories as a Hub keeps them: commits, branches, tags, pull requests, listings."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

Tree = dict[str, bytes]
Entry = dict[str, Any]


@dataclass
class Repository:
    private: bool = False
    gated: bool = False
    commits: dict[str, Tree] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    pulls: dict[str, str] = field(default_factory=dict)

    def commit(self, tree: Tree, title: str) -> str:
        """Add a commit to which no branch or tag points yet, and return its id."""
        listed = sorted((path, hashlib.sha256(data).hexdigest()) for path, data in tree.items())
        oid = hashlib.sha1(json.dumps([len(self.commits), title, listed]).encode()).hexdigest()
        self.commits[oid] = tree
        self.titles.append(title)
        return oid

    def resolve(self, revision: str) -> str | None:
        """The commit that a branch, tag, pull request or commit id means."""
        names = {**self.branches, **self.tags, **self.pulls}
        return names.get(revision) or (revision if revision in self.commits else None)


def changed(tree: Tree, operations: Iterable[Entry], large: Tree) -> Tree:
    """A tree after the operations of a commit, in the form in which the client sends them."""
    new = dict(tree)
    for operation in operations:
        key, value = operation["key"], operation["value"]
        if key == "file":
            new[value["path"]] = base64.b64decode(value["content"])
        elif key == "lfsFile":
            new[value["path"]] = large[value["oid"]]
        elif key == "deletedFile":
            del new[value["path"]]
    return new


def is_large(path: str) -> bool:
    return path.endswith(".parquet")


def oid_of(path: str, data: bytes) -> str:
    """sha256 of a large file, git's hash of any other."""
    if is_large(path):
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def listing(tree: Tree, folder: str, *, recursive: bool) -> list[Entry]:
    """Folders and files in a folder of a tree; none where there is no such folder."""
    start = f"{folder}/" if folder else ""
    files, folders = [], set()
    for path, data in sorted(tree.items()):
        if not path.startswith(start):
            continue
        parents = {part.as_posix() for part in PurePosixPath(path[len(start) :]).parents} - {"."}
        folders |= {f"{start}{part}" for part in parents if recursive or "/" not in part}
        if recursive or not parents:
            files.append(_file(path, data))
    return [*map(_folder, sorted(folders)), *files]


def entries(tree: Tree, paths: Iterable[str]) -> list[Entry]:
    """The files and folders at these paths; a path with neither is left out."""
    found = []
    for path in paths:
        if path in tree:
            found.append(_file(path, tree[path]))
        elif any(file.startswith(f"{path}/") for file in tree):
            found.append(_folder(path))
    return found


def _folder(path: str) -> Entry:
    return {"type": "directory", "path": path, "oid": "0" * 40, "size": 0}


def _file(path: str, data: bytes) -> Entry:
    oid = oid_of(path, data)
    large = {"lfs": {"oid": oid, "size": len(data), "pointerSize": 130}} if is_large(path) else {}
    return {"type": "file", "path": path, "size": len(data), "oid": oid[:40], **large}
