"""What `pactbank demo` shows, from corpus to score."""

from __future__ import annotations

import os

from pactbank.cli.console import err, out, progress, screen
from pactbank.cli.display import document_view, loaded_table
from pactbank.cli.figures import score_lines, score_tables
from pactbank.corpus.store import Store


def demonstrate(store: Store) -> None:
    """Build the dataset, load it, show each test document, score the rule baseline."""
    from pactbank.dataset import CONFIGS, load, path
    from pactbank.scoring import score
    from pactbank.systems import Article, Predicted, get

    # The library draws progress bars even when stderr is no terminal; ours replaces them.
    os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
    with progress("building and loading", total=len(CONFIGS)) as advance:
        folder = path(store.root)
        rows = {}
        for config in CONFIGS:
            advance(config)
            rows[config] = load(config, root=store.root)
    documents = list(store.in_split("test"))
    readable = [document for document in documents if store.has_text(document)]
    for document in readable:
        for part in document_view(store, document, "gold", store.annotation("gold", document)):
            screen.print(part)
    out.print(f"datasets.load_dataset({folder!r}, config) loads:")
    screen.print(loaded_table(rows))
    if len(readable) < len(documents):
        err.print("some texts are withheld in this copy; only the others are shown and scored")
    if not readable:
        return
    system = get("rules")
    with progress("running the rule baseline", total=len(readable)) as advance:
        predictions: list[Predicted] = []
        for document in readable:
            advance(document.id)
            predictions += system.predict([Article(document, store.text(document))])
    gold = [
        annotation
        for document in readable
        if (annotation := store.annotation("gold", document)) is not None
    ]
    result = score(gold, predictions, task="entities", root=store.root)
    for table in score_tables(result, f"{system.name} on test", small=True):
        screen.print(table)
    for line in score_lines(result, small=True):
        out.print(line)
