"""Which annotator each account is filed as."""

from __future__ import annotations

import pytest

from pactbank.corpus.store import Store
from pactbank.errors import UnknownName, WrongUse
from pactbank.labelstudio.accounts import annotators


@pytest.mark.parametrize(
    ("accounts", "named", "found"),
    [
        ({"a@b.org"}, ["alice"], {"a@b.org": "alice"}),
        ({"a@b.org", "c@d.org"}, ["x=a@b.org"], {"a@b.org": "x"}),
        ({"Ana.Moreth@b.org"}, [], {"Ana.Moreth@b.org": "ana-moreth"}),
        ({"7"}, ["alice"], {"7": "alice"}),
        ({"7@b.org"}, [], {"7@b.org": "annotator-7"}),
        (set(), ["alice"], {}),
        (set(), [], {}),
    ],
)
def test_each_account_is_filed_as_an_annotator(
    store: Store, accounts: set[str], named: list[str], found: dict[str, str]
) -> None:
    assert annotators(store, accounts, named) == found


@pytest.mark.parametrize(
    ("accounts", "named", "error", "message"),
    [
        ({"a@b.org", "c@d.org"}, ["alice"], WrongUse, "use --as NAME=ACCOUNT"),
        ({"a@b.org"}, ["x=nobody"], UnknownName, "there is: a@b.org"),
        ({"1", "2"}, [], WrongUse, r"accounts as numbers \(1, 2\)"),
        ({"a@b.org"}, ["gold"], WrongUse, "registered as adjudicated"),
        ({"a@b.org"}, ["../x"], WrongUse, "is not a document id"),
        ({"a@b.org", "a@d.org"}, [], WrongUse, "2 accounts would be filed as a"),
    ],
)
def test_ambiguous_and_forbidden_names_are_refused(
    store: Store, accounts: set[str], named: list[str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        annotators(store, accounts, named)
