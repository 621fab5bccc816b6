"""README.md of a build, its card: metadata that `datasets` and the Hub read, counts, prose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from datasets import DatasetInfo, SplitDict, SplitInfo
from datasets.info import DatasetInfosDict
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCardData

from pactbank.dataset import DEFAULT_CONFIG
from pactbank.dataset.counts import Counts, rendered
from pactbank.dataset.features import FEATURES
from pactbank.dataset.parquet import Shard
from pactbank.dataset.prose import about, citation, mixed_licences
from pactbank.model.closed import TextMode
from pactbank.version import __version__

_CREATORS = frozenset({"found", "crowdsourced", "expert-generated", "machine-generated", "other"})
CLOSED: dict[str, frozenset[str]] = {
    "license": frozenset({"other", "cc-by-4.0"}),
    "task_categories": frozenset({"token-classification", "text-classification"}),
    "task_ids": frozenset({"named-entity-recognition", "coreference-resolution"}),
    "annotations_creators": _CREATORS,
    "language_creators": _CREATORS,
    "source_datasets": frozenset({"original"}),
    "size_categories": frozenset(
        {"n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M"}
    ),
}
"""The values in the Hub's closed lists that PactBank may use; no library checks them offline."""

_SIZES = (
    (10**3, "n<1K"),
    (10**4, "1K<n<10K"),
    (10**5, "10K<n<100K"),
    (10**6, "100K<n<1M"),
    (10**7, "1M<n<10M"),
)
_LISTED = 50
"""How many withheld documents the card lists; the rows of `documents` have them all."""


def render(counts: Counts, shards: Iterable[Shard], mode: TextMode) -> str:
    """README.md of a build. The shards come in the order of configs and splits."""
    return rendered(
        "card.md.jinja",
        counts,
        metadata=card_data(counts, list(shards)).to_yaml(),
        about=about(),
        citation=citation(),
        mixed=mixed_licences(counts.licences),
        version=__version__,
        mode=mode,
        listed=_LISTED,
    )


def card_data(counts: Counts, shards: list[Shard]) -> DatasetCardData:
    """The YAML at the head of the card: what the Hub shows, exact file names, features and
    sizes. Raises `ValueError` for a value that the Hub does not know."""
    prose = about()
    metadata: dict[str, Any] = {
        "pretty_name": prose["name"],
        "language": sorted({language.split("-")[0] for language in counts.languages}),
        **_licence(counts),
        "task_categories": prose["task_categories"],
        "task_ids": prose["task_ids"],
        "annotations_creators": [
            "machine-generated",
            *(["expert-generated"] if counts.checked else []),
        ],
        "language_creators": sorted({_creator(kind) for kind, _, _ in counts.origins}),
        "source_datasets": ["original"],
        "size_categories": [size_category(counts.documents.total())],
        "tags": prose["tags"],
    }
    if wrong := unlisted(metadata):
        raise ValueError("; ".join(wrong))
    data = DatasetCardData(**metadata)
    configs = {config: _config(config, shards) for config in FEATURES if _of(config, shards)}
    MetadataConfigs(configs).to_dataset_card_data(data)
    infos = {config: _info(config, _of(config, shards)) for config in configs}
    DatasetInfosDict(infos).to_dataset_card_data(data)
    return data


def _licence(counts: Counts) -> dict[str, str]:
    prose = about()
    if not mixed_licences(counts.licences):
        return {"license": prose["label_licence"].lower()}
    return {
        "license": "other",
        "license_name": prose["licence_name"],
        "license_link": prose["licence_link"],
    }


def _creator(origin: str) -> str:
    """The Hub's word for who made a text. The list does not say whether a person or a program
    wrote an authored text; the card does."""
    return "found" if origin == "collected" else "other"


def unlisted(metadata: Mapping[str, Any]) -> list[str]:
    """A message for each value of a card's metadata that its closed list on the Hub lacks."""
    return [
        f"{key}: the Hub does not know {value!r}"
        for key, known in CLOSED.items()
        for value in _values(metadata.get(key))
        if value not in known
    ]


def size_category(documents: int) -> str:
    """The Hub's name for a number of documents."""
    return next((name for limit, name in _SIZES if documents < limit), "10M<n<100M")


def _values(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _of(config: str, shards: list[Shard]) -> list[Shard]:
    return [shard for shard in shards if shard.config == config]


def _config(config: str, shards: list[Shard]) -> dict[str, Any]:
    files = [{"split": shard.split, "path": shard.path} for shard in _of(config, shards)]
    return {"data_files": files, **({"default": True} if config == DEFAULT_CONFIG else {})}


def _info(config: str, shards: list[Shard]) -> DatasetInfo:
    splits = {
        shard.split: SplitInfo(shard.split, num_bytes=shard.memory, num_examples=shard.rows)
        for shard in shards
    }
    return DatasetInfo(
        features=FEATURES[config],
        splits=SplitDict(splits),
        download_size=sum(shard.bytes for shard in shards),
        dataset_size=sum(shard.memory for shard in shards),
        config_name=config,
    )
