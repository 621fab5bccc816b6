"""What an annotator changed, by label."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given

from pactbank.labelstudio.changes import LabelChange, changes
from pactbank.labelstudio.tasks import undrawn
from pactbank.model.annotation import Annotation
from support.editor import Desk
from support.generated_annotations import Drawn, annotated


def edited(annotation: Annotation, edit: str) -> Annotation:
    """The annotation with one thing changed in its JSON."""
    value = msgspec.json.decode(msgspec.json.encode(annotation))
    exec(edit, {"a": value})
    return msgspec.convert(value, Annotation)


CHANGES = {
    "a['entities'].pop(0)": ("removed", "entity", "e1", "STATE 'Mirr'"),
    "a['entities'][0].update(type='ORG')": ("relabelled", "entity", "e1", "STATE to ORG 'Mirr'"),
    "a['entities'][0].update(level='DEM')": ("changed", "entity", "e1", "level NAM to DEM"),
    "a['entities'][0].update(refs=[])": ("changed", "entity", "e1", "refs mirr to nothing"),
    "a['entities'][0].update(open=True)": ("changed", "entity", "e1", "open False to True"),
    "a['entities'][0].update(end=3, text='Mir')": ("moved", "entity", "e1", "'Mirr' to 'Mir'"),
    "a['refs'][0].update(name='Mirra')": ("changed", "referent", "mirr", "name Mirr to Mirra"),
    "a['agreements'][0].update(form='MOU')": ("changed", "agreement", "a1", "form TREATY to MOU"),
    "a['agreements'][0]['arguments'].pop()": ("removed", "argument", "g2", "PARTY 'Kestania'"),
    "a['agreements'][0]['status'].pop(0)": ("removed", "status", "s1", "RATIFIED 'ratified'"),
    "a['agreements'][0]['status'][0].update(stage='SIGNED')": (
        "changed", "status", "s1", "stage RATIFIED to SIGNED"),
    "a['agreements'][0]['relations'][0].update(type='AMENDS')": (
        "relabelled", "relation", "r1", "REPLACES to AMENDS 'replaces'"),
}  # fmt: skip


@pytest.mark.parametrize("edit", CHANGES)
def test_one_change_is_reported_once(boats: Desk, edit: str) -> None:
    assert changes(boats.gold, edited(boats.gold, edit)) == [LabelChange(*CHANGES[edit])]  # type: ignore[arg-type]


STANCE = {
    "a['stances'][0].update(polarity='mixed')": ("changed", "polarity positive to mixed"),
    "a['stances'][0].update(about=[])": ("changed", "about a1 to nothing"),
    "a['stances'][0].update(holders=[])": ("changed", "holders 'She' to nothing"),
    "a['stances'][0].update(target=None)": (
        "changed", "target 'progress of both countries “so far”' to nothing"),
    "a['stances'][0]['cue'].update(end=253, text='welcome')": ("moved", "'welcomed' to 'welcome'"),
    "a['stances'][0].update(type='ASSESS')": ("relabelled", "ENDORSE to ASSESS 'welcomed'"),
    "a['stances'][0]['chain'].append({'ref': 'marsk', 'span': None, 'inferred': True})": (
        "changed", "chain AUTHOR to AUTHOR, marsk"),
}  # fmt: skip


@pytest.mark.parametrize("edit", STANCE)
def test_a_change_of_a_stance_is_reported_once(talks: Desk, edit: str) -> None:
    [found] = changes(talks.gold, edited(talks.gold, edit))
    assert (found.what, found.id) == ("stance", "p1")
    assert (found.how, found.detail) == STANCE[edit]


@given(annotated())
def test_equal_annotations_have_no_changes(drawn: Drawn) -> None:
    assert changes(drawn.annotation, drawn.annotation) == []


@given(annotated())
def test_undrawn_things_are_listed_only_where_there_are_any(drawn: Drawn) -> None:
    assert all(number > 0 for number in undrawn(drawn.annotation).values())
