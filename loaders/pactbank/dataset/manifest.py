"""manifest.json of a build: its documents and files by hash, to check a build before it is read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from pactbank.corpus.files import file_sha256, sha256
from pactbank.errors import WrongUse
from pactbank.model import codec
from pactbank.model.inputs import list_files, read_file
from pactbank.model.registers import BuiltDocument, BuiltFile, Manifest

FILE = "manifest.json"


def digest(documents: Iterable[BuiltDocument], files: Iterable[BuiltFile]) -> str:
    """sha256 over the documents and files of a build, in the order of the manifest."""
    return sha256(msgspec.json.encode([list(documents), list(files)]))


def read(folder: Path) -> Manifest:
    """The manifest of the build in a folder. Raises `WrongUse` where there is none."""
    try:
        return codec.decode(read_file(folder / FILE), Manifest)
    except (FileNotFoundError, NotADirectoryError):
        raise WrongUse(f"{folder} is no PactBank build: it has no {FILE}") from None
    except OSError as error:
        raise WrongUse(f"{folder} is no PactBank build: {FILE}: {error.strerror}") from None
    except (codec.Unreadable, msgspec.ValidationError) as error:
        raise WrongUse(f"{folder} is no PactBank build: {FILE}: {error}") from None


def files_in(folder: Path, *, hidden: bool = False) -> set[str]:
    """The path of every file below a folder, relative to it. Files and folders whose name begins
    with a dot are left out unless `hidden` is true (the Hub adds `.gitattributes` to a build).
    Raises `OSError` where a folder cannot be read."""
    return {path.relative_to(folder).as_posix() for path in list_files(folder, hidden=hidden)}


def check(folder: Path, *, others: bool = False) -> list[str]:
    """A sentence for each difference between a build and its manifest; none for a sound build.
    With `others` the folder may have files that are not in the manifest, as a repository may."""
    try:
        manifest = read(folder)
        found = files_in(folder) - {FILE}
    except WrongUse as error:
        return [str(error)]
    except OSError as error:
        return [f"{error.filename} cannot be read: {error.strerror}"]
    listed = {file.path: file.sha256 for file in manifest.files}
    unlisted = set() if others else found - listed.keys()
    problems = [f"{path} is not in the manifest" for path in sorted(unlisted)]
    for path, expected in listed.items():
        if path not in found:
            problems.append(f"{path} is missing")
        elif (actual := _sha256(folder / path)) != expected:
            problems.append(f"{path}: sha256 is {actual}, the manifest says {expected}")
    if digest(manifest.documents, manifest.files) != manifest.digest:
        problems.append(f"{FILE}: the digest is not that of its lists")
    return problems


def _sha256(path: Path) -> str:
    """The sha256 of a file, or why it has none."""
    try:
        return file_sha256(path)
    except OSError as error:
        return f"not known ({error.strerror})"
