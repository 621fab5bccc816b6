"""croissant.json of a build: its flat tables as record sets, for programs that search for data.

Croissant 1.1 with the vocabulary of responsible AI (http://mlcommons.org/croissant/1.1). It is
written as plain JSON-LD, so that a build does not need `mlcroissant`; the release gate and the
tests validate it and read its records with that library.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from datasets import Value

from pactbank.dataset.counts import Counts
from pactbank.dataset.flat_tables import FLAT
from pactbank.dataset.licences import mixed, page
from pactbank.dataset.parquet import Shard
from pactbank.dataset.prose import about, citation, columns, label_makers, limitations
from pactbank.dataset.provenance import LICENSE, BuildRegisters
from pactbank.dataset.released import GOLD
from pactbank.model.closed import SPLITS
from pactbank.model.registers import Release

CONFORMS_TO = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
_SPLIT_KINDS = {
    "train": "cr:TrainingSplit",
    "validation": "cr:ValidationSplit",
    "test": "cr:TestSplit",
    "challenge": "cr:TestSplit",
}
_TYPES = {
    "string": "sc:Text",
    "int32": "sc:Integer",
    "float64": "sc:Float",
    "bool": "sc:Boolean",
}
_DAYS = {"reference_date", "labelled"}
"""Columns with days in ISO form."""
UNRELEASED = "0.0.0-unreleased"
"""The version of a build that is not made for a release."""
_TERMS = (
    "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field",
    "fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset",
    "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex",
    "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip
"""Terms of the Croissant vocabulary that the context maps one to one."""
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{term: f"cr:{term}" for term in _TERMS},
}


def render(
    counts: Counts,
    shards: Iterable[Shard],
    tables: Mapping[str, Shard],
    provenance: BuildRegisters,
    release: Release | None,
) -> bytes:
    """croissant.json of a build with these files. In one that is made for a release each file has
    its address on the Hub, so that it is found by whoever reads croissant.json from there; in any
    other the path in the folder."""
    described = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        **_head(counts, provenance, release),
        "distribution": [_file(shard, release) for shard in (*shards, *tables.values())],
        "recordSet": [_splits(counts), *(_record_set(*table) for table in tables.items())],
    }
    return json.dumps(described, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


def _head(counts: Counts, provenance: BuildRegisters, release: Release | None) -> dict[str, Any]:
    prose = about()
    head: dict[str, Any] = {
        "conformsTo": CONFORMS_TO,
        "name": provenance.title,
        "description": prose["summary"],
        "url": _address(release) if release else "./",
        "version": release.version if release else UNRELEASED,
        "inLanguage": sorted(counts.languages),
        "keywords": prose["tags"],
        "citeAs": citation(provenance, release),
        **_owner(counts, provenance, release),
        **prose["croissant"],
        **_annotators(provenance),
        "rai:dataLimitations": limitations(provenance, counts),
    }
    if days := counts.labelled or counts.published:
        # A build does not know the day of its release; the day of its newest labels comes nearest.
        head |= {"datePublished": days[1]}
    if counts.published:
        head |= {"rai:dataCollectionTimeframe": counts.published}
    if counts.named:
        head |= {
            "rai:personalSensitiveInformation": [
                "Names of persons, and what texts report of them, among it political positions."
            ]
        }
    return head


def _owner(counts: Counts, provenance: BuildRegisters, release: Release | None) -> dict[str, Any]:
    """Licence and creator, as far as the corpus names them."""
    owner: dict[str, Any] = {}
    if provenance.license:
        owner["license"] = _licences(counts, provenance, release)
    if provenance.holder:
        owner["creator"] = {"@type": "sc:Organization", "name": provenance.holder}
    return owner


def _annotators(provenance: BuildRegisters) -> dict[str, Any]:
    """What the register says of those who labelled."""
    if not provenance.annotators:
        return {}
    programs = [annotator.model for annotator in provenance.annotators if annotator.model]
    kinds = [f"{annotator.id}: {annotator.kind}" for annotator in provenance.annotators]
    return {
        "rai:dataAnnotationProtocol": label_makers(provenance),
        "rai:annotationsPerItem": f"Up to {len(provenance.annotators)} ({', '.join(kinds)}); the "
        f"labels of {GOLD} are in the build.",
        "rai:annotatorDemographics": kinds,
        **({"rai:machineAnnotationTools": sorted(set(programs))} if programs else {}),
    }


def _licences(counts: Counts, provenance: BuildRegisters, release: Release | None) -> list[Any]:
    licence = str(provenance.license)
    if not mixed(provenance, counts.licences):
        return [page(licence) or licence]
    return [
        {
            "@type": "sc:CreativeWork",
            "name": f"{provenance.name}-mixed",
            "url": _address(release, LICENSE) if release else LICENSE,
            "description": f"Labels: {licence}. Texts: as `license` of each "
            "document says; those under offsets-only are not in an open build.",
        }
    ]


def _address(release: Release, path: str | None = None) -> str:
    """The address of a published dataset, or of one of its files under the tag of the release."""
    from huggingface_hub import hf_hub_url
    from huggingface_hub.constants import ENDPOINT

    if path is None:
        return f"{ENDPOINT}/datasets/{release.repository}"
    return hf_hub_url(release.repository, path, repo_type="dataset", revision=release.tag)


def _file(shard: Shard, release: Release | None) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": shard.path,
        "name": shard.path,
        "contentUrl": _address(release, shard.path) if release else shard.path,
        "contentSize": f"{shard.bytes} B",
        "encodingFormat": "application/x-parquet",
        "sha256": shard.sha256,
    }


def _splits(counts: Counts) -> dict[str, Any]:
    names = [split for split in SPLITS if counts.documents[split]]
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "description": "The splits of this build.",
        "dataType": "cr:Split",
        "key": {"@id": "splits/name"},
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"splits/{column}",
                "name": column,
                "description": description,
                "dataType": kind,
            }
            for column, description, kind in (
                ("name", "Name of the split.", "sc:Text"),
                ("url", "What it is for.", "sc:URL"),
            )
        ],
        "data": [{"splits/name": name, "splits/url": _SPLIT_KINDS[name]} for name in names],
    }


def _record_set(table: str, file: Shard) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": columns()["tables"][table][""],
        "field": [
            {
                **_field(table, column, feature),
                "source": {"fileObject": {"@id": file.path}, "extract": {"column": column}},
            }
            for column, feature in FLAT[table].items()
        ],
    }


def _field(table: str, column: str, feature: Any) -> dict[str, Any]:
    array = {} if isinstance(feature, Value) else {"isArray": True, "arrayShape": "-1"}
    value = feature if isinstance(feature, Value) else feature.feature
    split = {"references": {"field": {"@id": "splits/name"}}} if column == "split" else {}
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{column}",
        "name": column,
        "description": columns()["tables"][table].get(column) or columns()[column],
        "dataType": "sc:Date" if column in _DAYS else _TYPES[value.dtype],
        **array,
        **split,
    }
