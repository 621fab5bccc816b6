"""Documents, labels and scores as things to look at in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sized
from itertools import pairwise

from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pactbank.derived import overall_condition, overall_stage
from pactbank.model.annotation import Agreement, Annotation, Mention, Stance, Status
from pactbank.model.closed import ENTITY_TYPES
from pactbank.model.document import Document
from pactbank.model.registers import Manifest
from pactbank.model.score import Metric, Score
from pactbank.store import Store

_COLOURS = dict(
    zip(
        ENTITY_TYPES,
        (
            "bright_cyan", "magenta", "bright_green", "blue", "yellow",
            "red", "bright_magenta", "green", "bright_yellow", "cyan",
        ),
        strict=True,
    )
)  # fmt: skip
_POLARITY = {"positive": "green", "negative": "red", "neutral": "white", "mixed": "yellow"}


def document_view(store: Store, document: Document, annotator: str) -> Iterator[RenderableType]:
    """The article with its labels, then pacts, then stances."""
    annotation = store.annotation(annotator, document)
    title = f"{document.id} v{document.version} · labels: {annotator}"
    if store.has_text(document):
        mentions = (annotation.entities or ()) if annotation else ()
        body = labelled_text(store.text(document), document, mentions)
    else:
        body = Text(
            f"The text belongs to {document.rights.holder or 'its publisher'} and is not in this "
            "copy; labels and offsets are. See docs/RIGHTS.md for how to get it."
        )
    yield Panel(body, title=title, title_align="left")
    if annotation is None:
        yield Text(f"{annotator} has not labelled this document.", style="dim")
        return
    yield legend(annotation)
    if annotation.agreements:
        yield agreement_table(annotation)
    if annotation.stances:
        yield stance_table(annotation)


def labelled_text(text: str, document: Document, mentions: Iterable[Mention]) -> Text:
    """The text with [bracketed mentions TYPE], nested ones inside one another."""
    opening: dict[int, list[Mention]] = {}
    closing: dict[int, list[Mention]] = {}
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        opening.setdefault(mention.start, []).append(mention)
        closing.setdefault(mention.end, []).insert(0, mention)
    shown = Text()
    headings = {zone.text[0] for zone in document.kept if zone.text and zone.kind == "heading"}
    nested: list[str] = []
    edges = sorted({0, len(text), *opening, *closing, *headings})
    for start, end in pairwise(edges):
        for mention in opening.get(start, ()):
            nested.append(_COLOURS[mention.type])
            shown.append("[", style=nested[-1])
        style = nested[-1] if nested else "bold" if start in headings else ""
        shown.append(text[start:end], style=style)
        for mention in closing.get(end, ()):
            shown.append(f" {mention.type}]", style=f"dim {nested.pop()}")
    return shown


def legend(annotation: Annotation) -> Text:
    """How many mentions of each type there are, in their colours."""
    counted = Text()
    for label, colour in _COLOURS.items():
        count = sum(mention.type == label for mention in annotation.entities or ())
        if count:
            counted.append(f"{label} {count}  ", style=colour)
    return counted


def agreement_table(annotation: Annotation) -> Table:
    """One row a status entry, grouped by pact."""
    names = _names(annotation)
    table = Table(title="Pacts: a stage per party", title_justify="left", show_lines=False)
    for column in ("pact", "type · form", "party", "stage", "source", "as of", "evidence"):
        table.add_column(column, overflow="fold")
    for agreement in annotation.agreements or ():
        stage = overall_stage(agreement) or "no stage"
        head = (
            f"{agreement.id} {agreement.name or _shortest_mention(agreement)}",
            f"{agreement.type} · {agreement.form}\n{stage} {overall_condition(agreement) or ''}",
        )
        for row in agreement.status or (None,):
            table.add_row(*head, *_status_cells(row, agreement, names))
            head = ("", "")
        table.add_section()
    return table


def _status_cells(
    status: Status | None, agreement: Agreement, names: Mapping[str, str]
) -> tuple[str, ...]:
    parties = {ref: None for argument in agreement.arguments for ref in argument.refs}
    if status is None:
        return (", ".join(names[ref] for ref in parties), "", "", "", "")
    named = {entry.party for entry in agreement.status if entry.source == status.source}
    everyone = ", ".join(names[ref] for ref in parties if ref not in named)
    party = names[status.party] if status.party else everyone or "every party"
    denied = "not " if status.polarity == "-" else ""
    condition = "" if status.condition == "ACTIVE" else f" {status.condition}"
    body = f" ({names[status.body]})" if status.body else ""
    certainty = "" if status.certainty == "CT" else f" {status.certainty}"
    return (
        party + body,
        f"{denied}{status.stage}{condition}{certainty}",
        names.get(status.source, status.source),
        status.as_of or "",
        status.evidence.text or "",
    )


def stance_table(annotation: Annotation) -> Table:
    names = _names(annotation)
    table = Table(title="Stances", title_justify="left")
    for column in ("type", "holder", "cue", "target", "about · toward", "quote · chain"):
        table.add_column(column, overflow="fold")
    for stance in annotation.stances or ():
        table.add_row(*_stance_cells(stance, names))
    return table


def _stance_cells(stance: Stance, names: Mapping[str, str]) -> tuple[RenderableType, ...]:
    holders = ", ".join(
        h.text or " + ".join(names[ref] for ref in h.refs) or "unnamed" for h in stance.holders
    )
    chain = " → ".join(names.get(link.ref, link.ref) for link in stance.chain)
    about = " ".join((*stance.about, *(f"→ {names[ref]}" for ref in stance.toward)))
    return (
        Text(f"{stance.id} {stance.type}", style=_POLARITY[stance.polarity]),
        holders or str(stance.implicit),
        stance.cue.text or "",
        (stance.target.text or "") if stance.target else "—",
        about,
        f"{stance.quote} · {chain}",
    )


def _names(annotation: Annotation) -> dict[str, str]:
    return {ref.id: ref.name or ref.id for ref in annotation.refs}


def _shortest_mention(agreement: Agreement) -> str:
    texts = [mention.text for mention in agreement.mentions if mention.text]
    return f"({min(texts, key=len)})" if texts else ""


def zone_table(document: Document, raw: str) -> Table:
    """What became of each line: kept or stripped, by which rule, how sure."""
    table = Table(title=f"{document.id}: zones", title_justify="left")
    # Where the terminal is narrow, rich narrows the columns that may wrap: the long ones.
    for column in ("", "kind", "sure"):
        table.add_column(column, no_wrap=True)
    table.add_column("raw text")
    table.add_column("rule")
    for zone in document.zones:
        style = "red" if zone.stripped else ""
        line = raw[slice(*zone.raw)]
        table.add_row(
            "strip" if zone.stripped else "keep",
            zone.kind,
            f"{zone.confidence:.2f}",
            Text(line[:200], no_wrap=True, overflow="ellipsis"),
            Text(zone.rule, no_wrap=True, overflow="ellipsis"),
            style=style,
        )
    return table


def manifest_table(manifest: Manifest) -> Table:
    table = Table(title=f"{manifest.name} ({manifest.text})", title_justify="left")
    for column in ("config", "split", "rows", "bytes", "file"):
        table.add_column(column, justify="right" if column in ("rows", "bytes") else "left")
    for file in manifest.files:
        if file.config:
            cells = (file.config, file.split or "", str(file.rows), str(file.bytes), file.path)
            table.add_row(*cells)
    return table


def loaded_table(folder: str, rows: Mapping[str, Mapping[str, Sized]]) -> Table:
    """Rows of each config and split, as `load_dataset` returned them."""
    table = Table(title=f"datasets.load_dataset({folder!r}, …)", title_justify="left")
    table.add_column("config")
    table.add_column("rows by split")
    for config, splits in rows.items():
        table.add_row(config, ", ".join(f"{split} {len(part)}" for split, part in splits.items()))
    return table


def score_table(score: Score, system: str, split: str) -> Table:
    """Precision, recall and F1 per type, and over all types."""
    title = f"{system} on {split}: {score.task}, exact spans · {score.documents} document(s)"
    table = Table(title=title, title_justify="left", caption=score.signature)
    table.add_column("type")
    for column in ("P", "R", "F1", "right", "predicted", "gold"):
        table.add_column(column, justify="right")
    for label, metrics in score.by_type.items():
        table.add_row(label, *_figures(metrics["exact"]))
    table.add_section()
    table.add_row("all", *_figures(score.metrics["exact"]), style="bold")
    return table


def _figures(metric: Metric) -> tuple[str, ...]:
    shares = (metric.precision, metric.recall, metric.f1)
    counts = (metric.tp, metric.predicted, metric.gold)
    return (
        *("–" if share is None else f"{100 * share:.1f}" for share in shares),
        *(f"{count:g}" for count in counts),
    )
