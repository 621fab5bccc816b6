"""Puts the data into wheel and sdist: exactly what git tracks, without withheld text. Makes their
description from README.md, without what only a checkout has.

Data are never put into an editable install, where copies would go stale. In an unpacked sdist there
is no git, and what lies there is what was tracked.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

FOLDERS = ("corpus", "schema", "annotations", "leaderboard")


class ReadmeHook(MetadataHookInterface):
    """The `custom` metadata hook."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        page = (Path(self.root) / "README.md").read_text("utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": description(page)}


def description(page: str) -> str:
    """README.md without the blocks that are for a checkout."""
    return re.sub(r"<!-- checkout:begin -->.*?<!-- checkout:end -->\n*", "", page, flags=re.DOTALL)


class DataHook(BuildHookInterface[Any]):
    """The `custom` build hook of both targets."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        prefix = "pactbank/data/" if self.target_name == "wheel" else ""
        self._folder = tempfile.TemporaryDirectory()
        shipped = ship(Path(self.root), Path(self._folder.name))
        build_data["force_include"].update(
            {str(source): prefix + path for path, source in shipped.items()}
        )

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._folder.cleanup()


def ship(root: Path, scratch: Path) -> dict[str, Path]:
    """Each file to ship, by its path below the root, with the file that holds its content:
    the file itself, or a copy in `scratch` without text that is withheld."""
    sys.path.insert(0, str(root / "loaders"))
    from pactbank.corpus import rights

    paths = tracked(root)
    withheld = withheld_documents(root, paths)
    shipped: dict[str, Path] = {}
    for path in paths:
        text = clean_text(root, rights.text_path(path))
        kept = rights.shipped_bytes(path, (root / path).read_bytes(), withheld, text)
        if kept is None or path == "corpus/corpus.lock":
            continue
        shipped[path] = write(scratch / path, kept)
    shipped["corpus/corpus.lock"] = write(scratch / "corpus/corpus.lock", lock(shipped))
    return shipped


def tracked(root: Path) -> list[str]:
    """The data files of a checkout that git tracks, or of an unpacked sdist all there are."""
    if (root / ".git").exists():
        listing = subprocess.run(
            ["git", "ls-files", "-z", "--", *FOLDERS], cwd=root, check=True, capture_output=True
        )
        return sorted(filter(None, listing.stdout.decode("utf-8").split("\0")))
    files = (file for folder in FOLDERS for file in (root / folder).rglob("*") if file.is_file())
    return sorted(file.relative_to(root).as_posix() for file in files)


def withheld_documents(root: Path, paths: list[str]) -> set[str]:
    """Ids of documents whose text may not leave the checkout."""
    found = set()
    for path in paths:
        if re.fullmatch(r"corpus/[^/]+/v[0-9]+\.json", path):
            document = json.loads((root / path).read_text("utf-8"))
            if document["rights"]["redistribution"] != "full-text":
                found.add(document["id"])
    return found


def clean_text(root: Path, path: str | None) -> str | None:
    """The text of a record's document, None where it is not here."""
    if path is None or not (root / path).is_file():
        return None
    return (root / path).read_bytes().decode("utf-8")


def lock(shipped: dict[str, Path]) -> bytes:
    """corpus.lock of what is shipped, in the form the store writes."""
    files = [
        {
            "path": path.removeprefix("corpus/"),
            "sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
        }
        for path, source in sorted(shipped.items())
        if path.startswith("corpus/")
    ]
    return json.dumps({"schema_version": 1, "files": files}).encode("utf-8")


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
