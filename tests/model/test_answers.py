"""What a language model has written: where its objects are, and which slips leave no doubt."""

from __future__ import annotations

import json
from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.model import answers, codec
from support.effort import tried

SLIPS = {
    "none": ('{"a": [1, "x"]}', '{"a": [1, "x"]}', {}),
    "comma in a list": ('{"a": [1, 2, ]}', '{"a": [1, 2]}', {"trailing-comma": 1}),
    "comma in an object": ('{"a": {"b": 1,\n},}', '{"a": {"b": 1}}', {"trailing-comma": 2}),
    "line end in a string": ('{"a": "x\ny"}', '{"a": "x\\ny"}', {"control-character": 1}),
    "NUL in a string": ('{"a": "\0\x1b"}', '{"a": "\\u0000\\u001b"}', {"control-character": 2}),
    "key twice": ('{"a": 1, "b": 2, "a": 3}', '{"a": 3, "b": 2}', {"duplicate-key": 1}),
    "key twice, inside": ('[{"a": {"b": 1, "b": 2}}]', '[{"a": {"b": 2}}]', {"duplicate-key": 1}),
    "half a pair": ('{"a": "x\\ud800y"}', '{"a": "x\ufffdy"}', {"half-character": 1}),
    "a whole pair": ('{"a": "\\ud83d\\udd4a"}', '{"a": "\U0001f54a"}', {}),
    "what looks like one in a string": ('{"a": "[1,]", "b": ",}"}', '{"a": "[1,]", "b": ",}"}', {}),
    "NaN": ('{"a": NaN,}', '{"a": NaN}', {"trailing-comma": 1}),
}


@pytest.mark.parametrize("name", SLIPS)
def test_slips_are_mended_and_counted(name: str) -> None:
    text, strict, slips = SLIPS[name]
    found = answers.mended(text)
    assert found is not None
    assert json.dumps(json.loads(found.text)) == json.dumps(json.loads(strict))
    assert found.slips == slips
    codec.parse(found.text.encode(), allow_nan=True)


@pytest.mark.parametrize(
    "text",
    [
        "", "x", '{"a": 1', '{"a": "x}', "{,}", "[,]", "[1,,]", "[,1]",
        '{"a": 1,"}', '[1 "x]', '{"a",}', '{"a": }', "{'a': 1}",
        '{"a": 1} {"b": 2}', '{"a" 1}', "[" * 100_000, '{"a": tru}', '{"a": 1]',
    ],
)  # fmt: skip
def test_what_leaves_doubt_is_not_mended(text: str) -> None:
    assert answers.mended(text) is None


@pytest.mark.parametrize(
    ("data", "code"),
    [(b'{"a": 1', "PB005"), (b'{"a": "\xff",}', "PB002"), (b"\xef\xbb\xbf{}", "PB003"),
     (b'{"a": NaN,}', "PB005"), (b'{"a": ' + b"[" * 300 + b"]" * 300 + b",}", "PB007")],
)  # fmt: skip
def test_what_is_not_mended_is_refused_as_strictly(data: bytes, code: str) -> None:
    with pytest.raises(codec.Unreadable) as caught:
        answers.parse(data)
    assert caught.value.code == code


def found_in(text: str) -> list[tuple[int, str]]:
    return list(answers.objects(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": [1,]}\n{"b": 2}\n', [(1, '{"a": [1,]}'), (2, '{"b": 2}')]),
        ('{\n"a": [\n1,\n],\n}\n{"b": 2}', [(1, '{\n"a": [\n1,\n],\n}'), (6, '{"b": 2}')]),
        ('[{"a": 1,},\n{"b": "x\ny"},]', [(1, '{"a": 1,}'), (1, '{"b": "x\ny"}'), (1, ",")]),
        ('so: {"document": 1,}', [(1, "so: "), (1, '{"document": 1,}')]),
        ('{"a": [1,], "b": [\n{"c": 2}', [(1, '{"a": [1,], "b": [\n'), (2, '{"c": 2}')]),
        ('{"a": "x\n{"b": 2}', [(1, '{"a": "x\n'), (2, '{"b": 2}')]),
    ],
)
def test_objects_with_slips_end_where_they_end(text: str, expected: list[tuple[int, str]]) -> None:
    assert found_in(text) == expected


def test_lines_that_never_end_are_not_read_again_and_again() -> None:
    text = '{"a": [1,], "b": [\n' * 3000
    assert len(found_in(text)) == 3000


values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


def written(value: Any, chance: Random, slips: Counter[str]) -> str:
    """A value as JSON with slips, which are counted."""
    if isinstance(value, str):
        slips["control-character"] += (raw := value.count("\n") + value.count("\t"))
        text = json.dumps(value)
        return text.replace("\\n", "\n").replace("\\t", "\t") if raw else text
    if isinstance(value, dict):
        parts = [f"{written(k, chance, slips)}: {written(v, chance, slips)}"
                 for k, v in value.items()]  # fmt: skip
        if value and chance.random() < 0.3:
            slips["duplicate-key"] += 1
            name = written(next(iter(value)), chance, slips)
            parts.insert(0, f"{name}: 0")
        return f"{{{_joined(parts, chance, slips)}}}"
    if isinstance(value, list):
        parts = [written(item, chance, slips) for item in value]
        return f"[{_joined(parts, chance, slips)}]"
    return json.dumps(value)


def _joined(parts: list[str], chance: Random, slips: Counter[str]) -> str:
    if parts and chance.random() < 0.3:
        slips["trailing-comma"] += 1
        return f"{', '.join(parts)},{chance.choice(('', ' ', '  '))}"
    return ", ".join(parts)


@tried(300)
@given(st.dictionaries(st.text("ab\n", max_size=3), values, min_size=1), st.randoms())
def test_whatever_is_written_with_slips_is_what_was_meant(value: Any, chance: Random) -> None:
    slips: Counter[str] = Counter()
    text = written(value, chance, slips)
    if "\\\\" in text:
        return  # an escaped backslash before n is none of ours
    found = answers.mended(text)
    assert found is not None
    assert json.loads(found.text) == value
    assert found.slips == +slips
    assert found_in(f"{text}\n[]") == [(1, text)]
    assert found_in(f"[{text},\n{text}]") == [(1, text), (1, text)]


@tried(300)
@given(st.text('{}[],:"\\ \n0ax', max_size=40))
def test_nothing_is_found_that_was_not_written(text: str) -> None:
    pieces = [piece for _, piece in found_in(text)]
    at = 0
    for piece in pieces:
        at = text.index(piece, at) + len(piece)
    found = answers.mended(text)
    if found is not None and not found.slips:
        assert json.loads(found.text) == json.loads(text)
