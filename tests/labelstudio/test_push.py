"""What is pushed: whose labels, how they are checked, and what is reported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pactbank.corpus.store import Store
from pactbank.errors import InvalidData, UnknownName, WrongUse
from pactbank.labelstudio.decode import decode
from pactbank.labelstudio.push import PushPlan, plan_push
from pactbank.labelstudio.tasks import DATA, REGION_META, TaskData, Undrawn
from pactbank.model import codec
from pactbank.systems.rules import RuleSystem
from support import sample_corpus

DAY = "2031-06-07"


def planned(store: Store, *ids: str, **options: Any) -> PushPlan:
    return plan_push(store, ids, DAY, **options)


def test_gold_is_pushed_whole_under_a_key_of_its_content(store: Store) -> None:
    plan = planned(store, annotator="gold")
    assert [labelled.document.id for labelled in plan.documents] == sorted(store.versions())
    for labelled in plan.documents:
        sent = json.loads(json.dumps(labelled.task(submitted=False)))
        data = msgspec.convert(sent["data"], TaskData)
        assert data.key == labelled.key
        assert data.pactbank.start == labelled.content_key
        gold = store.annotation("gold", labelled.document)
        assert data.pactbank.sets == {labelled.content_key: gold}
        [prediction] = sent["predictions"]
        assert prediction["model_version"] == "PactBank"
        found = decode(prediction["result"], data.pactbank.sets, data.text, data.pactbank.start)
        assert found.annotation == gold
        assert data.text == store.text(labelled.document)


def test_other_labels_have_another_key(store: Store) -> None:
    [labelled] = planned(store, "mirr-boats", annotator="gold").documents
    other = msgspec.structs.replace(labelled.annotation, created="2031-06-02")
    assert msgspec.structs.replace(labelled.annotation) == labelled.annotation
    assert (
        type(labelled)(labelled.document, labelled.text, other).content_key != labelled.content_key
    )


def test_zones_are_read_only_and_come_after_the_labels(store: Store) -> None:
    [labelled] = planned(store, "veldria-talks", annotator="gold").documents
    result = labelled.task(submitted=False)["predictions"][0]["result"]
    zones = [item for item in result if item.get("from_name") == "zone"]
    assert all(zone["readonly"] for zone in zones)
    assert result[-len(zones) :] == zones
    kinds = [zone["value"]["labels"][0] for zone in zones]
    assert kinds == ["headline", "byline", "dateline", "paragraph", "paragraph"]
    assert zones[0]["value"]["text"] == labelled.document.title


def test_a_submitted_task_is_not_ground_truth(store: Store) -> None:
    [labelled] = planned(store, "mirr-boats", annotator="gold").documents
    [annotation] = labelled.task(submitted=True)["annotations"]
    assert annotation["ground_truth"] is False


def test_without_labels_a_task_begins_blank(store: Store) -> None:
    plan = planned(store)
    assert plan.unlabelled == sorted(store.versions())
    assert all(labelled.annotation.entities == () for labelled in plan.documents)
    assert {labelled.annotation.created for labelled in plan.documents} == {DAY}


def test_restricted_documents_are_named(store: Store) -> None:
    assert planned(store, annotator="gold").restricted == ["veldria-talks"]


def test_the_report_lists_what_is_not_drawn_and_where_it_travels(store: Store) -> None:
    found = planned(store, annotator="gold").undrawn
    assert found[Undrawn("layers, hashes, annotator and day", DATA)] == 3
    assert found[Undrawn("referents with type, owner and knowledge base", DATA)] == 11
    assert found[Undrawn("knowledge base of a pact", DATA)] == 1
    assert found[Undrawn("sources without words in a chain", DATA)] == 2
    # Two arguments and a holder in the talks, two arguments of the boats, a holder in Brenn.
    assert found[Undrawn("which relation is which argument, holder or source", REGION_META)] == 6
    assert Undrawn("inferred sources", DATA) not in found


def test_every_broken_rule_is_reported_before_anything_is_sent(store: Store) -> None:
    for name in ("mirr-boats", "brenn-remarks"):
        gold = store.annotation("gold", store.document(name))
        assert gold is not None
        store.write_annotation(msgspec.structs.replace(gold, refs=gold.refs[:-1]))
    with pytest.raises(InvalidData) as caught:
        planned(store, annotator="gold")
    assert {Path(problem.file).name for problem in caught.value.problems} == {
        "mirr-boats.v1.json",
        "brenn-remarks.v1.json",
    }


def test_a_missing_text_is_reported(store: Store) -> None:
    (store.corpus / "veldria-talks/v1.txt").unlink()
    with pytest.raises(InvalidData, match="PB209"):
        planned(store)


@pytest.mark.parametrize(
    ("ids", "options", "error", "message"),
    [
        (["nothing"], {}, UnknownName, "there is: brenn-remarks"),
        ([], {"annotator": "nobody"}, UnknownName, "no annotator 'nobody'; there is: gold"),
        ([], {"predictions": Path("/nowhere.jsonl")}, WrongUse, "No such file"),
    ],
)
def test_wrong_use(
    store: Store, ids: list[str], options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        planned(store, *ids, **options)


def predictions(tmp_path: Path, *values: dict[str, Any]) -> Path:
    path = tmp_path / "pred.jsonl"
    path.write_text("".join(json.dumps(value) + "\n" for value in values), "utf-8")
    return path


def test_a_systems_predictions_are_drawn(store: Store, tmp_path: Path) -> None:
    system = RuleSystem()
    path = tmp_path / "pred.jsonl"
    documents = [store.document(name) for name in store.versions()]
    lines = [codec.encode_line(system.labels(d, store.text(d))) for d in documents]
    path.write_bytes(b"".join(lines))
    plan = planned(store, predictions=path)
    assert plan.problems == []
    assert plan.unlabelled == []
    for labelled, document in zip(plan.documents, documents, strict=True):
        predicted = system.labels(document, store.text(document))
        assert len(labelled.annotation.entities or ()) == len(predicted.entities or ())
        assert labelled.annotation.annotator == "rules"


def test_quotes_get_offsets_and_labels_without_a_place_are_reported(
    store: Store, tmp_path: Path
) -> None:
    path = predictions(
        tmp_path,
        {
            "document": "veldria-talks",
            "entities": [
                {"text": "MARSK", "type": "PLACE"},
                {"text": "Veldria", "before": "between ", "type": "STATE"},
                {"text": "Veldria", "type": "STATE"},
                {"start": 5, "end": 9999, "type": "STATE"},
            ],
            "agreements": [
                {
                    "type": "INFOSEC",
                    "mentions": [{"text": "Intelligence Sharing Agreement"}],
                    "arguments": [{"role": "PARTY", "text": "nobody"}],
                    "status": [{"stage": "SIGNED"}],
                }
            ],
            "stances": [
                {"type": "ENDORSE", "polarity": "positive", "cue": {"text": "welcomed"},
                 "target": {"text": "nothing"}},
                {"type": "WARN", "polarity": "negative", "cue": {"text": "nowhere"}},
            ],
        },
    )  # fmt: skip
    plan = planned(store, "veldria-talks", predictions=path)
    assert {problem.code for problem in plan.problems} == {"PB915"}
    assert sorted(problem.pointer for problem in plan.problems) == [
        "/agreements/0/arguments/0",
        "/agreements/0/status/0",
        "/entities/2",
        "/entities/3",
        "/stances/0/target",
        "/stances/1",
    ]
    annotation = plan.documents[0].annotation
    assert [m.text for m in annotation.entities or ()] == ["MARSK", "Veldria"]
    [pact] = annotation.agreements or ()
    assert (pact.mentions[0].level, pact.arguments, pact.status) == ("NOM", (), ())
    [stance] = annotation.stances or ()
    assert (stance.target, [link.ref for link in stance.chain]) == (None, ["AUTHOR"])
    assert plan.documents[0].task(submitted=False)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"document": "mirr-boats", "version": 2, "entities": []}, "PB316"),
        ({"document": "mirr-boats", "text_sha256": "0" * 64, "entities": []}, "PB316"),
        ({"document": "mirr-boats", "entities": [{"type": "KINGDOM"}]}, "PB104"),
    ],
)
def test_predictions_for_another_text_or_schema_are_refused(
    store: Store, tmp_path: Path, value: dict[str, Any], code: str
) -> None:
    with pytest.raises(InvalidData) as caught:
        planned(store, "mirr-boats", predictions=predictions(tmp_path, value))
    assert [(p.code, p.line) for p in caught.value.problems] == [(code, 1)]


def test_a_task_shows_its_document_and_referents(store: Store) -> None:
    [labelled] = planned(store, "veldria-talks", annotator="gold").documents
    data = labelled.task(submitted=False)["data"]
    assert data["title"].endswith(
        "veldria-talks v1 · reference date 2031-05-29 · begins with labels of gold"
    )
    assert "marek = Zoe\u0308 Marek (PERSON of veldria)" in data["referents"]
    assert "veldria = Veldria (STATE) [veldria]" in data["referents"]
    assert sample_corpus.VELDRIA_TALKS[2][0][1] not in data["text"]
