from __future__ import annotations

from collections import Counter
from pathlib import Path

import pycountry
import pytest

from pactbank.systems.rules import data

ROOM = Path(data.__file__).parent
MOST = 1_300
"""Lines of the baseline: what is worth more than it costs in them comes instead of something."""


def test_the_baseline_stays_small() -> None:
    files = [path for path in ROOM.iterdir() if path.suffix in (".py", ".toml")]
    assert sum(len(path.read_text("utf-8").splitlines()) for path in files) <= MOST


def test_every_code_is_in_the_standard() -> None:
    codes = {country.alpha_3 for country in pycountry.countries}
    for name, forms in data.table("states.toml").items():
        assert codes >= {form.partition(" ")[0] for form in forms}, name


def test_no_state_form_stands_for_two_states() -> None:
    lists = data.table("states.toml")
    for name in ("adjectives", "capitals", "names"):
        forms = Counter(form.partition(" ")[2] for form in lists[name])
        assert [form for form, count in forms.items() if count > 1] == []


@pytest.mark.parametrize("name", ["names", "heads", "nouns", "forms", "types", "stages", "cues"])
def test_no_word_is_listed_under_two_keys(name: str) -> None:
    words = Counter(
        word for key in data.table("words.toml")[name] for word in data.words(name, key)
    )
    assert {word for word, count in words.items() if count > 1} == set()


@pytest.mark.parametrize("kind", ["*.py"])
def test_every_list_is_used(kind: str) -> None:
    code = "".join(path.read_text("utf-8") for path in ROOM.glob(kind))
    for name in (*data.table("words.toml"), *data.table("states.toml")):
        assert f'"{name}"' in code or rf"\L<{name}>" in code, name


@pytest.mark.parametrize(
    ("listed", "forms"),
    [
        ("deep concern", ["deep concern"]),
        ("call* on", ["calls on", "called on"]),
        ("ratify*", ["ratifies", "ratified"]),
        ("promise*", ["promises", "promised"]),
        ("press*", ["presses", "pressed"]),
        ("slam*", ["slams", "slammed"]),
        ("need*", ["needs", "needed"]),
    ],
)
def test_a_star_stands_for_the_forms_of_a_verb(listed: str, forms: list[str]) -> None:
    assert list(data.inflected(listed)) == forms


def test_lists_have_both_spellings() -> None:
    assert {"defence", "defense"} <= set(data.words("portfolio"))
    assert {"programme", "program"} <= set(data.words("forms", "PROGRAMME"))
    assert "criticized" in data.words("cues")
    assert "Organization" in data.words("heads", "IGO")


def test_a_pattern_takes_its_words_from_the_lists_and_from_those_given() -> None:
    pattern = data.compiled(r"\L<negative> (?P<own>\L<own>)", own=["a", "b"])
    assert [match["own"] for match in pattern.finditer("not a, never b, maybe a")] == ["a", "b"]
