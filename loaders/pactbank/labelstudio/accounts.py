"""Who labelled: accounts of a server, and the annotators that their work is filed as."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pactbank.corpus.store import Store
from pactbank.errors import UnknownName, WrongUse
from pactbank.labelstudio.tasks import ExportedTask


def accounts(tasks: Iterable[ExportedTask]) -> set[str]:
    """The accounts that submitted something; if none did, those that cancelled a task."""
    made = [made for task in tasks for made in task.annotations]
    submitted = {one.account for one in made if not one.was_cancelled}
    return submitted or {one.account for one in made}


def annotators(
    store: Store, accounts: Iterable[str], names: Sequence[str], *, adjudicated: bool = False
) -> dict[str, str]:
    """Annotator by account. `names` holds names as `alice` (for the only account) or
    `alice=alice@example.org`; without any, names are derived from the accounts.

    Raises `WrongUse` for a name that is not a slug, that belongs to a machine or (unless passes are
    `adjudicated`) to the gold, that two accounts would share, or that could mean any of several
    accounts, and for accounts that are numbers and get no name: the server would give the same
    person another one. Raises `UnknownName` for an account that submitted nothing.
    """
    accounts = sorted(set(accounts))
    numbers = [account for account in accounts if account.isdecimal()]
    if numbers and not names:
        raise WrongUse(
            f"the export has accounts as numbers ({', '.join(numbers)}); say who each one is with "
            f"--as NAME={numbers[0]}"
        )
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
    _check_names(store, by_account, ("human", "adjudicated") if adjudicated else ("human",))
    return by_account


def _slug(account: str) -> str:
    name = "-".join(re.findall(r"[a-z0-9]+", account.partition("@")[0].lower()))
    return f"annotator-{name}" if name.isdecimal() else name[:64] or "annotator"


def _check_names(store: Store, by_account: Mapping[str, str], kinds: Sequence[str]) -> None:
    registered = store.annotators
    for account, name in by_account.items():
        store.annotation_path(name, "x", 1)
        kind = registered[name].kind if name in registered else "human"
        if kind not in kinds:
            raise WrongUse(
                f"{name} is registered as {kind}; file the work of {account} under another name"
            )
    for name, number in Counter(by_account.values()).items():
        if number > 1:
            raise WrongUse(f"{number} accounts would be filed as {name}; use --as NAME=ACCOUNT")
