"""Documents, labels and builds, rendered for a terminal."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sized
from itertools import pairwise
from pathlib import Path

from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from pactbank.cli.console import shown
from pactbank.corpus.store import Store
from pactbank.model.annotation import Agreement, Annotation, Mention, Stance, Status
from pactbank.model.closed import ENTITY_TYPES
from pactbank.model.derived import overall_condition, overall_stage
from pactbank.model.document import Document
from pactbank.model.inputs import list_files
from pactbank.model.registers import Manifest
from pactbank.text.sentences import sentences
from pactbank.text.unseen import quotable

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
AUTHOR = "AUTHOR"
_POLARITY = {"positive": "green", "negative": "red", "neutral": "white", "mixed": "yellow"}


def document_view(
    store: Store, document: Document, annotator: str, annotation: Annotation | None
) -> Iterator[RenderableType]:
    """The article with the labels of an annotator, then agreements, then stances."""
    title = f"{document.id} v{document.version} · labels: {annotator}"
    if store.has_text(document):
        text, mentions = store.text(document), (annotation.entities or ()) if annotation else ()
        placed = [of for of in mentions if of.start < of.end <= len(text)]
        body = labelled_text(text, document, placed)
        if lost := len(mentions) - len(placed):
            yield shown(f"mentions that are not in the text: {lost}; see pactbank validate", "red")
    else:
        body = shown(_way_to_text(document))
    yield Panel(body, title=shown(title), title_align="left")
    if annotation is None:
        yield shown(f"{annotator} has not labelled this document.", style="dim")
        return
    yield legend(annotation)
    if annotation.agreements:
        yield agreement_table(annotation)
    if annotation.stances:
        yield stance_table(annotation)


def _way_to_text(document: Document) -> str:
    """What is shown in the place of a text that is not at hand."""
    if document.referenced:
        return f"The text is referenced, not held; get it with pactbank fetch {document.id}."
    return (
        f"The text belongs to {document.rights.holder or 'its publisher'} and is not in this "
        "copy; labels and offsets are. See docs/RIGHTS.md for how to get it."
    )


def labelled_text(text: str, document: Document, mentions: Iterable[Mention]) -> Text:
    """The text with [bracketed mentions TYPE], nested ones inside one another."""
    opening: dict[int, list[Mention]] = {}
    closing: dict[int, list[Mention]] = {}
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        opening.setdefault(mention.start, []).append(mention)
        closing.setdefault(mention.end, []).insert(0, mention)
    body = shown("")
    headings = {zone.text[0] for zone in document.kept if zone.text and zone.kind == "heading"}
    nested: list[str] = []
    edges = sorted({0, len(text), *opening, *closing, *headings})
    for start, end in pairwise(edges):
        for mention in opening.get(start, ()):
            nested.append(_COLOURS[mention.type])
            body.append("[", style=nested[-1])
        style = nested[-1] if nested else "bold" if start in headings else ""
        body.append(shown(text[start:end], style))
        for mention in closing.get(end, ()):
            body.append(f" {mention.type}]", style=f"dim {nested.pop()}")
    return body


def numbered(document: Document, text: str) -> str:
    """The text in numbered sentences, under a line with the reference date; before a sentence stand
    the kinds of its zones, unless it is in a paragraph alone. A line end is a blank line. Controls
    are written as a draft has them, and a line says so."""
    day = f"reference date {document.reference_date or 'unknown'}"
    lines = [f"{document.id}, version {document.version}, {day}", ""]
    if quotable(text) != text:
        lines.insert(1, "control characters are written as in JSON; copy them as they stand")
    kept, ranges = document.kept, document.kept_ranges
    starts, ends = [start for start, _ in ranges], [end for _, end in ranges]
    spans = list(sentences(text))
    for at, (start, end) in enumerate(spans):
        touched = range(bisect_right(ends, start), bisect_left(starts, end))
        kinds = list(dict.fromkeys(kept[zone].kind for zone in touched))
        zone = "" if kinds == ["paragraph"] else f" ({', '.join(kinds)})"
        lines.append(f"[{at + 1}]{zone} {quotable(text[start:end])}")
        if at + 1 < len(spans) and "\n" in text[end : spans[at + 1][0]]:
            lines.append("")
    return "\n".join(lines) + "\n"


def legend(annotation: Annotation) -> Text:
    """The number of mentions of each type, in the type's colour."""
    counted = shown("")
    for label, colour in _COLOURS.items():
        count = sum(mention.type == label for mention in annotation.entities or ())
        if count:
            counted.append(f"{label} {count}  ", style=colour)
    return counted


def agreement_table(annotation: Annotation) -> Table:
    """One row for each status, grouped by agreement."""
    names = referent_names(annotation)
    table = Table(title="Pacts: a stage per party", title_justify="left", expand=True)
    for column, ratio in (("pact", 4), ("party", 3), ("stage", 3), ("evidence", 2)):
        table.add_column(column, ratio=ratio)
    for agreement in annotation.agreements or ():
        head = _agreement(agreement)
        for row in agreement.status or (None,):
            table.add_row(head, *status_cells(row, agreement, names))
            head = shown("")
        table.add_section()
    return table


def _agreement(agreement: Agreement) -> Text:
    """Id, name, type and form, and how far the agreement has come as a whole."""
    condition = overall_condition(agreement) or ""
    overall = f"{overall_stage(agreement) or 'no stage'} {condition}".removesuffix(" ACTIVE")
    return Text.assemble(
        shown(f"{agreement.id} ", "bold"),
        shown(agreement.name or _shortest_mention(agreement)),
        shown(f"\n{agreement.type} · {agreement.form} · {overall}", "dim"),
    )


def status_cells(
    status: Status | None, agreement: Agreement, names: Mapping[str, str]
) -> tuple[str, str, str]:
    """Who, which stage, and the words that it rests on."""
    parties = {ref: None for argument in agreement.arguments for ref in argument.refs}
    if status is None:
        return ", ".join(names.get(ref, ref) for ref in parties), "", ""
    named = {entry.party for entry in agreement.status if entry.source == status.source}
    everyone = ", ".join(names.get(ref, ref) for ref in parties if ref not in named)
    party = names.get(status.party, status.party) if status.party else everyone or "every party"
    body = f" ({names.get(status.body, status.body)})" if status.body else ""
    source = f"\nsays {names.get(status.source, status.source)}" if status.source != AUTHOR else ""
    return party + body, _stage(status), f"{status.evidence.text or ''}{source}"


def _stage(status: Status) -> str:
    """A stage with what qualifies it: denied, stalled, not certain, conditional, as of a day."""
    marks = [
        "not" if status.polarity == "-" else "",
        status.stage,
        "" if status.condition == "ACTIVE" else status.condition,
        "" if status.certainty == "CT" else status.certainty,
        "if" if status.conditional else "",
        f"({status.as_of})" if status.as_of else "",
    ]
    return " ".join(mark for mark in marks if mark)


def stance_table(annotation: Annotation) -> Table:
    names = referent_names(annotation)
    table = Table(title="Stances", title_justify="left", show_lines=True, expand=True)
    for column, ratio in (("holder", 3), ("cue and target", 6), ("about, toward, chain", 3)):
        table.add_column(column, ratio=ratio)
    for stance in annotation.stances or ():
        table.add_row(*_stance_cells(stance, names))
    return table


def _stance_cells(stance: Stance, names: Mapping[str, str]) -> tuple[Text, Text, str]:
    holders = ", ".join(
        h.text or " + ".join(names.get(ref, ref) for ref in h.refs) or "unnamed"
        for h in stance.holders
    )
    holder = Text.assemble(
        shown(f"{stance.id} {stance.type}\n", _POLARITY[stance.polarity]),
        shown(holders or str(stance.implicit)),
    )
    words = Text.assemble(
        shown(stance.cue.text or "", "bold"),
        shown(f"\n{stance.target.text or ''}" if stance.target else ""),
    )
    toward = ", ".join(names.get(ref, ref) for ref in stance.toward)
    chain = " → ".join(names.get(link.ref, link.ref) for link in stance.chain)
    lines = (
        f"about {', '.join(stance.about)}" if stance.about else "",
        f"toward {toward}" if toward else "",
        f"{stance.quote}: {chain}",
    )
    return holder, words, "\n".join(line for line in lines if line)


def referent_names(annotation: Annotation) -> dict[str, str]:
    """What to call each referent by its id."""
    return {ref.id: ref.name or ref.id for ref in annotation.refs}


def _shortest_mention(agreement: Agreement) -> str:
    texts = [mention.text for mention in agreement.mentions if mention.text]
    return f"({min(texts, key=len)})" if texts else ""


def manifest_table(manifest: Manifest) -> Table:
    table = Table(title=f"{manifest.name} ({manifest.text})", title_justify="left")
    for column in ("config", "split", "rows", "bytes", "file"):
        table.add_column(column, justify="right" if column in ("rows", "bytes") else "left")
    for file in manifest.files:
        if file.config:
            cells = (file.config, file.split or "", str(file.rows), str(file.bytes), file.path)
            table.add_row(*cells)
    return table


def files_table(folder: Path, title: str) -> Table:
    """Every file of a folder with its size in bytes."""
    files = {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in list_files(folder, hidden=True)
    }
    table = Table(title=title, title_justify="left", show_footer=True)
    table.add_column("file", f"{len(files)} files", overflow="fold")
    table.add_column("bytes", str(sum(files.values())), justify="right")
    for name, size in files.items():
        table.add_row(name, str(size))
    return table


def loaded_table(rows: Mapping[str, Mapping[str, Sized]]) -> Table:
    """Rows of each config and split, as `load_dataset` returned them."""
    table = Table(title="Rows loaded", title_justify="left")
    table.add_column("config")
    table.add_column("rows by split")
    for config, splits in rows.items():
        table.add_row(config, ", ".join(f"{split} {len(part)}" for split, part in splits.items()))
    return table
