"""A small invented corpus that any test may build: three documents, one in each split.

    store = sample_corpus.make_corpus(tmp_path)

- `veldria-talks` (test) is offsets-only and has what offsets go wrong on: emoji, ₱, combining
  marks, a hyphenated name, mentions in mentions, an advertisement in the middle;
- `mirr-boats` (train) has a pact whose two parties are at different stages;
- `brenn-remarks` (validation) has no agreements layer and a stance without a target.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from pactbank.corpus.files import sha256, write_atomically
from pactbank.corpus.store import Store
from pactbank.corpus.wordless import recorded_document
from pactbank.model import codec
from pactbank.model.annotation import SCHEME_VERSION, Annotation, Annotator, Annotators
from pactbank.model.closed import STRIPPED, Redistribution, Split, ZoneKind
from pactbank.model.document import (
    SCHEMA_VERSION,
    Cleaning,
    Document,
    Edit,
    Found,
    FoundAddress,
    FoundMoment,
    FoundNames,
    Origin,
    RawFile,
    Rights,
    Source,
    TextFile,
    Zone,
)
from pactbank.model.recipe import Recipe
from pactbank.model.registers import About, SplitLists, Splits

Lines = tuple[tuple[tuple[ZoneKind, str], ...], ...]
"""Raw lines, each made of runs that a space parts."""
Label = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """A document to be made, and a function from its text to its gold layers and refs."""

    id: str
    split: Split
    redistribution: Redistribution
    lines: Lines
    refs: tuple[Label, ...]
    layers: Any


def make_corpus(
    root: Path, samples: tuple[Sample, ...] | None = None, referenced: tuple[str, ...] = ()
) -> Store:
    """A corpus with gold labels, splits, annotators and a licence under `root`. The texts of
    `referenced` documents go to the user's cache."""
    store = Store(root)
    samples = SAMPLES if samples is None else samples
    for sample in samples:
        document, raw, text = make_document(sample.id, sample.lines, sample.redistribution)
        if sample.id in referenced:
            document = msgspec.structs.replace(document, recipe=recipe_of(document))
            document = recorded_document(document, text)
        store.add(document, raw.encode("utf-8"), text.encode("utf-8"))
        store.write_annotation(gold(document, sample.refs, sample.layers(text)))
    lists = {s.split: tuple(sorted(o.id for o in samples if o.split == s.split)) for s in samples}
    splits = Splits(schema_version=SCHEMA_VERSION, splits=SplitLists(**lists))
    data = codec.encode(splits)
    write_atomically(store.corpus / "splits.json", data)
    store.relock({"splits.json": sha256(data)})
    write_registers(store, ABOUT, (GOLD,))
    write_atomically(root / "LICENSE", b"For tests.\n")
    return Store(root)


def recipe_of(document: Document) -> Recipe:
    """How the raw text of a document would be had."""
    return Recipe(
        url=f"https://example.org/{document.id}.txt",
        file_sha256=document.raw.sha256,
        extractor="plain",
        parameters={},
        raw_sha256=document.raw.sha256,
    )


ABOUT = About(
    schema_version=SCHEMA_VERSION,
    name="marsk-pacts",
    title="Marsk pacts",
    license="CC-BY-4.0",
    holder="The readers of Marsk",
    language="en",
)
GOLD = Annotator(id="gold", kind="adjudicated", description="for tests")


def write_registers(
    store: Store, about: About | None, annotators: tuple[Annotator, ...] = (GOLD,)
) -> None:
    """Write what the corpus says of itself and of its annotators, or nothing of itself."""
    if about is not None:
        data = codec.encode(about)
        write_atomically(store.corpus / "about.json", data)
        store.relock({"about.json": sha256(data)})
    else:
        (store.corpus / "about.json").unlink(missing_ok=True)
    register = Annotators(schema_version=SCHEMA_VERSION, annotators=annotators)
    write_atomically(store.annotation_folder / "annotators.json", codec.encode(register))


def make_document(
    name: str, lines: Lines, redistribution: Redistribution = "full-text"
) -> tuple[Document, str, str]:
    """A document with its raw and its clean text."""
    raw, text, zones, edits = _assembled(lines)
    kept = {zone.kind: raw[slice(*zone.raw)] for zone in zones}
    document = Document(
        schema_version=SCHEMA_VERSION,
        id=name,
        version=1,
        language="en",
        kind="news",
        story=name,
        title=kept.get("headline"),
        reference_date="2031-05-29",
        offset_unit="codepoint",
        source=Source(
            publisher=Found(value="Marsk Daily", found="option"),
            authors=FoundNames(value=("Osric Halden",), found="option"),
            published=FoundMoment(value="2031-05-29T14:05", found="option"),
            url=FoundAddress(value=f"https://example.org/{name}", found="option"),
            archived_url=FoundAddress(value=None, found="absent"),
            retrieved=FoundMoment(value=None, found="absent"),
        ),
        rights=Rights(
            holder="Marsk Daily",
            license="CC-BY-4.0" if redistribution == "full-text" else "LicenseRef-publisher",
            redistribution=redistribution,
        ),
        origin=Origin(kind="authored", how="written for tests", by=None),
        raw=RawFile(
            sha256=sha256(raw.encode()), chars=len(raw), media_type="text/plain", encoding="utf-8"
        ),
        text=TextFile(sha256=sha256(text.encode()), chars=len(text)),
        cleaning=Cleaning(name="sample", version="1"),
        zones=zones,
        edits=edits,
    )
    return document, raw, text


def _assembled(lines: Lines) -> tuple[str, str, tuple[Zone, ...], tuple[Edit, ...]]:
    raw, text = "", ""
    zones: list[Zone] = []
    edits: list[Edit] = []
    copied = 0
    for line in lines:
        for at, (kind, words) in enumerate(line):
            raw += " " if at else ""
            place = None
            if kind not in STRIPPED:
                if at:
                    text += " "
                elif raw:
                    edits.append((copied, len(raw), len(text), len(text) + bool(text)))
                    text += "\n" if text else ""
                place = (len(text), len(text) + len(words))
                text += words
                copied = len(raw) + len(words)
            run = (len(raw), len(raw) + len(words))
            zones.append(Zone(kind=kind, raw=run, text=place, rule="sample", confidence=1.0))
            raw += words
        raw += "\n\n"
    edits.append((copied, len(raw), len(text), len(text) + 1))
    return raw, text + "\n", tuple(zones), tuple(edits)


def gold(document: Document, refs: tuple[Label, ...], layers: Label) -> Annotation:
    """Gold labels of a document; `layers` holds plain JSON values by layer."""
    return msgspec.convert(
        {
            "schema_version": SCHEMA_VERSION,
            "scheme_version": SCHEME_VERSION,
            "offset_unit": "codepoint",
            "guidelines_sha256": "0" * 64,
            "document": document.id,
            "version": document.version,
            "text_sha256": document.text.sha256,
            "annotator": "gold",
            "created": "2031-06-01",
            "layers": list(layers),
            "refs": list(refs),
            **layers,
        },
        Annotation,
    )


@dataclass(frozen=True)
class Quoter:
    """Spans of a text by the words they cover."""

    text: str

    def span(self, words: str, nth: int = 0) -> Label:
        """The span of the nth occurrence of `words`, from 0."""
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(words, start + 1)
        return {"start": start, "end": start + len(words), "text": words}

    def mention(self, number: int, words: str, kind: str, *refs: str, nth: int = 0) -> Label:
        """An entity mention; `kind` is its type and, for all but ROLE and TIME, its level, or
        for TIME its value, as in "STATE/NAM"."""
        entity_type, _, rest = kind.partition("/")
        key = "value" if entity_type == "TIME" else "level"
        label = {"id": f"e{number}", **self.span(words, nth), "type": entity_type}
        return {**label, "refs": list(refs), **({key: rest} if rest else {})}


def _ref(name: str, kind: str, words: str, of: str | None = None) -> Label:
    return {"id": name, "type": kind, "name": words, **({"of": of} if of else {})}


def _status(number: int, party: str | None, stage: str, evidence: Label, **more: Any) -> Label:
    return {
        "id": f"s{number}",
        "party": party,
        "stage": stage,
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


def _stance(number: int, kind: str, polarity: str, cue: Label, **more: Any) -> Label:
    return {
        "id": f"p{number}",
        "type": kind,
        "holders": [],
        "implicit": None,
        "cue": cue,
        "target": None,
        "about": [],
        "toward": [],
        "polarity": polarity,
        "quote": "indirect",
        "chain": [{"ref": "AUTHOR", "span": None, "inferred": False}],
        **more,
    }


VELDRIA_TALKS: Lines = (
    (("headline", "Veldria-Kestania intelligence pact nears 🤝"),),
    (("byline", "By Osric Halden"),),
    (("advertisement", "ADVERTISEMENT"),),
    (
        ("dateline", "MARSK —"),
        (
            "paragraph",
            "Veldria's Foreign Minister Zoe\u0308 Marek said early Thursday, May 29 that an "
            "Intelligence Sharing Agreement between Veldria and Kestania, worth ₱12 million, "
            "is under negotiation 🕊️.",
        ),
    ),
    (("related-link", "Read more: What the pact means"),),
    (
        (
            "paragraph",
            "She welcomed the progress of both countries “so far”, and the anti-Veldrian "
            "camp in Marsk stayed silent.",
        ),
    ),
)


def _veldria_talks(text: str) -> Label:
    q = Quoter(text)
    pact = q.span("Intelligence Sharing Agreement")
    entities = [
        q.mention(1, "Veldria", "STATE/NAM", "veldria"),
        q.mention(2, "Kestania", "STATE/NAM", "kestania"),
        q.mention(3, "Osric Halden", "PERSON/NAM", "halden"),
        q.mention(4, "MARSK", "PLACE/NAM", "marsk"),
        q.mention(5, "Veldria's Foreign Minister", "ROLE", "marek"),
        q.mention(6, "Veldria", "STATE/NAM", "veldria", nth=1),
        q.mention(7, "Zoe\u0308 Marek", "PERSON/NAM", "marek"),
        q.mention(8, "Thursday, May 29", "TIME/2031-05-29"),
        q.mention(9, "Veldria", "STATE/NAM", "veldria", nth=2),
        q.mention(10, "Kestania", "STATE/NAM", "kestania", nth=1),
        q.mention(11, "She", "PERSON/PRO", "marek"),
        q.mention(12, "both countries", "STATE/NOM", "veldria", "kestania"),
        # As a system might cut it: the tags cannot hold an edge inside a word.
        q.mention(13, "Veldria", "STATE/DEM", "veldria", nth=3),
        q.mention(14, "Marsk", "PLACE/NAM", "marsk"),
    ]
    agreements = [
        {
            "id": "a1",
            "name": pact["text"],
            "type": "INFOSEC",
            "form": "TREATY",
            "mentions": [{"id": "m1", **pact, "level": "NAM"}],
            "arguments": [
                {"id": "g1", **q.span("Veldria", 2), "role": "PARTY", "refs": ["veldria"]},
                {"id": "g2", **q.span("Kestania", 1), "role": "PARTY", "refs": ["kestania"]},
            ],
            "status": [_status(1, None, "NEGOTIATION", q.span("under negotiation"))],
            "relations": [],
        }
    ]
    stances = [
        _stance(
            1,
            "ENDORSE",
            "positive",
            q.span("welcomed"),
            holders=[{**q.span("She"), "refs": ["marek"]}],
            target=q.span("progress of both countries “so far”"),
            about=["a1"],
            toward=["kestania"],
            quote="mixed",
        )
    ]
    return {"entities": entities, "agreements": agreements, "stances": stances}


MIRR_BOATS: Lines = (
    (("subscription-prompt", "Get the Marsk Daily morning briefing."),),
    (("headline", "Mirr ratifies boat treaty"),),
    (
        (
            "paragraph",
            "Mirr has ratified the Harbour Treaty, which Kestania signed in April; the Kestani "
            "parliament has shelved it. The treaty replaces the Skiff Memorandum.",
        ),
    ),
)


def _mirr_boats(text: str) -> Label:
    q = Quoter(text)
    entities = [
        q.mention(1, "Mirr", "STATE/NAM", "mirr"),
        q.mention(2, "Mirr", "STATE/NAM", "mirr", nth=1),
        q.mention(3, "Kestania", "STATE/NAM", "kestania"),
        q.mention(4, "April", "TIME/2031-04"),
        q.mention(5, "Kestani parliament", "INSTITUTION/NOM", "parliament"),
        q.mention(6, "Kestani", "STATE/DEM", "kestania", nth=1),
    ]
    mirr, kestania = q.span("Mirr", 1), q.span("Kestania")
    treaty, memorandum = q.span("Harbour Treaty"), q.span("Skiff Memorandum")
    agreements = [
        {
            "id": "a1",
            "name": treaty["text"],
            "kb": {"scheme": "world", "id": "harbour-treaty"},
            "type": "ARMAMENTS",
            "form": "TREATY",
            "mentions": [{"id": "m1", **treaty, "level": "NAM"}],
            "arguments": [
                {"id": "g1", **mirr, "role": "PARTY", "refs": ["mirr"]},
                {"id": "g2", **kestania, "role": "PARTY", "refs": ["kestania"]},
            ],
            "status": [
                _status(1, "mirr", "RATIFIED", q.span("ratified")),
                _status(
                    3,
                    "kestania",
                    "PENDING_APPROVAL",
                    q.span("shelved"),
                    condition="STALLED",
                    body="parliament",
                ),
            ],
            "relations": [
                {"id": "r1", "type": "REPLACES", "target": "a2", "evidence": q.span("replaces")}
            ],
        },
        {
            "id": "a2",
            "name": memorandum["text"],
            "type": "OTHER",
            "form": "MOU",
            "mentions": [{"id": "m2", **memorandum, "level": "NAM"}],
            "arguments": [],
            "status": [],
            "relations": [],
        },
    ]
    return {"entities": entities, "agreements": agreements, "stances": []}


BRENN_REMARKS: Lines = (
    (("headline", "Brenn warns"),),
    (("paragraph", "“We object,” President Adela Corvane of Brenn told Marsk Daily."),),
    (("notice", "© 2031 Marsk Daily. All rights reserved."),),
)


def _brenn_remarks(text: str) -> Label:
    q = Quoter(text)
    entities = [
        q.mention(1, "Brenn", "STATE/NAM", "brenn"),
        q.mention(2, "President", "ROLE", "corvane"),
        q.mention(3, "Adela Corvane", "PERSON/NAM", "corvane"),
        q.mention(4, "Brenn", "STATE/NAM", "brenn", nth=1),
        q.mention(5, "Marsk Daily", "ORG/NAM", "daily"),
        q.mention(6, "We", "PERSON/PRO", "corvane"),
    ]
    stances = [
        _stance(
            1,
            "REJECT",
            "negative",
            q.span("object"),
            holders=[{**q.span("We"), "refs": ["corvane"], "open": True}],
            quote="direct",
        )
    ]
    return {"entities": entities, "stances": stances}


SAMPLES: tuple[Sample, ...] = (
    Sample(
        id="veldria-talks",
        split="test",
        redistribution="offsets-only",
        lines=VELDRIA_TALKS,
        refs=(
            {**_ref("veldria", "STATE", "Veldria"), "kb": {"scheme": "world", "id": "veldria"}},
            _ref("kestania", "STATE", "Kestania"),
            _ref("marsk", "PLACE", "Marsk"),
            _ref("halden", "PERSON", "Osric Halden"),
            _ref("marek", "PERSON", "Zoe\u0308 Marek", of="veldria"),
        ),
        layers=_veldria_talks,
    ),
    Sample(
        id="mirr-boats",
        split="train",
        redistribution="full-text",
        lines=MIRR_BOATS,
        refs=(
            _ref("mirr", "STATE", "Mirr"),
            _ref("kestania", "STATE", "Kestania"),
            _ref("parliament", "INSTITUTION", "parliament", of="kestania"),
        ),
        layers=_mirr_boats,
    ),
    Sample(
        id="brenn-remarks",
        split="validation",
        redistribution="full-text",
        lines=BRENN_REMARKS,
        refs=(
            _ref("brenn", "STATE", "Brenn"),
            _ref("corvane", "PERSON", "Adela Corvane", of="brenn"),
            _ref("daily", "ORG", "Marsk Daily"),
        ),
        layers=_brenn_remarks,
    ),
)
