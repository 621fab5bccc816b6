"""Every command that writes, each with the folder that it is run in.

A folder has `own`, a corpus; `cache`, the user's; and what the command reads.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pactbank.corpus.batch import ingest_all
from pactbank.corpus.begin import about_itself, begin
from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.files import sha256
from pactbank.corpus.ingest import Particulars, ingest
from pactbank.corpus.resources import user_cache
from pactbank.corpus.store import Store
from pactbank.corpus.supply import supplied
from support.passes import PASS, annotated, changed, make_passes

OTHER = changed(PASS, "agreements", 0, "status", 0, stage="TEXT_AGREED")
DOCUMENTS = ("talks", "treaty", "visit")
JOURNAL = "own/annotations/gold/.pending/talks.v1.jsonl"
TEXT = """\
Port protocol {number} signed
Ana Moreth - Orlen Courier
March 4, 2031 | 8:12am

ORLEN, Veldria — Veldria and Tolmar signed port protocol {number} on Monday.
Our podcast is worth a listen
It takes effect in June, officials of Tolmar said.
© 2031 Orlen Courier. All rights reserved.
"""


@dataclass(frozen=True)
class Killed:
    """A command line and how its folder is made. `apart`: the paths of files of which each is a
    change of its own, so that some may be old and others new. `once`: what is done already is not
    done again."""

    name: str
    line: str
    prepare: Callable[[Path], None]
    apart: str | None = None
    once: bool = True

    def is_apart(self, path: str) -> bool:
        """Whether a file is a change of its own. What is in the cache always is: it has the name
        of what it holds."""
        return path.startswith("cache/") or bool(self.apart and re.fullmatch(self.apart, path))


def article(number: int) -> str:
    """An article unlike the others."""
    return TEXT.format(number=number)


def nothing(folder: Path) -> None:
    """No corpus, and a page of the user's in the folder where one is begun."""
    (folder / "mine").mkdir()
    (folder / "mine/article.txt").write_text(article(1), "utf-8")


def corpus(folder: Path) -> None:
    """A corpus of three documents with two passes and gold, and `port`, which nobody has
    labelled."""
    own = folder / "own"
    make_passes(own, PASS, OTHER, documents=DOCUMENTS)
    store = Store(own)
    for name in DOCUMENTS:
        document = store.document(name)
        text = store.text(document)
        store.write_annotation(annotated(document, text, PASS, "gold"))
    about = Particulars(id="port", license="CC0-1.0", redistribution="full-text")
    ingest(store, article(0).encode(), about, "port.txt")
    draft = {"document": "talks", **changed(PASS, "stances", 0)}
    (folder / "draft.json").write_text(json.dumps(draft))
    (folder / "article.txt").write_text(article(1), "utf-8")
    judged = {"item": "sentence", "document": "talks", "version": 1, "start": 0, "end": 50}
    judged |= {"sentence": "", "before": "", "after": "", "lacks": []}
    (folder / "judged.jsonl").write_text(json.dumps(judged))
    (folder / "texts").mkdir()
    for number in range(12):
        (folder / f"texts/text-{number}.txt").write_text(article(number + 2), "utf-8")


def undecided(folder: Path) -> None:
    """The corpus without gold. One document has its answers in the journal, and all have them in a
    file."""
    corpus(folder)
    shutil.rmtree(folder / "own/annotations/gold")
    decision = {"id": "a1.s1", "choice": "b"}
    lines = [json.dumps({**decision, "document": name}) for name in DOCUMENTS]
    (folder / "decisions.jsonl").write_text("\n".join(lines))
    (folder / JOURNAL).parent.mkdir(parents=True)
    (folder / JOURNAL).write_text(json.dumps(decision))


def edited(folder: Path) -> None:
    """The corpus after its user wrote into about.json and deleted the folders of documents."""
    corpus(folder)
    about = folder / "own/corpus/about.json"
    about.write_bytes(about.read_bytes().replace(b"Marsk pacts", b"Pacts of Marsk"))
    for name in DOCUMENTS[1:]:
        shutil.rmtree(folder / "own/corpus" / name)


def older(folder: Path) -> None:
    """A corpus whose gold follows scheme version 1, with the handbook of version 2."""
    shutil.copytree(valid_corpus(), folder / "own")
    for path in (folder / "own/annotations/gold").iterdir():
        data = path.read_bytes().replace(b'"scheme_version": 2', b'"scheme_version": 1')
        path.write_bytes(data)
    (folder / "own/annotations/GUIDELINES.md").write_text("The handbook of version 2.\n")


PAGES = {f"text-{number}": article(number).encode() * 40 for number in range(6)}
"""Files that recipes name, which are the texts."""


def referenced(address: str) -> Callable[[Path], None]:
    """A corpus whose texts are the pages at an address, none of which has been fetched."""

    def prepare(folder: Path) -> None:
        begin(folder / "own", about_itself(folder, name="x"))
        lines = [json.dumps(_described(name, data, address)) for name, data in PAGES.items()]
        (folder / "texts.jsonl").write_text("\n".join(lines))
        report = ingest_all(Store(folder / "own"), supplied([folder / "texts.jsonl"]), {})
        assert len(report.added) == len(PAGES), report.refused
        shutil.rmtree(user_cache())

    return prepare


def _described(name: str, data: bytes, address: str) -> dict[str, object]:
    """A text as `pactbank ingest` takes it, with the recipe for its page."""
    digest = sha256(data)
    recipe: dict[str, object] = {"url": f"{address}/{name}", "extractor": "plain"}
    recipe |= {"parameters": {}, "file_sha256": digest, "raw_sha256": digest}
    return {"id": name, "text": data.decode("utf-8"), "recipe": recipe}


_OWN = "--root own"
_ONE_OF_GOLD = r"own/annotations/gold/.*"


def commands(address: str) -> list[Killed]:
    """Every command; at the address are `PAGES`."""
    return [
        Killed("init, a new folder", "init own", nothing),
        Killed("init, a folder of mine", "init mine", nothing),
        Killed("ingest", f"{_OWN} ingest article.txt", corpus),
        Killed("ingest, a new version",
               f"{_OWN} ingest article.txt --id port --new-version shorter", corpus,
               once=False),
        Killed("ingest, many", f"{_OWN} ingest texts", corpus),
        Killed("zones, made again", f"{_OWN} zones port --set 6=advertisement", corpus),
        Killed("zones, a next version",
               f"{_OWN} zones talks --set 3=heading --reason heading", corpus),
        Killed("split", f"{_OWN} split port --to test", corpus),
        Killed("split --auto", f"{_OWN} split --auto 50/25/25 --anew", corpus),
        Killed("remove", f"{_OWN} remove talks --yes", corpus),
        Killed("anchor", f"{_OWN} anchor draft.json --as gold --created 2031-06-02", corpus),
        Killed("adjudicate",
               f"{_OWN} adjudicate pass-a pass-b --decisions decisions.jsonl --created 2031-06-02",
               undecided, apart=_ONE_OF_GOLD),
        Killed("fetch", f"{_OWN} fetch --pause 0", referenced(address)),
        Killed("migrate", f"{_OWN} migrate gold --accept", older),
        Killed("lock", f"{_OWN} lock --accept --yes", edited),
        Killed("annotators add",
               f"{_OWN} annotators add ana --kind human --description Ana", corpus),
        Killed("audit file", f"{_OWN} audit file judged.jsonl --name first --by Ana", corpus),
    ]  # fmt: skip
