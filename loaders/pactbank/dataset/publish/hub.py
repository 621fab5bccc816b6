"""One dataset repository on the Hub; the only user of `HfApi`.

The token is the one that `huggingface_hub` finds (`HF_TOKEN`, or `hf auth login`). It is passed to
nothing here, and removed from the messages of errors.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pactbank.dataset import manifest as manifests
from pactbank.dataset.publish.head import HeadChange, head_change
from pactbank.dataset.publish.refusals import hub_error
from pactbank.errors import WrongUse
from pactbank.model.credentials import check_sendable

TOKEN = "the token for the Hub (HF_TOKEN, or the one of `hf auth login`)"
_UNCHANGED = "what was published is unchanged; run it again to complete this"


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit on the Hub; `pull_request` is the address of its pull request, None if the commit is
    on main."""

    oid: str
    url: str
    pull_request: str | None


class Hub:
    """The operations on a repository that publishing needs. Every method raises `ServerFailed` if
    the Hub refuses or cannot be reached."""

    def __init__(self, repository: str) -> None:
        from huggingface_hub import HfApi

        self.repository = checked_id(repository)
        self.api = HfApi()

    @property
    def url(self) -> str:
        """The page of the repository."""
        return f"{self.api.endpoint}/datasets/{self.repository}"

    def require_token(self) -> None:
        """Raises `WrongUse` without a token, and for one that no header can carry."""
        from huggingface_hub import get_token

        token = get_token()
        if token is None:
            raise WrongUse(
                "there is no token for the Hub: run `hf auth login`, or set HF_TOKEN to a token "
                f"that may write to {self.repository}"
            )
        check_sendable(token, TOKEN)

    def refuse_tag(self, tag: str) -> None:
        """Raises `WrongUse` if the tag exists."""
        from huggingface_hub.errors import RepositoryNotFoundError

        with self._as_server_failed("nothing was sent"):
            try:
                refs = self.api.list_repo_refs(self.repository, repo_type="dataset")
            except RepositoryNotFoundError:
                return
        if tag in {ref.name for ref in refs.tags}:
            raise WrongUse(
                f"{self.repository} has a tag {tag}, and a release is never changed: name another"
            )

    def refuse_public(self) -> None:
        """Raises `WrongUse` if the repository exists and everybody can read it."""
        from huggingface_hub.errors import RepositoryNotFoundError

        with self._as_server_failed("nothing was sent"):
            try:
                public = not self._info().private
            except RepositoryNotFoundError:
                return
        if public:
            raise WrongUse(f"{self.repository} exists and is public: --private is for a new one")

    def create(self, *, private: bool) -> None:
        """Create the repository if it does not exist."""
        with self._as_server_failed("no file was sent"):
            self.api.create_repo(
                self.repository, repo_type="dataset", private=private or None, exist_ok=True
            )

    def change(self, folder: Path) -> HeadChange:
        """What a commit of the build in `folder` would take away from main."""
        from huggingface_hub.errors import RepositoryNotFoundError

        with self._as_server_failed("no file was sent"):
            try:
                return head_change(self.api, self.repository, folder)
            except RepositoryNotFoundError:
                return HeadChange(None)

    def commit(self, folder: Path, title: str, change: HeadChange, *, create_pr: bool) -> Commit:
        """Put the folder into the repository and delete what `change` says, in one commit on top of
        its head. Returns that commit, or the head if it has this content already.

        `upload_folder` is not used: where `hf_xet` is installed it may spread a large folder over
        several commits, and main would hold half a release between them.
        """
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        additions = [
            CommitOperationAdd(path_in_repo=name, path_or_fileobj=folder / name)
            for name in sorted(manifests.files_in(folder))
        ]
        with self._as_server_failed(_UNCHANGED):
            self.api.preupload_lfs_files(
                self.repository, additions, repo_type="dataset", create_pr=create_pr
            )
        page = f"{self.url}/{'discussions' if create_pr else 'commits/main'}"
        lost = f"it is unknown whether the commit was made: look at {page}"
        with self._as_server_failed(_UNCHANGED, ("/commit/", lost)):
            commit = self.api.create_commit(
                self.repository,
                repo_type="dataset",
                operations=[
                    *(CommitOperationDelete(path_in_repo=name) for name in change.deleted),
                    *additions,
                ],
                commit_message=title,
                create_pr=create_pr,
                parent_commit=change.head,
            )
        return Commit(commit.oid, str(commit.commit_url), commit.pr_url)

    def tag(self, tag: str, commit: str, message: str) -> None:
        """Name a commit."""
        there = f"the files are there, as commit {commit}; "
        lost = f"{there}it is unknown whether they are tagged: look at {self.url}/tree/{tag}"
        with self._as_server_failed(f"{there}run it again to tag them", ("/tag/", lost)):
            self.api.create_tag(
                self.repository, tag=tag, tag_message=message, revision=commit, repo_type="dataset"
            )

    def _info(self) -> Any:
        return self.api.dataset_info(self.repository)

    @contextmanager
    def _as_server_failed(self, state: str, lost: tuple[str, str] | None = None) -> Iterator[None]:
        with as_server_failed(self.repository, state, lost):
            yield


def fetch(repository: str, revision: str | None = None) -> Path:
    """Download a published build into the cache of `huggingface_hub`, and return its folder.

    `revision` is a tag, a branch or a commit (default: main). Raises `ServerFailed` if the Hub
    refuses or cannot be reached, and `WrongUse` for an id that cannot be one.
    """
    from huggingface_hub import get_token, snapshot_download

    if (token := get_token()) is not None:
        check_sendable(token, TOKEN)
    state = "nothing was written, and no folder here has this name"
    with as_server_failed(checked_id(repository), state):
        return Path(snapshot_download(repository, repo_type="dataset", revision=revision))


def checked_id(repository: str) -> str:
    """The id of a repository. Raises `WrongUse` if it cannot be one."""
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

    try:
        validate_repo_id(repository)
    except HFValidationError as error:
        raise WrongUse(f"{repository!r} is no repository: {error}") from None
    if repository.count("/") != 1:
        raise WrongUse(f"{repository!r} is no repository: write it as ORG/NAME")
    return repository


@contextmanager
def as_server_failed(
    repository: str, state: str, lost: tuple[str, str] | None = None
) -> Iterator[None]:
    """Turns an error of `huggingface_hub` into a `ServerFailed`; `state` is what it says is on the
    Hub or on the disk now. `lost` has a part of an address, and what is said instead if a request
    to such an address may have been carried out although its answer was lost."""
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]

    try:
        yield
    # A failed upload is a RuntimeError, a malformed answer a ValueError or KeyError, and a file
    # that is missing in the cache a kind of OSError.
    except (HTTPError, OSError, RuntimeError, ValueError, KeyError) as error:
        raise hub_error(error, repository, state, lost) from None
