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
from pactbank.dataset.leaderboards import leaderboard_page
from pactbank.dataset.licences import HUB, mixed, of_card
from pactbank.dataset.parquet import Shard
from pactbank.dataset.prose import about, citation, label_makers, limitations
from pactbank.dataset.provenance import BuildRegisters
from pactbank.model.closed import SPLITS, Split, TextMode
from pactbank.model.registers import Release
from pactbank.version import __version__

_CREATORS = frozenset({"found", "crowdsourced", "expert-generated", "machine-generated", "other"})
CLOSED: dict[str, frozenset[str]] = {
    "license": HUB | {"other", "unknown"},
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
FOLDER = "path/of/this/folder"
"""What the card of a build that is not published calls its place."""
_LISTED = 50
"""How many withheld documents the card lists; the rows of `documents` have them all."""


def render(
    counts: Counts,
    shards: Iterable[Shard],
    tables: Mapping[str, Shard],
    mode: TextMode,
    provenance: BuildRegisters,
    release: Release | None,
) -> str:
    """README.md of a build. The shards come in the order of configs and splits."""
    shards = list(shards)
    return rendered(
        "card.md.jinja",
        counts,
        metadata=card_data(counts, shards, provenance).to_yaml(),
        about=about(),
        provenance=provenance,
        makers=label_makers(provenance),
        limitations=limitations(provenance, counts),
        leaderboards=leaderboard_page(provenance.leaderboards),
        citation=citation(provenance, release),
        mixed=mixed(provenance, counts.licences),
        release=release,
        place=release.repository if release else FOLDER,
        version=__version__,
        mode=mode,
        listed=_LISTED,
        missing=[split for split in SPLITS if split not in counts.splits],
        partly=_partly(counts, shards),
        gold=next((s.path for s in shards if s.config == "entities"), None),
        table=tables["entities"].path if "entities" in tables else None,
    )


def _partly(counts: Counts, shards: Iterable[Shard]) -> dict[str, list[Split]]:
    """The splits of this build in which a config has no rows, by config."""
    filled = {(shard.config, shard.split) for shard in shards}
    lacking = {
        config: [split for split in counts.splits if (config, split) not in filled]
        for config in FEATURES
    }
    return {config: splits for config, splits in lacking.items() if splits}


def card_data(counts: Counts, shards: list[Shard], provenance: BuildRegisters) -> DatasetCardData:
    """The YAML at the head of the card: what the Hub shows, exact file names, features and
    sizes. Raises `ValueError` for a value that the Hub does not know."""
    prose = about()
    metadata: dict[str, Any] = {
        "pretty_name": provenance.title,
        "language": sorted({language.split("-")[0] for language in counts.languages}),
        **of_card(provenance, counts),
        "task_categories": prose["task_categories"],
        "task_ids": prose["task_ids"],
        **({"annotations_creators": provenance.creators} if provenance.creators else {}),
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
