from __future__ import annotations

from typing import Any

import msgspec
import pytest

from pactbank.model.annotation import Agreement
from pactbank.model.derived import overall_condition, overall_stage

PARTIES = ("mirr", "brenn")


def agreement(*status: dict[str, Any], parties: tuple[str, ...] = PARTIES) -> Agreement:
    span = {"start": 0, "end": 1, "text": "x"}
    defaults = {
        "party": None,
        "stage": "SIGNED",
        "condition": "ACTIVE",
        "polarity": "+",
        "certainty": "CT",
        "conditional": False,
        "source": "AUTHOR",
        "body": None,
        "as_of": None,
        "evidence": span,
    }
    return msgspec.convert(
        {
            "id": "a1",
            "name": None,
            "type": "TRADE",
            "form": "TREATY",
            "mentions": [],
            "arguments": [
                {"id": f"g{at}", **span, "role": "PARTY", "refs": [party]}
                for at, party in enumerate(parties)
            ]
            + [{"id": "g9", **span, "role": "PROVISION", "refs": []}],
            "status": [{"id": f"s{at}", **defaults, **one} for at, one in enumerate(status)],
            "relations": [],
        },
        Agreement,
    )


def both(stage: str, **more: Any) -> dict[str, Any]:
    return {"stage": stage, **more}


def mirr(stage: str, **more: Any) -> dict[str, Any]:
    return {"party": "mirr", "stage": stage, **more}


def brenn(stage: str, **more: Any) -> dict[str, Any]:
    return {"party": "brenn", "stage": stage, **more}


@pytest.mark.parametrize(
    ("status", "stage", "condition"),
    [
        ([], None, None),
        ([both("NEGOTIATION")], "NEGOTIATION", "ACTIVE"),
        ([mirr("RATIFIED"), brenn("SIGNED")], "SIGNED", "ACTIVE"),
        ([mirr("RATIFIED"), brenn("SIGNED", condition="STALLED")], "SIGNED", "STALLED"),
        ([mirr("SIGNED", condition="ENDED"), brenn("SIGNED", condition="STALLED")], "SIGNED",
         "ENDED"),
        # An entry without a party is for the others only...
        ([both("SIGNED"), mirr("RATIFIED")], "SIGNED", "ACTIVE"),
        ([both("SIGNED"), mirr("RATIFIED"), brenn("IN_FORCE")], "RATIFIED", "ACTIVE"),
        # ...of the same source.
        ([both("SIGNED", source="pask"), mirr("NEGOTIATION"), brenn("NEGOTIATION")], "SIGNED",
         "ACTIVE"),
        # A party's own history: the furthest counts.
        ([mirr("SIGNED", as_of="2029"), mirr("IN_FORCE", as_of="2030"), brenn("IN_FORCE")],
         "IN_FORCE", "ACTIVE"),
        # Denied, uncertain and conditional entries do not make a stage.
        ([both("SIGNED", polarity="-")], None, None),
        ([both("SIGNED"), both("IN_FORCE", polarity="-")], "SIGNED", "ACTIVE"),
        ([both("SIGNED", polarity="-"), mirr("NEGOTIATION")], "NEGOTIATION", "ACTIVE"),
        ([both("SIGNED"), both("RATIFIED", certainty="PS", condition="ENDED")], "SIGNED", "ACTIVE"),
        ([both("SIGNED"), both("RATIFIED", conditional=True)], "SIGNED", "ACTIVE"),
        ([both("NEGOTIATION", certainty="PR")], "NEGOTIATION", "ACTIVE"),
        # CONCLUDED is incomparable between parties, and vague within one.
        ([mirr("CONCLUDED"), brenn("NEGOTIATION")], "CONCLUDED", "ACTIVE"),
        ([mirr("RATIFIED"), brenn("CONCLUDED")], "CONCLUDED", "ACTIVE"),
        ([both("CONCLUDED"), both("NEGOTIATION")], "CONCLUDED", "ACTIVE"),
        ([both("CONCLUDED"), both("SIGNED")], "SIGNED", "ACTIVE"),
        ([mirr("OPERATIVE"), brenn("RATIFIED")], "RATIFIED", "ACTIVE"),
    ],
)  # fmt: skip
def test_overall(status: list[dict[str, Any]], stage: str | None, condition: str | None) -> None:
    pact = agreement(*status)
    assert (overall_stage(pact), overall_condition(pact)) == (stage, condition)


def test_a_programme_without_parties_has_the_stage_of_its_entry() -> None:
    assert overall_stage(agreement(both("OPERATIVE"), parties=())) == "OPERATIVE"
