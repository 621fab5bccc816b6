"""Writes the generated pages: docs/RULES.md, docs/CLI.md, the figures in README.md, the counts in
DATASHEET.md, the rooms in CONTRIBUTING.md, the prediction schema for language models and the
example of a prompt.

.venv/bin/python docs/generate.py           write the pages that are out of date
.venv/bin/python docs/generate.py --check   change nothing; exit code 1 if one is out of date
"""

from __future__ import annotations

import argparse
import ast
import inspect
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer.main

import pactbank
from pactbank.cli.app import app
from pactbank.cli.auditing import share
from pactbank.cli.figures import iaa_columns, iaa_lines, iaa_rows
from pactbank.corpus.auditing import find_counts, rates, read_audit
from pactbank.corpus.examples import failing_examples, problems_of
from pactbank.corpus.overview import not_fetched
from pactbank.corpus.store import Store
from pactbank.dataset.counts import counts_page
from pactbank.dataset.leaderboards import leaderboard_page, leaderboards_of
from pactbank.model.inlined import for_models, inlined
from pactbank.model.packaged import schema_folder
from pactbank.model.rules import rules
from pactbank.scoring.iaa import between, labelled_together
from pactbank.systems.prompt import prompt
from pactbank.text.unseen import visible

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Write the pages of a checkout that are out of date, or list them; the exit code."""
    parser = argparse.ArgumentParser(description="Write the generated pages that are out of date.")
    parser.add_argument("--check", action="store_true", help="only list them; fail if there is one")
    check = parser.parse_args(arguments).check
    stale = stale_pages(root)
    for path, content in stale.items():
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, "utf-8")
        print(f"{'stale' if check else 'written'}: {path.relative_to(root)}")
    if not stale:
        print("every page is up to date")
    return 1 if stale and check else 0


def stale_pages(root: Path) -> dict[Path, str]:
    """Each generated page that is missing or out of date, with its new content."""
    pages = {
        root / "docs/RULES.md": rules_page(),
        root / "docs/CLI.md": command_page(),
        root / "README.md": readme(root),
        root / "DATASHEET.md": datasheet(root),
        root / "CONTRIBUTING.md": contributing(root),
        root / "schema/prediction.flat.schema.json": _schema_file(inlined("prediction")),
        root / "schema/prediction.strict.schema.json": _schema_file(for_models()),
        root / "docs/prompts/hask-note.md": example_prompt(),
    }
    return {
        path: content
        for path, content in pages.items()
        if not path.exists() or path.read_text("utf-8") != content
    }


def readme(root: Path) -> str:
    """README.md of a checkout with what the baselines reach written anew."""
    page = (root / "README.md").read_text("utf-8")
    return _filled(page, "leaderboard", leaderboard_page(leaderboards_of(Store(root))))


def datasheet(root: Path) -> str:
    """The datasheet of a checkout with its counts, its audits and its annotator agreement written
    anew; the agreement only where every text is here, since names are compared in their words."""
    store = Store(root)
    page = (root / "DATASHEET.md").read_text("utf-8")
    page = _filled(page, "counts", counts_page(store))
    page = _filled(page, "audit", audit_page(store))
    return page if not_fetched(store) else _filled(page, "passes", iaa_page(store))


def contributing(root: Path) -> str:
    """The guide for developers with its list of rooms written anew."""
    page = (root / "CONTRIBUTING.md").read_text("utf-8")
    return _filled(page, "rooms", rooms_page(Path(pactbank.__file__).parent))


def _schema_file(schema: dict[str, Any]) -> str:
    """A schema as it stands in a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def example_prompt() -> str:
    """The prompt for an invented text, `hask-note` of the example corpus."""
    store = Store(schema_folder() / "examples" / "valid")
    document = store.document("hask-note")
    return prompt(document.id, store.text(document), document.reference_date)


def _filled(page: str, block: str, content: str) -> str:
    """A page with the text between the marks of a block replaced."""
    marks = rf"(<!-- {block}:begin -->\n).*?(<!-- {block}:end -->)"
    return re.sub(marks, lambda at: f"{at[1]}{content}{at[2]}", page, flags=re.DOTALL)


def iaa_page(store: Store) -> str:
    """How far each two independent annotators agree, as Markdown."""
    parts = []
    for first, second in labelled_together(store):
        result = between(store, first, second)
        for layer in result.metrics:
            columns = iaa_columns(result)
            parts.append(f"| {layer} | {' | '.join(columns)} |\n|---|{'---:|' * len(columns)}\n")
            rows = iaa_rows(result, layer)
            parts += [f"| {' | '.join(row)} |\n".replace("  |", " |") for row in rows]
            parts.append("\n")
        parts += [f"- {line}\n" for line in iaa_lines(result)]
    return "".join(parts)


def audit_page(store: Store) -> str:
    """What audits and hostile readings found, as Markdown."""
    audit = read_audit(store)
    parts = []
    for made in audit.rounds:
        parts.append(
            f"| audit {made.name}, {made.day} | wrong labels | sentences that lack one |\n"
        )
        parts.append("|---|---:|---:|\n")
        for name, *both in rates(made):
            parts.append(f"| {name} | {' | '.join(map(share, both))} |\n")
        parts.append(f"\n{made.by}\n\n")
    if audit.finds:
        parts.append("| hostile reading | kind | accepted | refused |\n|---|---|---:|---:|\n")
        parts += [f"| {' | '.join(map(str, row))} |\n" for row in find_counts(audit)]
    return "".join(parts)


def rooms_page(package: Path) -> str:
    """Each wing of the package with its rooms, in the words of their docstrings."""
    parts = []
    for wing in sorted(path.parent for path in package.glob("*/__init__.py")):
        parts.append(f"\n`{wing.name}/`: {_first_sentence(wing / '__init__.py')}\n\n")
        rooms = [path for path in wing.glob("*.py") if path.stem != "__init__"]
        rooms += wing.glob("*/__init__.py")
        names = {f"{r.parent.name}/" if r.stem == "__init__" else r.stem: r for r in rooms}
        parts += [f"- `{name}`: {_first_sentence(names[name])}\n" for name in sorted(names)]
    return "".join(parts) + "\n"


def _first_sentence(module: Path) -> str:
    """The first sentence of a module's docstring."""
    text = ast.get_docstring(ast.parse(module.read_text("utf-8"))) or ""
    return re.split(r"(?<=\.)\s", " ".join(text.split()), maxsplit=1)[0]


def rules_page() -> str:
    """Every rule with its meaning, its failing example, the problems reported for that, and its
    remedy."""
    parts = [_RULES_HEAD]
    examples = failing_examples()
    for rule in rules().values():
        mark = "" if rule.severity == "error" else f" ({rule.severity})"
        parts.append(f"\n## {rule.code} {rule.name}{mark}\n\n{rule.meaning}\n\n")
        if example := examples.get(rule.code):
            link = f"[`{example.name}`](../schema/examples/invalid/{example.name})"
            parts.append(f"Example: {link}\n\n```text\n{_reported(example)}```\n\n")
        parts.append(f"Remedy: {rule.remedy}\n")
    return "".join(parts)


_RULES_HEAD = """\
# Rules

Generated by `python docs/generate.py` from `schema/rules.json` and `schema/examples/`.

`schema/examples/valid/` is a small corpus that keeps every rule. Each rule has an example in
`schema/examples/invalid/` that breaks it and no other: a copy of `hask-note` or of a register of
that corpus with one fault in it. This reports the fault of one:

```sh
pactbank --root schema/examples/valid validate schema/examples/invalid/PB302.annotation.json
```

A draft (`PB701.draft.json`) is for `pactbank anchor`, a raw text (`PB703.raw.txt`) for
`pactbank ingest`. Where one file does not show the fault, the example is a folder to be laid over
a copy of the valid corpus.

Codes: PB0 reading, PB1 structure, PB2 documents, PB3 labels, PB4 agreements, PB5 stances, PB6 the
corpus as a whole, PB7 anchoring and ingest. PB8 is for builds and scores and PB9 for labelling
tasks, of which no single file is an example. A code is never used again for anything else.
"""


def _reported(example: Path) -> str:
    """The faulty lines of an example, each followed by the problem that is reported for it."""
    lines = []
    for problem in problems_of(example):
        path = example / problem.file if example.is_dir() else example
        if problem.line is not None and path.is_file():
            line = path.read_bytes().split(b"\n")[problem.line - 1]
            lines.append(f"{problem.line}: {_readable(line, problem.pointer)}\n")
        at = f" {problem.pointer}" if problem.pointer else ""
        lines.append(f"{problem.code}{at}: {problem.message}\n")
    return "".join(dict.fromkeys(lines))


def _readable(line: bytes, pointer: str, limit: int = 200) -> str:
    """A line as it can be printed: unseen characters are escaped, and a long line is cut
    around the key that the pointer ends with."""
    text = visible(line.decode("utf-8", "backslashreplace"))
    start = max(0, text.find(f'"{pointer.rpartition("/")[2]}"') - limit // 2)
    if len(text) <= limit:
        return text
    return f"{'… ' if start else ''}{text[start : start + limit]} …"


def command_page() -> str:
    """Every command with its help, its example, its arguments and its options."""
    parts = [
        "# Commands\n\nGenerated by `python docs/generate.py`. Exit codes: 0 done, 1 problems in "
        "the data, a server that fails or a fault of the machine, 2 wrong use. `--root FOLDER` "
        "before the command names the data.\n\nWhere a command takes a file it takes a regular "
        "one, also through a link: a pipe, a device or a socket is refused by name, and `-` is no "
        "name for standard input. A file that is read whole has at most 1 GiB; of JSON Lines to be "
        "scored a line has at most 256 MiB.\n"
    ]
    for name, command in sorted(commands().items()):
        summary, _, example = inspect.cleandoc(command.help).partition("Example: ")
        parts.append(f"\n## {name}\n\n{summary.strip()}\n\n```sh\n{example.strip()}\n```\n")
        rows = [_parameter(parameter) for parameter in command.params if parameter.name != "help"]
        if rows:
            parts.append("\n| argument or option | meaning |\n|---|---|\n" + "".join(rows))
    return "".join(parts)


def commands() -> dict[str, Any]:
    """Every command by the words that call it, for example `pactbank studio push`."""

    def walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
        inner = getattr(command, "commands", None)
        if inner is None:
            yield name, command
        for word, one in (inner or {}).items():
            yield from walk(one, f"{name} {word}")

    return dict(walk(typer.main.get_command(app), "pactbank"))


def _parameter(parameter: Any) -> str:
    """One row of a command's table."""
    argument = parameter.param_type_name == "argument"
    name = parameter.name.upper() if argument else ", ".join(parameter.opts)
    needed = " (required)" if parameter.required and not argument else ""
    meaning = " ".join((parameter.help or "").split()).replace("|", "\\|")
    return f"| `{name}`{needed} | {meaning} |\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
