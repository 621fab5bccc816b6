"""Exported tasks, their submissions, and the annotator that each account is filed as."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from pactbank.corpus.store import Store
from pactbank.errors import InvalidData, UnknownName, WrongUse
from pactbank.model import rules


class Submission(msgspec.Struct, frozen=True):
    """One annotation of a task, as exports have it; `completed_by` is an id or a user."""

    id: int | None = None
    result: msgspec.Raw = msgspec.Raw(b"[]")
    completed_by: int | str | dict[str, Any] | None = None
    was_cancelled: bool = False
    created_at: str = ""
    updated_at: str = ""

    @property
    def account(self) -> str:
        """Who labelled: the address where the export has it, else the number of the account."""
        user = self.completed_by
        if isinstance(user, dict):
            user = user.get("email") or user.get("id")
        return str(user or "unknown")


class ExportedTask(msgspec.Struct, frozen=True):
    id: int | None = None
    data: msgspec.Raw = msgspec.Raw(b"{}")
    annotations: tuple[Submission, ...] = ()
    drafts: tuple[msgspec.Raw, ...] = ()
    project: int | None = None


def read_export(data: bytes, file: str) -> list[ExportedTask]:
    """The tasks of an export in the format JSON. Raises `InvalidData`."""
    try:
        return msgspec.json.decode(data, type=list[ExportedTask])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"not an export of tasks in the format JSON: {error}"
        raise InvalidData([rules.problem("PB913", file, message)]) from None


def accounts(tasks: Iterable[ExportedTask]) -> set[str]:
    """The accounts that submitted something."""
    return {made.account for task in tasks for made in task.annotations if not made.was_cancelled}


def annotators(store: Store, accounts: Iterable[str], names: Sequence[str]) -> dict[str, str]:
    """Annotator by account. `names` holds names as `alice` (for the only account) or
    `alice=alice@example.org`; without any, names are derived from the accounts.

    Raises `WrongUse` for a name that is not a slug, that belongs to a machine or the gold, that
    two accounts would share, or that could mean any of several accounts; `UnknownName` for an
    account that submitted nothing.
    """
    accounts = sorted(set(accounts))
    by_account = {} if names else {account: _slug(account) for account in accounts}
    for name in names:
        annotator, _, account = name.partition("=")
        if not account and len(accounts) > 1:
            raise WrongUse(
                f"--as {name}: several accounts have submitted ({', '.join(accounts)}); "
                "use --as NAME=ACCOUNT for each that is meant"
            )
        if account and account not in accounts:
            raise UnknownName("submission by", account, accounts)
        by_account |= dict.fromkeys([account] if account else accounts, annotator)
    _check_names(store, by_account)
    return by_account


def _slug(account: str) -> str:
    name = "-".join(re.findall(r"[a-z0-9]+", account.partition("@")[0].lower()))
    return f"annotator-{name}" if name.isdecimal() else name[:64] or "annotator"


def _check_names(store: Store, by_account: Mapping[str, str]) -> None:
    registered = store.annotators
    for account, name in by_account.items():
        store.annotation_path(name, "x", 1)
        kind = registered[name].kind if name in registered else "human"
        if kind != "human":
            raise WrongUse(
                f"{name} is registered as {kind}; file the work of {account} under another name"
            )
    for name, number in Counter(by_account.values()).items():
        if number > 1:
            raise WrongUse(f"{number} accounts would be filed as {name}; use --as NAME=ACCOUNT")
