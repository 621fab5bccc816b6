"""What a system got wrong, as one HTML page that needs nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pactbank.cli.contexts import contexts
from pactbank.cli.mistakes import place
from pactbank.model.figures import NOTHING, amount, percent
from pactbank.model.score import Score
from pactbank.report.html_pages import rendered
from pactbank.scoring.errors import Mistake
from pactbank.scoring.errors.record import KINDS
from pactbank.scoring.tasks import HEADLINE
from pactbank.scoring.texts import KnownText


def mistake_page(
    title: str, score: Score, mistakes: Sequence[Mistake], texts: Mapping[str, KnownText]
) -> str:
    """The page: figures, counts by kind, filters, and every mistake in its sentence."""
    headline = {name for names in HEADLINE.values() for name in names}
    return rendered(
        "mistake_page.html.jinja",
        title=title,
        signature=score.signature,
        metrics={name: of for name, of in score.metrics.items() if name in headline},
        mistakes=[(mistake, contexts(mistake, texts)) for mistake in mistakes],
        counts=Counter((mistake.layer, mistake.kind) for mistake in mistakes),
        meanings=KINDS,
        choices={
            "layer": _values(mistake.layer for mistake in mistakes),
            "kind": [kind for kind in KINDS if any(m.kind == kind for m in mistakes)],
            "type": _values(
                label.type for m in mistakes for label in (m.gold, m.predicted) if label is not None
            ),
            "document": _values(mistake.document for mistake in mistakes),
        },
        nothing=NOTHING,
        percent=percent,
        amount=amount,
        place=place,
    )


def _values(names: Iterable[str]) -> list[str]:
    return sorted(set(names))
