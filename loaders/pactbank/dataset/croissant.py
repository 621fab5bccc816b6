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
from pactbank.dataset.parquet import Shard
from pactbank.dataset.prose import about, citation, columns, mixed_licences
from pactbank.model.closed import SPLITS
from pactbank.version import __version__

CONFORMS_TO = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
_SPLIT_KINDS = {
    "train": "cr:TrainingSplit",
    "validation": "cr:ValidationSplit",
    "test": "cr:TestSplit",
}
_TYPES = {
    "string": "sc:Text",
    "int32": "sc:Integer",
    "float64": "sc:Float",
    "bool": "sc:Boolean",
    "date32": "sc:Date",
}
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


def render(counts: Counts, shards: Iterable[Shard], tables: Mapping[str, Shard]) -> bytes:
    """croissant.json of a build with these files."""
    described = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        **_head(counts),
        "distribution": [_file(shard) for shard in (*shards, *tables.values())],
        "recordSet": [_splits(counts), *(_record_set(*table) for table in tables.items())],
    }
    return json.dumps(described, ensure_ascii=False, indent=1).encode("utf-8") + b"\n"


def _head(counts: Counts) -> dict[str, Any]:
    prose = about()
    protocol = list(prose["label_protocol"].values())
    head: dict[str, Any] = {
        "conformsTo": CONFORMS_TO,
        "name": prose["name"],
        "description": prose["summary"],
        "url": "./",
        "version": __version__,
        "license": _licences(counts),
        "creator": {"@type": "sc:Organization", "name": prose["creator"]},
        "inLanguage": sorted(counts.languages),
        "keywords": prose["tags"],
        "citeAs": citation(),
        **prose["croissant"],
        "rai:dataAnnotationProtocol": protocol,
        "rai:dataLimitations": prose["limitations"],
    }
    if days := counts.labelled or counts.published:
        # A build does not know the day of its release; the day of its newest labels comes nearest.
        head |= {"datePublished": days[1].isoformat()}
    if counts.published:
        head |= {"rai:dataCollectionTimeframe": [day.isoformat() for day in counts.published]}
    return head


def _licences(counts: Counts) -> list[Any]:
    prose = about()
    if not mixed_licences(counts.licences):
        return [prose["label_licence_url"]]
    return [
        {
            "@type": "sc:CreativeWork",
            "name": prose["licence_name"],
            "url": prose["licence_link"],
            "description": f"Labels: {prose['label_licence']}. Texts: as `license` of each "
            "document says; those under offsets-only are not in an open build.",
        }
    ]


def _file(shard: Shard) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": shard.path,
        "name": shard.path,
        "contentUrl": shard.path,
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
        "dataType": _TYPES[value.dtype],
        **array,
        **split,
    }
