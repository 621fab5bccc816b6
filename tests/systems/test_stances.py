from __future__ import annotations

from collections.abc import Callable

import pytest

from pactbank.model.prediction import PredictedStance, Prediction

Predicted = Callable[..., tuple[object, str, Prediction]]


def stances(predicted: Predicted, sentence: str) -> tuple[PredictedStance, ...]:
    _, _, prediction = predicted(sentence)
    assert prediction.stances is not None
    return prediction.stances


TABLE = [
    (
        "Peru welcomed the start of talks, which began in May.",
        ("ENDORSE", "positive", "Peru", "welcomed", "start of talks"),
    ),
    ("Peru pledged to send ships.", ("COMMIT", "positive", "Peru", "pledged", "send ships")),
    ("Peru feared the raids.", ("CONCERN", "negative", "Peru", "feared", "raids")),
    ("Peru urged restraint.", ("URGE", "positive", "Peru", "urged", "restraint")),
    ("Peru denounces the raid.", ("CRITICISE", "negative", "Peru", "denounces", "raid")),
    ("Lima rejected the claim.", ("REJECT", "negative", "Lima", "rejected", "claim")),
    ("Peru warned that ships may sink.", ("WARN", "negative", "Peru", "warned", "ships may sink")),
    (
        "Prime Minister Ana Rivas of Peru commended the crews.",
        ("ENDORSE", "positive", "Ana Rivas", "commended", "crews"),
    ),
]


@pytest.mark.parametrize(("sentence", "expected"), TABLE)
def test_stances(predicted: Predicted, sentence: str, expected: tuple[str, ...]) -> None:
    (stance,) = stances(predicted, sentence)
    assert stance.target is not None
    found = (stance.type, stance.polarity, stance.holders[0].text, stance.cue.text)
    assert (*found, stance.target.text) == expected


@pytest.mark.parametrize(
    "sentence",
    ["Critics warned of delays.", "Peru said it had ships."],
)
def test_no_stance(predicted: Predicted, sentence: str) -> None:
    assert stances(predicted, sentence) == ()


def test_about_and_toward(predicted: Predicted) -> None:
    _, _, prediction = predicted("Peru welcomed the border pact that Chile and Peru signed.")
    (stance,) = prediction.stances or ()
    names = {ref.id: ref.name for ref in prediction.refs}
    assert stance.about == ("a1",)
    assert [names[ref] for ref in stance.toward] == ["Chile"]


QUOTES = [
    ("Peru rejected the claim.", "indirect"),
    ("“Peru rejected the claim,” Ana Rivas said.", "direct"),
]


@pytest.mark.parametrize(("sentence", "kind"), QUOTES)
def test_quotes(predicted: Predicted, sentence: str, kind: str) -> None:
    assert [stance.quote for stance in stances(predicted, sentence)] == [kind]


PRONOUNS = [
    ("Ana Rivas, who slept, left. She rejected the claim.", "She"),
    ("“I rejected the claim,” Ana Rivas said.", "I"),
]


@pytest.mark.parametrize(("sentence", "pronoun"), PRONOUNS)
def test_a_pronoun_holds_for_the_person_it_takes_up(
    predicted: Predicted, sentence: str, pronoun: str
) -> None:
    _, _, prediction = predicted(sentence)
    (stance,) = prediction.stances or ()
    (person,) = prediction.refs
    assert (stance.holders[0].text, stance.holders[0].refs) == (pronoun, (person.id,))
    assert (pronoun, "PRO") in {(m.text, m.level) for m in prediction.entities or ()}


def test_a_pronoun_with_no_use_is_no_mention(predicted: Predicted) -> None:
    _, _, prediction = predicted("Ana Rivas, who slept, left. She slept.")
    assert [m.text for m in prediction.entities or ()] == ["Ana Rivas"]


def test_the_speaker_holds_what_quoted_words_name_no_one_for(predicted: Predicted) -> None:
    (stance,) = stances(
        predicted, "“We condemn no one but deeply rejected the raid,” Ana Rivas said."
    )
    assert [holder.text for holder in stance.holders] == ["Ana Rivas"]
    assert [link.ref for link in stance.chain] == ["AUTHOR"]
