"""Gold of one invented document in which every field of the scheme says something.

    GOLD, TEXT

Each field has a value other than its default in at least one label, so that a test can make each
of them wrong in turn. Labels are plain JSON values.
"""

from __future__ import annotations

from typing import Any

from support.labelled import Label, Words

NAME = "ridge-accord"
TEXT = """Anhal and Mirr near a ridge accord
By Oska Brandt
LORM (3 May 2031) - President Ora Vint of Anhal has signed the Ridge Pact with Mirr, which the \
Assembly of Mirr could still suspend. The pact amends the Old Ridge Charter of 2019, which Anhal \
may let lapse if Kestania objects.
"We stand by the pact," Vint said through her spokesman Dev Hull, who warned the allied countries \
and Kestania against any delay of the vote. Kestania deplored the Charter, and Brandt finds the \
step overdue. Kestania sends radar sets to Mirr under the Beacon Programme, begun last year.
"""

_at = Words(TEXT)
_counter = iter(range(1, 1000))


def _label(kind: str, words: str, nth: int = 0, **more: Any) -> Label:
    """A label that is a span, with an id and with the fields that say where it is from."""
    said_by = {"from": "both", "ruling": "R1", "checked_by": "expert"}
    return {"id": f"{kind}{next(_counter)}", **_at(words, nth), **said_by, **more}


def _mention(words: str, kind: str, *refs: str, nth: int = 0, **more: Any) -> Label:
    return _label("e", words, nth, type=kind, refs=list(refs), **more)


def _span(words: str, nth: int = 0) -> Label:
    return _at(words, nth)


def _status(stage: str, evidence: Label, **more: Any) -> Label:
    return {
        "id": f"s{next(_counter)}",
        "from": "a",
        "ruling": "R2",
        "checked_by": "expert",
        "stage": stage,
        "party": None,
        "condition": "ACTIVE",
        "polarity": "+",
        "certainty": "CT",
        "conditional": False,
        "source": "AUTHOR",
        "body": None,
        "as_of": None,
        "evidence": evidence,
        **more,
    }


def _ref(name: str, kind: str, words: str, **more: Any) -> Label:
    return {"id": name, "type": kind, "name": words, **more}


def _kb(scheme: str, name: str) -> Label:
    return {"scheme": scheme, "id": name}


def _letters(words: str, nth: int = 0) -> list[list[int]]:
    where = _at(words, nth)
    return [[where["start"], where["end"]]]


REFS: list[Label] = [
    _ref("anhal", "STATE", "Anhal", kb=_kb("world", "anhal"), name_spans=_letters("Anhal")),
    _ref("mirr", "STATE", "Mirr", kb=_kb("wikidata", "Q2")),
    _ref("kestania", "STATE", "Kestania", kb=_kb("world", "kestania")),
    _ref("vint", "PERSON", "Ora Vint", of="anhal"),
    _ref("brandt", "PERSON", "Oska Brandt"),
    _ref("hull", "PERSON", "Dev Hull", of="anhal"),
    _ref("assembly", "INSTITUTION", "Assembly of Mirr", of="mirr"),
    _ref("lorm", "PLACE", "Lorm", of="anhal"),
    _ref("radar", "FORCE", "radar crews", of="kestania"),
]

ENTITIES: list[Label] = [
    _mention("Anhal", "STATE", "anhal", level="NAM"),
    _mention("Mirr", "STATE", "mirr", level="NAM"),
    _mention("Oska Brandt", "PERSON", "brandt", level="NAM"),
    _mention("LORM", "PLACE", "lorm", level="MET"),
    _mention("3 May 2031", "TIME", value="2031-05-03"),
    _mention("President", "ROLE", "vint"),
    _mention("Ora Vint", "PERSON", "vint", level="NAM"),
    _mention("Anhal", "STATE", "anhal", nth=1, level="NAM"),
    _mention("Mirr", "STATE", "mirr", nth=1, level="NAM"),
    _mention("Assembly of Mirr", "INSTITUTION", "assembly", level="NAM"),
    _mention("Mirr", "STATE", "mirr", nth=2, level="NAM"),
    _mention("2019", "TIME", value="2019"),
    _mention("Anhal", "STATE", "anhal", nth=2, level="NAM"),
    _mention("Kestania", "STATE", "kestania", level="NAM"),
    _mention("We", "PERSON", "vint", level="PRO"),
    _mention("Vint", "PERSON", "vint", nth=1, level="NAM"),
    _mention("spokesman", "ROLE", "hull"),
    _mention("Dev Hull", "PERSON", "hull", level="NAM"),
    _mention("allied countries", "STATE", "anhal", "mirr", level="NOM", open=True),
    _mention("Kestania", "STATE", "kestania", nth=1, level="NAM"),
    _mention("vote", "EVENT", level="NOM"),
    _mention("Kestania", "STATE", "kestania", nth=2, level="NAM"),
    _mention("Brandt", "PERSON", "brandt", nth=1, level="NAM"),
    _mention("Kestania", "STATE", "kestania", nth=3, level="NAM"),
    _mention("radar sets", "FORCE", "radar", level="NOM", open=True),
    _mention("Mirr", "STATE", "mirr", nth=3, level="NAM"),
    _mention("last year", "TIME", value="2030"),
]

AGREEMENTS: list[Label] = [
    {
        "id": "a1",
        "from": "new",
        "ruling": "R3",
        "checked_by": "expert",
        "name": "Ridge Pact",
        "name_spans": _letters("Ridge Pact"),
        "kb": _kb("world", "ridge-pact"),
        "type": "DEFCOOP",
        "form": "TREATY",
        "mentions": [
            _label("m", "ridge accord", level="NOM"),
            _label("m", "Ridge Pact", level="NAM"),
            _label("m", "pact", level="NOM"),
        ],
        "arguments": [
            _label("g", "Anhal", 1, role="PARTY", refs=["anhal"]),
            _label("g", "Mirr", 1, role="PARTY", refs=["mirr"]),
            _label("g", "allied countries", role="PARTY", refs=["anhal", "mirr"], open=True),
            _label("g", "stand by", role="PROVISION", refs=[]),
        ],
        "status": [
            _status("SIGNED", _span("signed"), party="anhal", as_of="2031-05-03"),
            _status(
                "PENDING_APPROVAL",
                _span("could still suspend"),
                party="mirr",
                condition="SUSPENDED",
                certainty="PS",
                conditional=True,
                source="vint",
                body="assembly",
            ),
        ],
        "relations": [
            {
                "id": "r1",
                "from": "b",
                "ruling": "R4",
                "checked_by": "expert",
                "type": "AMENDS",
                "target": "a2",
                "evidence": _span("amends"),
            }
        ],
    },
    {
        "id": "a2",
        "name": "Old Ridge Charter",
        "kb": _kb("wikidata", "Q9"),
        "type": "BOUNDARY",
        "form": "MOU",
        "mentions": [
            _label("m", "Old Ridge Charter", level="NAM"),
            _label("m", "Charter", 1, level="NOM"),
        ],
        "arguments": [_label("g", "Anhal", 2, role="PARTY", refs=["anhal"])],
        "status": [
            _status("IN_FORCE", _span("lapse"), polarity="-", certainty="PS", conditional=True)
        ],
        "relations": [],
    },
    {
        "id": "a3",
        "name": "Beacon Programme",
        "type": "ASSISTANCE",
        "form": "PROGRAMME",
        "mentions": [_label("m", "Beacon Programme", level="NAM")],
        "arguments": [
            _label("g", "Kestania", 3, role="PROVIDER", refs=["kestania"]),
            _label("g", "Mirr", 3, role="BENEFICIARY", refs=["mirr"]),
            _label("g", "radar sets", role="PROVISION", refs=[]),
        ],
        "status": [_status("OPERATIVE", _span("begun"), as_of="2030")],
        "relations": [],
    },
]

_AUTHOR: Label = {"ref": "AUTHOR", "span": None, "inferred": False}

STANCES: list[Label] = [
    {
        "id": "p1",
        "from": "new",
        "ruling": "R5",
        "checked_by": "expert",
        "type": "ENDORSE",
        "polarity": "positive",
        "holders": [{**_span("We"), "refs": ["vint"]}],
        "implicit": None,
        "cue": _span("stand by"),
        "target": _span("the pact", 0),
        "about": ["a1"],
        "toward": ["mirr"],
        "quote": "direct",
        "chain": [
            _AUTHOR,
            {"ref": "vint", "span": _span("Vint", 1), "inferred": False},
            {"ref": "hull", "span": _span("Dev Hull"), "inferred": True},
        ],
    },
    {
        "id": "p2",
        "type": "WARN",
        "polarity": "negative",
        "holders": [{**_span("Dev Hull"), "refs": ["hull"]}],
        "implicit": None,
        "cue": _span("warned"),
        "target": _span("any delay of the vote"),
        "about": [],
        "toward": ["anhal", "kestania"],
        "quote": "indirect",
        "chain": [_AUTHOR],
    },
    {
        "id": "p3",
        "type": "CRITICISE",
        "polarity": "negative",
        "holders": [{**_span("Kestania", 2), "refs": ["kestania"], "open": True}],
        "implicit": None,
        "cue": _span("deplored"),
        "target": _span("Charter", 1),
        "about": ["a2"],
        "toward": [],
        "quote": "none",
        "chain": [_AUTHOR],
    },
    {
        "id": "p4",
        "type": "ASSESS",
        "polarity": "neutral",
        "holders": [],
        "implicit": "AUTHOR",
        "cue": _span("overdue"),
        "target": _span("step"),
        "about": ["a1", "a2"],
        "toward": [],
        "quote": "none",
        "chain": [_AUTHOR],
    },
]

GOLD: Label = {
    "schema_version": 1,
    "scheme_version": 2,
    "offset_unit": "codepoint",
    "guidelines_sha256": "0" * 64,
    "document": NAME,
    "version": 1,
    "annotator": "gold",
    "created": "2031-06-01",
    "layers": ["entities", "agreements", "stances"],
    "refs": REFS,
    "entities": ENTITIES,
    "agreements": AGREEMENTS,
    "stances": STANCES,
}
