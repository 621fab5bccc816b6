"""Whose work is filed under which annotator."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pactbank.corpus.store import Store
from pactbank.errors import UnknownName, WrongUse


def annotators(store: Store, accounts: Iterable[str], named: Sequence[str]) -> dict[str, str]:
    """Annotator by account. `named` holds names as `alice` (for the one account there is) or
    `alice=alice@example.org`; with none, the names are made of the accounts.

    Raises `WrongUse` for a name that is no slug, that a machine or the gold has, that two accounts
    would share, or that could mean any of several accounts.
    """
    accounts = sorted(set(accounts))
    found: dict[str, str] = {}
    for name in named:
        annotator, _, account = name.partition("=")
        if not account and len(accounts) > 1:
            raise WrongUse(
                f"--as {name}: there is work of {', '.join(accounts)}; say --as NAME=ACCOUNT for "
                "each that is meant"
            )
        if account and account not in accounts:
            raise UnknownName("submission by", account, accounts)
        found |= {account or one: annotator for one in accounts[:1]}
    if not named:
        found = {account: _slug(account) for account in accounts}
    _check_names(store, found)
    return found


def _slug(account: str) -> str:
    name = "-".join(re.findall(r"[a-z0-9]+", account.partition("@")[0].lower()))
    return f"annotator-{name}" if name.isdecimal() else name[:64] or "annotator"


def _check_names(store: Store, names: Mapping[str, str]) -> None:
    registered = store.annotators
    for account, name in names.items():
        store.annotation_path(name, "x", 1)
        kind = registered[name].kind if name in registered else "human"
        if kind != "human":
            raise WrongUse(f"{name} is registered as {kind}; file the work of {account} elsewhere")
    for name, number in Counter(names.values()).items():
        if number > 1:
            raise WrongUse(f"{number} accounts would be filed as {name}; say --as NAME=ACCOUNT")
