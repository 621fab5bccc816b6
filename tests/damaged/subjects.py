"""What is damaged: every kind of file that a command reads, with the commands that read it.

A kind says what a damage may change without a word. Where a file has a digest, or another file has
one of it, nothing: the result is the undamaged one, or a problem is told. A file without one may
say something else after a damage, and is then read as what it says (`Honest`).
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from unittest import mock

import pyarrow as pa
from msgspec.structs import replace

from damaged.damages import arrow, parquet
from pactbank.adjudication.documents import Adjudication
from pactbank.bench import bench
from pactbank.bench.entrants import Entrant, entrants_of
from pactbank.corpus.begin import about_itself, begin
from pactbank.corpus.draft import anchor
from pactbank.corpus.files import sha256
from pactbank.corpus.ingest import Particulars, ingest
from pactbank.corpus.resources import CACHE_VARIABLE
from pactbank.corpus.store import Store
from pactbank.dataset import build
from pactbank.model.progress import silent
from pactbank.model.recipe import Recipe
from pactbank.scoring import countfiles, counts
from pactbank.scoring.reading.forms import schema
from pactbank.systems import Article, Predicted, System
from support.editor import exported
from support.shortened import shortened

EXAMPLES = Path(__file__).parents[2] / "schema" / "examples" / "valid"
MAPS = Path(__file__).parents[2] / "schema" / "labelmaps"
DRAFTS = Path(__file__).parents[1] / "examples"

Honest = Literal["json", "parquet", "text", "forgiven"]
"""How a changed result is shown to be what the damaged file says: written anew as JSON from the
values that a plain reader finds, the file gives the same result; any text without a digest is a
text; lenient reading says what it forgave."""


@dataclass(frozen=True)
class Subject:
    """Files of one kind, by patterns, and commands that read them; `{file}` is the damaged one.

    `honest` None: a digest covers the file, so that no result may change. `told`: any other byte
    is a problem, even where it would change nothing. `writes` is the
    file or folder that the command writes; `whole`: where there is a problem, it wrote nothing.
    `weight`: how often it is damaged; a kind whose commands are slow is damaged less often.
    `without` names packages that are not there for its commands.
    """

    name: str
    kind: Literal["json", "text", "parquet", "arrow"]
    files: tuple[str, ...]
    commands: tuple[str, ...]
    honest: Honest | None = None
    told: bool = False
    writes: str = ""
    whole: bool = False
    weight: int = 1
    without: tuple[str, ...] = ()


SCORED = "--task all --json --no-interval"
AGAINST = f"--gold gold.jsonl --texts texts {SCORED}"
PUSH = (
    "--root root studio push --predictions {file} --out tasks.json "
    "--documents brenn-statement,hask-note"
)
DECIDE = (
    "--root root adjudicate pass-a pass-b calder-radar --decisions {file} --replace "
    "--created 2031-05-06"
)
REHYDRATE = "--root root rehydrate open --from copies --out full"
REPORT = "--root root report results --out pages/page.html"
DRAWN = "--root root report results --out pages/drawn.html"
COUNTS = "results/rules/counts.parquet results/partly/counts.parquet"
READING = (
    f"--root root score predictions.jsonl --split validation {SCORED}",
    "--root root show calder-radar",
    "--root root show brenn-statement",
    "--root root iaa gold pass-a --json",
)
SUBJECTS = (
    Subject("predictions, JSON Lines", "json", ("predictions.jsonl",),
            (f"score {{file}} {AGAINST}", READING[0]), "json", weight=1),
    Subject("predictions for Label Studio", "json", ("gold.jsonl",), (PUSH,), "json",
            writes="tasks.json", weight=1),
    Subject("predictions, JSON", "json", ("predictions.json",),
            (f"score {{file}} {AGAINST}",), "json", weight=1),
    Subject("predictions, folder", "json", ("folder/*.json",),
            (f"score folder {AGAINST}",), "json", weight=1),
    Subject("predictions, lenient", "json", ("predictions.jsonl",),
            (f"score {{file}} --lenient {AGAINST}",), "forgiven", weight=1),
    Subject("predictions, Parquet", "parquet", ("predictions.parquet",),
            (f"score {{file}} {AGAINST}",), "parquet", weight=4),
    Subject("predictions, Parquet with checksums", "parquet", ("checked.parquet",),
            (f"score {{file}} {AGAINST}",), "parquet", weight=3),
    Subject("gold, Parquet", "parquet", ("gold.parquet",),
            (f"score predictions.jsonl --gold {{file}} --texts texts {SCORED}",), "parquet",
            weight=12),
    Subject("predictions, Arrow", "arrow", ("predictions.arrow",), ("{table}",), weight=2),
    Subject("gold, JSON Lines", "json", ("gold.jsonl",),
            (f"score predictions.jsonl {AGAINST}",), "json", weight=1),
    Subject("counts", "parquet", ("counts.parquet",),
            (*["score --from-counts {file} --json --no-interval"] * 4,
             "compare --from-counts {file} other.parquet --json"), weight=12),
    Subject("annotations", "json", ("root/annotations/gold/calder-radar.v2.json",),
            (*["--root root validate {file}"] * 3, *READING[:2]), "json", weight=6),
    Subject("documents", "json", ("root/corpus/calder-radar/v2.json",),
            ("--root root validate",), told=True, weight=1),
    Subject("documents, used", "json", ("root/corpus/calder-radar/v2.json",),
            READING[:2], weight=12),
    Subject("zones", "json", ("zones.json",),
            ("score {file} --gold root/corpus/calder-radar/v2.json --task zones --json",),
            "json", weight=12),
    Subject("texts of the corpus", "text",
            ("root/corpus/calder-radar/v2.txt", "root/corpus/calder-radar/v2.raw.txt"),
            ("--root root validate",), told=True, weight=1),
    Subject("texts of the corpus, used", "text", ("root/corpus/calder-radar/v2.txt",),
            READING[:2], weight=10),
    Subject("splits", "json", ("root/corpus/splits.json",),
            ("--root root validate", "--root root lock"), told=True, weight=3),
    Subject("splits, used", "json", ("root/corpus/splits.json",), READING[:1], weight=10),
    Subject("lock", "json", ("root/corpus/corpus.lock",),
            ("--root root validate", "--root root lock", *READING[:2]), "json", weight=10),
    Subject("annotators", "json", ("root/annotations/annotators.json",),
            (*["--root root validate {file}"] * 4, READING[3]), "json", weight=3),
    Subject("label maps", "json", ("map.json",),
            ("score mapped.jsonl --gold gold.jsonl --label-map {file} --json --no-interval",),
            "json", weight=1),
    Subject("texts beside gold", "text", ("texts/*.txt",),
            (f"score predictions.jsonl {AGAINST}",), "text", weight=1),
    Subject("texts beside gold with hashes", "text", ("texts/*.txt",),
            (f"score predictions.jsonl --gold hashed.jsonl --texts texts {SCORED}",), weight=1),
    Subject("drafts", "json", ("draft.json",),
            ("--root root anchor {file} --as pass-b --created 2031-05-06",), "json",
            writes="root", whole=True, weight=12),
    Subject("decisions", "json", ("decisions.jsonl",),
            (DECIDE,), "json", writes="root", whole=True, weight=4),
    Subject("short drafts", "json", ("short.json",),
            ("--root root anchor {file} --as pass-b --created 2031-05-06",), "json",
            writes="root", whole=True, weight=12),
    Subject("exports of Label Studio", "json", ("export.json",),
            ("--root root studio pull --in {file} --as alice",), "json", writes="root", weight=4),
    Subject("raw articles", "text", ("article.txt",),
            ("--root root ingest {file} --id new-talks --publisher Daily",), "text",
            writes="root", whole=True, weight=2),
    Subject("builds", "parquet", ("open/*/*.parquet",),
            (REHYDRATE,), told=True, writes="full", whole=True, weight=10),
    Subject("cards of builds", "text", ("open/README.md", "open/croissant.json", "open/LICENSE"),
            (REHYDRATE,), told=True, writes="full", whole=True, weight=2),
    Subject("manifests", "json", ("open/manifest.json",),
            (REHYDRATE,), writes="full", whole=True, weight=12),
    Subject("copies of withheld texts", "text", ("copies/sevra-letter.txt",),
            (REHYDRATE,), told=True, writes="full", whole=True, weight=1),
    Subject("copies of referenced texts", "text", ("mine/page.html", "clean/text.txt"),
            ("--root other fetch --from {file}",), told=True, writes="other/cache", whole=True),
    Subject("recipes", "json", ("fish.recipe.json",),
            ("--root other ingest fish.txt --id fish --reference {file}",), "json",
            writes="other/", whole=True, weight=2),
    Subject("labels without words", "json", ("other/annotations/gold/ports.v1.json",),
            ("--root other validate {file}", "--root other show ports"), "json", weight=3),
    Subject("leaderboards of a corpus", "json", ("ranked/leaderboard/test/*.json",),
            ("--root ranked build --out full",), "json", writes="full", whole=True, weight=12),
    Subject("scores, comparisons, runs, leaderboards and manifests", "json",
            ("entities.score.json", "entities.comparison.json", "rules.run.json",
             "leaderboard.json", "manifest.json"),
            ("--root root validate {file}",), "json", weight=12),
    Subject("results, leaderboards", "json", ("results/leaderboard.json",), (REPORT,), "json",
            writes="pages", whole=True, weight=4, without=("matplotlib",)),
    Subject("results, leaderboards with charts", "json", ("results/leaderboard.json",), (DRAWN,),
            "json", writes="pages", whole=True),
    Subject("results, runs and scores", "json", ("results/*/run.json", "results/*/score.json"),
            (REPORT,), "json", writes="pages", whole=True, weight=4, without=("matplotlib",)),
    Subject("results, predictions", "json", ("results/*/predictions.jsonl",), (REPORT,), told=True,
            writes="pages", whole=True, weight=4, without=("matplotlib",)),
    Subject("results, counts", "parquet", ("results/*/counts.parquet",),
            ("score --from-counts {file} --json --no-interval",
             f"compare --from-counts {COUNTS} --json"), weight=4),
)  # fmt: skip


class Partly(System):
    """Says what gold says, but for what `_predicted` gets wrong."""

    name, version = "partly", "1"

    def __init__(self, store: Store) -> None:
        self.store = store

    def predict(self, articles: Iterable[Article]) -> Iterator[Predicted]:
        for document, _ in articles:
            yield _predicted(labels_of(self.store, document.id))


def prepare(folder: Path) -> None:
    """Write every file, undamaged, into an empty folder."""
    shutil.copytree(EXAMPLES, folder / "root")
    for name in ("entities.score.json", "entities.comparison.json", "rules.run.json",
                 "leaderboard.json", "manifest.json"):  # fmt: skip
        (folder / "root" / name).rename(folder / name)
    store = Store(folder / "root")
    gold = [labels_of(store, name) for name in ("brenn-statement", "hask-note")]
    predicted = [_predicted(labels) for labels in gold]
    _write(folder, "gold.jsonl", _lines(gold))
    _write(folder, "hashed.jsonl", _lines(labels_of(store, of["document"], True) for of in gold))
    _write(folder, "predictions.jsonl", _lines(predicted))
    _write(folder, "predictions.json", json.dumps(predicted, ensure_ascii=False).encode())
    for labels in predicted:
        name = labels["document"]
        _write(folder, f"folder/{name}.json", json.dumps(labels, ensure_ascii=False).encode())
        _write(folder, f"texts/{name}.txt", store.text(store.document(name)).encode())
    table = pa.Table.from_pylist(predicted, schema=schema())
    _write(folder, "predictions.parquet", parquet(table))
    _write(folder, "checked.parquet", parquet(table, checksums=True))
    _write(folder, "predictions.arrow", arrow(table))
    _write(folder, "gold.parquet", parquet(pa.Table.from_pylist(gold, schema=schema())))
    for name, side in (("counts", predicted), ("other", gold)):
        [made] = counts(gold, [side], "all", texts=folder / "texts")
        countfiles.write(made, folder / f"{name}.parquet")
    shutil.copy(folder / "root/corpus/calder-radar/v2.json", folder / "zones.json")
    shutil.copy(MAPS / "conll2003.json", folder / "map.json")
    _write(folder, "mapped.jsonl", _lines(_mapped(labels) for labels in gold))
    shutil.copy(DRAFTS / "hask-note.draft.json", folder / "draft.json")
    document = store.document("hask-note")
    annotation = store.annotation("gold", document)
    assert annotation is not None
    short = shortened(annotation, store.text(document))
    _write(folder, "short.json", json.dumps(short, ensure_ascii=False, indent=1).encode())
    article = (DRAFTS / "calder-radar.v2.txt").read_text("utf-8")
    (folder / "article.txt").write_text(article.replace("Hask", "Marsk"), "utf-8")  # another text
    export = [exported(store, name, at) for at, name in enumerate(("calder-radar", "hask-note"), 1)]
    _write(folder, "export.json", json.dumps(export, ensure_ascii=False).encode())
    _write(folder, "decisions.jsonl", _decisions(store))
    (folder / "copies").mkdir()
    shutil.copy(DRAFTS / "sevra-letter.v1.txt", folder / "copies/sevra-letter.txt")
    build(store, folder / "open", "open")
    shutil.copytree(folder / "root", folder / "ranked")
    (folder / "ranked/leaderboard/test").mkdir(parents=True)
    shutil.copy(folder / "leaderboard.json", folder / "ranked/leaderboard/test")
    entrants = [*entrants_of(["rules"], None), Entrant(Partly(store), "partly", native=True)]
    bench(store, entrants, None, folder / "results", None, lambda *_: nullcontext(silent))
    _refer(folder)


def _refer(folder: Path) -> None:
    """A corpus with one text, which is referenced, its labels, the user's copies of it, and the
    recipe of another."""
    text = "Veldria and Mirr agree on ports.\n\nTolmar waits.\n"
    page = f"<main><p>{text.replace(chr(10) * 2, '<p>')}</main>"
    _write(folder, "mine/page.html", page.encode())
    _write(folder, "clean/text.txt", text.encode())
    recipe = Recipe(
        url="https://example.org/ports",
        file_sha256=sha256(page.encode()),
        extractor="html",
        parameters={},
        raw_sha256=sha256(text.encode()),
    )
    about = about_itself(folder / "other")
    begin(folder / "other", about)
    with mock.patch.dict(os.environ, {CACHE_VARIABLE: str(folder / "cache")}):
        store = Store(folder / "other")
        ingest(store, text.encode(), Particulars(id="ports", recipe=recipe), "a")
        draft = {"document": "ports", "refs": [{"id": "r1", "type": "STATE", "name": "Tolmar"}]}
        mention = {"text": "Tolmar", "type": "STATE", "level": "NAM", "refs": ["r1"]}
        data = json.dumps({**draft, "layers": ["entities"], "entities": [mention]}).encode()
        document = store.document("ports")
        day = {"guidelines_sha256": sha256(b""), "created": "2031-06-01"}
        labels, _ = anchor(data, "d", document, text, annotator="gold", **day)
        assert labels is not None
        store.write_annotation(labels)
    shutil.rmtree(folder / "cache")
    another = text.replace("ports", "fish")
    _write(folder, "fish.txt", another.encode())
    made = {"url": recipe.url, "extractor": "html", "parameters": {"keep": ["p"], "skip": 2}}
    digests = {"file_sha256": recipe.file_sha256, "raw_sha256": sha256(another.encode())}
    _write(folder, "fish.recipe.json", json.dumps({**made, **digests}).encode())


def _decisions(store: Store) -> bytes:
    """Decisions between two passes over a document: its gold by other names, once without the name
    of a pact."""
    gold = store.annotation("gold", store.document("calder-radar"))
    assert gold is not None
    assert gold.agreements
    unnamed = replace(gold.agreements[0], name=None, form="UNSPECIFIED")
    first = replace(gold, annotator="pass-a", agreements=(unnamed, *gold.agreements[1:]))
    for labels in (first, replace(gold, annotator="pass-b")):
        store.write_annotation(labels)
    made = Adjudication(store, ("pass-a", "pass-b"), "gold").opened("calder-radar")
    about = {"document": "calder-radar"}
    rows = [{**about, "id": one.id, "choice": "b"} for one in made.differences]
    return _lines([*rows, {**about, "id": "e1", "choice": "both"}])


def labels_of(store: Store, name: str, hashed: bool = False) -> dict[str, Any]:
    """The gold of a document as a prediction file holds it."""
    document = store.document(name)
    path = store.annotation_path("gold", name, document.version)
    labels = json.loads(path.read_bytes())
    kept = ("document", "version", "refs", "entities", "agreements", "stances")
    return {key: labels[key] for key in (*kept, *["text_sha256"][: int(hashed)]) if key in labels}


def _predicted(gold: dict[str, Any]) -> dict[str, Any]:
    """Labels that are partly right, some as quotes."""
    made: dict[str, Any] = json.loads(json.dumps(gold))
    made["entities"] = [label for at, label in enumerate(made["entities"]) if at % 4]
    for label in made["entities"][::5]:
        label["type"] = "ORG"
    for label in made["entities"][1::5]:
        del label["start"], label["end"]
    for label in made["stances"][::2]:
        label["holders"] = []
    return made


def _mapped(gold: dict[str, Any]) -> dict[str, Any]:
    types = {"STATE": "LOC", "PLACE": "LOC", "PERSON": "PER"}
    kept = [of for of in gold["entities"] if of["type"] in types]
    return {
        "document": gold["document"],
        "entities": [
            {k: of[k] for k in ("start", "end")} | {"type": types[of["type"]]} for of in kept
        ],
    }


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def _write(folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
