from __future__ import annotations

import pytest

from pactbank.errors import UnknownName
from pactbank.systems import get, systems
from pactbank.systems.rules import RuleSystem


def test_every_system_is_made_by_its_name() -> None:
    assert {name: make().name for name, make in systems().items()} == {"rules": "rules"}
    assert isinstance(get("rules"), RuleSystem)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="no system 'rulez'; there is: rules"):
        get("rulez")
