"""What a repository has now, and what a commit on top of it would take away.

Only the files that the manifest of the earlier release lists are ours. Of these the ones that the
new release lacks are deleted. Files of others stay; where the new release has a file of the same
name, theirs would be lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pactbank.corpus.files import file_sha256
from pactbank.dataset import manifest as manifests
from pactbank.model import codec
from pactbank.model.inputs import read_file
from pactbank.model.registers import Manifest

if TYPE_CHECKING:
    from huggingface_hub import HfApi


@dataclass(frozen=True, slots=True)
class HeadChange:
    """What a commit on top of `head` (None: there is no repository) takes away: the files of the
    earlier release that are `deleted`, and the files of others that are `overwritten`."""

    head: str | None
    deleted: tuple[str, ...] = ()
    overwritten: tuple[str, ...] = ()

    @property
    def lost(self) -> tuple[str, ...]:
        """Every file that is not there any more as it is now."""
        return (*self.deleted, *self.overwritten)


def head_change(api: HfApi, repository: str, folder: Path) -> HeadChange:
    """What a commit of the build in `folder` would take away from main. Raises the errors of
    `huggingface_hub`."""
    head = api.dataset_info(repository).sha
    there = {
        entry.path: entry
        for entry in api.list_repo_tree(
            repository, repo_type="dataset", revision=head, recursive=True
        )
        if hasattr(entry, "blob_id")
    }
    content = _Content(api, repository, head)
    earlier = _listed(content, there)
    new = manifests.files_in(folder)
    deleted = (earlier.keys() & there.keys()) - new
    overwritten = (
        path
        for path in new & there.keys()
        if content.sha256(there[path]) not in (earlier.get(path), file_sha256(folder / path))
    )
    return HeadChange(head, tuple(sorted(deleted)), tuple(sorted(overwritten)))


@dataclass(frozen=True, slots=True)
class _Content:
    """The content of files on the Hub."""

    api: HfApi
    repository: str
    revision: str | None

    def path(self, name: str) -> Path:
        found = self.api.hf_hub_download(
            self.repository, name, repo_type="dataset", revision=self.revision
        )
        return Path(found)

    def sha256(self, entry: Any) -> str:
        """The sha256 of a file; of a large one the Hub knows it."""
        return entry.lfs.sha256 if entry.lfs else file_sha256(self.path(entry.path))


def _listed(content: _Content, there: dict[str, Any]) -> dict[str, str]:
    """The sha256 of each file of the earlier release, by path; none without a manifest that can be
    read."""
    if manifests.FILE not in there:
        return {}
    path = content.path(manifests.FILE)
    try:
        manifest = codec.decode(read_file(path), Manifest)
    except (codec.Unreadable, msgspec.ValidationError):
        return {}
    listed = {file.path: file.sha256 for file in manifest.files}
    return {**listed, manifests.FILE: file_sha256(path)}
