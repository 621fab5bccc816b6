"""What `pactbank demo` shows, from corpus to score."""

from __future__ import annotations

import os
from collections.abc import Sequence

from pactbank.cli.console import out, progress, screen
from pactbank.cli.display import document_view, loaded_table
from pactbank.cli.figures import score_lines, score_tables
from pactbank.corpus.overview import label_count
from pactbank.corpus.store import Store
from pactbank.dataset.leaderboards import FOLDER
from pactbank.model.closed import SPLITS, Split
from pactbank.model.document import Document

COMPARED: Split = "validation"
"""The split whose finished predictions a corpus may carry, below leaderboard/."""
_SCORED: tuple[Split, ...] = ("test", "challenge")


def demonstrate(store: Store) -> None:
    """Build the dataset, load it, show a document, score the rule baseline on the texts that are
    here, compare the baselines on validation, and draw the report of that."""
    from pactbank.dataset import CONFIGS, load, path

    # The library draws progress bars even when stderr is no terminal; ours replaces them.
    os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
    with progress("building and loading", total=len(CONFIGS)) as advance:
        folder = path(store.root)
        rows = {}
        for config in CONFIGS:
            advance(config)
            rows[config] = load(config, root=store.root)
    readable = {
        split: [document for document in store.in_split(split) if store.has_text(document)]
        for split in SPLITS
    }
    _show_one(store, readable)
    out.print(f"datasets.load_dataset({folder!r}, config) loads:")
    screen.print(loaded_table(rows))
    for split in _SCORED:
        if readable[split]:
            _score_rules(store, split, readable[split])
    if store.holds(store.root / FOLDER / COMPARED):
        _compare_baselines(store)


def _show_one(store: Store, readable: dict[Split, list[Document]]) -> None:
    """The document that most is labelled in, of those that are scored; else of any."""
    scored = [document for split in _SCORED for document in readable[split]]
    others = [document for documents in readable.values() for document in documents]
    labelled = [
        (document, gold)
        for document in scored or others
        if (gold := store.annotation("gold", document)) is not None
    ]
    if labelled:
        document, gold = max(labelled, key=lambda one: label_count(one[1]))
        for part in document_view(store, document, "gold", gold):
            screen.print(part)


def _score_rules(store: Store, split: Split, documents: Sequence[Document]) -> None:
    """The rule baseline on documents of a split, with intervals over them."""
    from pactbank.scoring import score
    from pactbank.systems import Article, Predicted, get

    system = get("rules")
    with progress(f"running the rule baseline on {split}", total=len(documents)) as advance:
        predictions: list[Predicted] = []
        for document in documents:
            advance(document.id)
            predictions += system.predict([Article(document, store.text(document))])
    golds = (store.annotation("gold", document) for document in documents)
    gold = [annotation for annotation in golds if annotation is not None]
    result = score(gold, predictions, task="entities", root=store.root)
    among = len(list(store.names_in(split)))
    here = split if len(documents) == among else f"{split} ({len(documents)} of {among} texts here)"
    for table in score_tables(result, f"{system.name} on {here}", small=True):
        screen.print(table)
    for line in score_lines(result, small=True):
        out.print(line)


def _compare_baselines(store: Store) -> None:
    """The finished predictions of the baselines, scored now: they have offsets and types alone, so
    that neither texts nor spaCy are needed."""
    from pactbank.bench.rescoring import rescored
    from pactbank.cli.benchmarking import show
    from pactbank.cli.reporting import draw
    from pactbank.corpus.resources import user_cache

    results = user_cache() / "demo"
    finished = store.root / FOLDER / COMPARED
    out.print(f"the baselines on {COMPARED}, by their predictions in {finished}, scored now:")
    show(rescored(store, COMPARED, finished, results))
    out.print(f"report: {draw(store, [results], results / 'report.html', False, None)}")
