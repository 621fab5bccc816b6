"""manifest.json of a build: its documents and files by hash, to check a build before it is read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from pactbank.corpus.files import file_sha256, sha256
from pactbank.errors import WrongUse
from pactbank.model import codec
from pactbank.model.registers import BuiltDocument, BuiltFile, Manifest

FILE = "manifest.json"


def digest(documents: Iterable[BuiltDocument], files: Iterable[BuiltFile]) -> str:
    """sha256 over the documents and files of a build, in the order of the manifest."""
    return sha256(msgspec.json.encode([list(documents), list(files)]))


def read(folder: Path) -> Manifest:
    """The manifest of the build in a folder. Raises `WrongUse` where there is none."""
    try:
        return codec.decode((folder / FILE).read_bytes(), Manifest)
    except OSError:
        raise WrongUse(f"{folder} is no PactBank build: it has no {FILE}") from None
    except (codec.Unreadable, msgspec.ValidationError) as error:
        raise WrongUse(f"{folder} is no PactBank build: {FILE}: {error}") from None


def files_in(folder: Path, *, hidden: bool = False) -> set[str]:
    """The path of every file below a folder, relative to it. Files and folders whose name begins
    with a dot are left out unless `hidden` is true (the Hub adds `.gitattributes` to a build)."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {
        path.as_posix()
        for path in files
        if hidden or not any(part.startswith(".") for part in path.parts)
    }


def check(folder: Path, *, others: bool = False) -> list[str]:
    """A sentence for each difference between a build and its manifest; none for a sound build.
    With `others` the folder may have files that are not in the manifest, as a repository may."""
    try:
        manifest = read(folder)
    except WrongUse as error:
        return [str(error)]
    found = files_in(folder) - {FILE}
    listed = {file.path: file.sha256 for file in manifest.files}
    unlisted = set() if others else found - listed.keys()
    problems = [f"{path} is not in the manifest" for path in sorted(unlisted)]
    for path, expected in listed.items():
        if path not in found:
            problems.append(f"{path} is missing")
        elif (actual := file_sha256(folder / path)) != expected:
            problems.append(f"{path}: sha256 is {actual}, the manifest says {expected}")
    if digest(manifest.documents, manifest.files) != manifest.digest:
        problems.append(f"{FILE}: the digest is not that of its lists")
    return problems
