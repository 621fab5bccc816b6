"""Lines by number, and what settings of zones say and may not say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.corpus.cleaning import assemble
from pactbank.corpus.raw_lines import BY_HAND, rezoned, zone_lines
from pactbank.errors import WrongUse
from pactbank.model.document import Zone
from pactbank.text import zones
from support.effort import tried

RAW = "Talks\r\n\r\nORLEN —  They met on Monday, the ministry said in Hask.\rIt rained. \n\nEnd"
"""Lines 1, 3 (a dateline before its paragraph), 4 and 6; 2 and 5 are blank."""


def placed(raw: str = RAW) -> tuple[Zone, ...]:
    return assemble(raw, zones.label(raw))[1]


def kinds(*settings: str) -> list[tuple[str, str]]:
    """The name and the kind of each line after the settings."""
    runs = rezoned(RAW, placed(), settings, BY_HAND)
    return [(line.name, line.zone.kind) for line in zone_lines(RAW, assemble(RAW, runs)[1])]


def test_lines_are_numbered_as_an_editor_does() -> None:
    assert [line.name for line in zone_lines(RAW, placed())] == ["1", "3a", "3b", "4", "6"]


def test_more_parts_than_letters() -> None:
    raw = " ".join("x" * 60)
    parts = [
        Zone(kind="paragraph", raw=(at, at + 1), text=(at, at + 1), rule="x", confidence=1)
        for at in range(0, 120, 2)
    ]
    names = [line.name for line in zone_lines(raw, parts)]
    assert names[:2] + names[25:28] + names[51:54] == ["1a", "1b", "1z", "1aa", "1ab", "1az", "1ba",
                                                       "1bb"]  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (["4=caption"], {"4": "caption"}),
        (["1-6=paragraph"], {"1": "paragraph", "3": "paragraph", "4": "paragraph",
                             "6": "paragraph"}),
        (["3a=heading", "3b=caption"], {"3a": "heading", "3b": "caption"}),
        (["3=notice"], {"3": "notice"}),
        (["2-4=credit"], {"3": "credit", "4": "credit"}),
        (["1-1=byline", "6=byline"], {"1": "byline", "6": "byline"}),
    ],
)  # fmt: skip
def test_settings(settings: list[str], expected: dict[str, str]) -> None:
    found = dict(kinds(*settings))
    assert {name: found[name] for name in expected} == expected
    assert ("3a" in found) == ("3" not in expected)
    unset = {name: kind for name, kind in kinds() if name in found and name not in expected}
    assert {name: found[name] for name in unset} == unset


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("400=byline", "there is no line 400: the text has lines 1 to 6"),
        ("0=byline", "there is no line 0"),
        ("0-400=byline", "there is no line 0: the text has lines 1 to 6; "),
        ("3-1=byline", "the range runs backwards; write 1-3"),
        ("999999999-1=byline", "the range runs backwards"),
        ("2=byline", "2=byline: the line is blank"),
        ("5-5=byline", "the line is blank"),
        ("3c=byline", "the zones of line 3 are 3a, 3b"),
        ("4a=byline", "line 4 is one zone; write 4"),
        ("2a=byline", "the line is blank"),
        ("4=bylin", "there is no zone kind 'bylin'; there is: advertisement"),
        ("4=bylin", "perhaps 'byline' is meant"),
        ("4=", "there is no zone kind ''"),
        ("4=Byline", "there is no zone kind 'Byline'"),
        ("4=byline\n", "there is no zone kind 'byline\\n'"),
        ("4", "'4' is not like 3=byline, 7b=heading or 7-9=advertisement"),
        ("", "'' is not like"),
        ("=byline", "is not like"),
        ("-3=byline", "is not like"),
        ("3-=byline", "is not like"),
        ("3a-4=byline", "is not like"),
        ("3-4b=byline", "is not like"),
        ("٣=byline", "is not like"),
        ("1e1=byline", "there is no line"),
        (f"{'9' * 5000}=byline", "is not like"),
    ],
)
def test_what_is_wrong_with_a_setting(setting: str, message: str) -> None:
    if setting == "1e1=byline":
        message = "is not like"
    with pytest.raises(WrongUse) as caught:
        kinds(setting)
    assert message in str(caught.value)


def test_blank_lines_alone() -> None:
    with pytest.raises(WrongUse, match="2-3=byline: the lines are blank"):
        rezoned("a\n\n\nb", placed("a\n\n\nb"), ["2-3=byline"], BY_HAND)


@pytest.mark.parametrize(
    "settings",
    [("1-4=byline", "3=heading"), ("3=heading", "3b=byline"), ("3a=byline", "3-4=byline"),
     ("4=byline", "4=byline")],
)  # fmt: skip
def test_a_line_that_is_set_twice(settings: tuple[str, str]) -> None:
    first, second = settings
    with pytest.raises(WrongUse) as caught:
        kinds(*settings)
    line = 4 if "4=byline" in (first, second) and first == second else 3
    assert str(caught.value) == f"{second}: {first} sets line {line}, too"


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(WrongUse) as caught:
        kinds("9=byline", "x", "3-1=nonsense", "1=byline", "1=heading", "2=byline")
    told = str(caught.value).split("; ")
    for part in ("no line 9", "'x' is not", "runs backwards", "no zone kind 'nonsense'",
                 "1=byline sets line 1, too", "line is blank"):  # fmt: skip
        assert any(part in each for each in told), part


def test_what_is_set_is_sure_and_has_its_rule_and_all_else_stays() -> None:
    before = placed()
    runs = rezoned(RAW, before, ["4=caption"], f"{BY_HAND}: why")
    assert [(run.rule, run.confidence) for run in runs if run.kind == "caption"] == [
        ("by hand: why", 1.0)
    ]
    others = [(run.kind, run.raw, run.rule, run.confidence) for run in runs if run.raw[0] < 60]
    assert others == [(z.kind, z.raw, z.rule, z.confidence) for z in before if z.raw[0] < 60]


def test_what_a_person_has_set_so_before_keeps_its_reason() -> None:
    once = assemble(RAW, rezoned(RAW, placed(), ["4=caption"], f"{BY_HAND}: why"))[1]
    again = rezoned(RAW, once, ["4=caption"], f"{BY_HAND}: another")
    assert [run.rule for run in again if run.kind == "caption"] == ["by hand: why"]


raws = st.lists(
    st.sampled_from(["Talks", "ORLEN — They met, he said.", " ", "a\x0bb\x85c\u2028d"]),
    max_size=8,
).flatmap(
    lambda lines: st.lists(
        st.sampled_from(["\n", "\r", "\r\n"]), min_size=len(lines), max_size=len(lines)
    ).map(lambda ends: "".join(map("".join, zip(lines, ends, strict=True))))
)


@given(raws)
@tried(200)
def test_numbers_are_those_of_universal_newlines(raw: str) -> None:
    lines = raw.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for line in zone_lines(raw, placed(raw)):
        assert raw[slice(*line.zone.raw)] in lines[line.number - 1]
    found = {line.number for line in zone_lines(raw, placed(raw))}
    assert found == {number for number, words in enumerate(lines, 1) if words.strip()}
