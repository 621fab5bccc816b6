"""One failing file for each rule: a file of the valid corpus with one fault put into it.

Most faults are JSON patches (RFC 6902) of the small document `hask-note` or of a register; those
that no JSON can show are changes of bytes. Some rules are about the place of a file, or about
more than one: their example is a folder that is laid over a copy of the valid corpus.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonpatch
import msgspec

from pactbank.corpus.files import sha256, write_atomically
from pactbank.model import codec

NAMESAKES = {
    "annotation.json": "annotations/gold/hask-note.v1.json",
    "document.json": "corpus/hask-note/v1.json",
    "annotators.json": "annotations/annotators.json",
    "splits.json": "corpus/splits.json",
    "about.json": "corpus/about.json",
    "world.json": "corpus/world/world.json",
    "plan.json": "corpus/world/plans/orlen-supply.json",
    "corpus.lock": "corpus/corpus.lock",
}
"""The file of the valid corpus that an example of each kind was made from."""

Change = tuple[Any, ...]
"""An operation of a JSON patch: its name, its path and, but for `remove`, its value."""

ZEROS = "0" * 64

PATCHES: dict[str, tuple[str, tuple[Change, ...]]] = {
    "PB101": ("annotation.json", (("replace", "/entities/0/start", 0.0),)),
    "PB102": ("annotation.json", (("remove", "/entities/0/id"),)),
    "PB103": ("annotation.json", (("add", "/entities/0/levle", "NAM"),)),
    "PB104": ("annotation.json", (("replace", "/entities/0/type", "TOWN"),)),
    "PB105": ("annotation.json", (("replace", "/document", "../hask-note"),)),
    "PB106": ("annotation.json", (("replace", "/entities/0/start", -1),)),
    "PB107": ("annotation.json", (("replace", "/refs/0/name", ""),)),
    "PB108": ("annotation.json", (("replace", "/layers", []),)),
    "PB109": ("annotation.json", (("replace", "/schema_version", 2),)),
    "PB110": ("annotation.json", (("replace", "/scheme_version", 1),)),
    "PB201": ("document.json", (("replace", "/raw/sha256", ZEROS),)),
    "PB202": ("document.json", (("replace", "/text/sha256", ZEROS),)),
    "PB203": ("document.json", (("grow", "/zones/1/raw/1", 2), ("grow", "/zones/1/text/1", 2))),
    "PB204": ("document.json", (("remove", "/zones/3"),)),
    "PB205": ("document.json", (("replace", "/zones/3/kind", "notice"),)),
    "PB206": ("document.json", (("remove", "/edits/1"),)),
    "PB207": ("document.json", (("replace", "/reference_date", "2031-02-30"),)),
    "PB209": ("document.json", (("replace", "/id", "hask-letter"),
                                ("replace", "/raw/sha256", ZEROS),
                                ("replace", "/text/sha256", ZEROS))),
    "PB211": ("document.json", (("add", "/reason", "a word was missing"),)),
    "PB212": ("document.json", (("replace", "/title", "Mirr"),
                                ("add", "/title_spans", [[7, 11]]))),
    "PB213": ("document.json", (("add", "/words", [[0, 4]]),)),
    "PB214": ("document.json", (("replace", "/language", "eng"),)),
    "PB215": ("document.json", (("replace", "/source/url/value", "https:///notes/1"),)),
    "PB216": ("document.json", (("replace", "/rights/license", "CC-BY-9.0"),)),
    "PB217": ("document.json", (("replace", "/title", " \u200b"),)),
    "PB220": ("document.json", (("replace", "/rights/redistribution", "offsets-only"),
                                ("add", "/recipe", {
                                    "url": "https://example.org/archive/0f3c/notes.html",
                                    "file_sha256": ZEROS, "extractor": "html",
                                    "parameters": {"keep": ["article p"]}, "raw_sha256": ZEROS}))),
    "PB221": ("document.json", (("replace", "/source/publisher/value", "Hask\u001b[31m Post"),)),
    "PB301": ("annotation.json", (("replace", "/entities/6/end", 9999),)),
    "PB302": ("annotation.json", (("replace", "/entities/0/text", "HUSK"),)),
    "PB303": ("annotation.json",
              (("grow", "/entities/5/end", 1), ("replace", "/entities/5/text", "Premier "))),
    "PB304": ("annotation.json",
              (("grow", "/entities/0/end", 7), ("replace", "/entities/0/text", "HASK — Mirr"))),
    "PB305": ("annotation.json",
              (("grow", "/entities/6/start", -4), ("replace", "/entities/6/text", "ier Lio Pell"))),
    "PB306": ("annotation.json", (("copy", "/entities/0", "/entities/7"),
                                  ("replace", "/entities/7/id", "e8"))),
    "PB307": ("annotation.json", (("add", "/entities/0/refs/1", "r9"),)),
    "PB308": ("annotation.json",
              (("add", "/refs/4", {"id": "r5", "type": "STATE", "name": "Tolmar"}),)),
    "PB309": ("annotation.json", (("add", "/entities/0/refs/1", "r2"),)),
    "PB310": ("annotation.json", (("add", "/entities/5/level", "NOM"),)),
    "PB311": ("annotation.json", (("replace", "/entities/3/value", "Tuesday"),)),
    "PB312": ("annotation.json", (("replace", "/entities/6/refs", []),)),
    "PB313": ("annotation.json", (("replace", "/entities/1/id", "e1"),)),
    "PB314": ("annotation.json", (("replace", "/layers", ["entities", "agreements"]),)),
    "PB315": ("annotation.json", (("replace", "/version", 7),)),
    "PB316": ("annotation.json", (("replace", "/text_sha256", ZEROS),)),
    "PB317": ("annotation.json", (("replace", "/annotator", "a-stranger"),)),
    "PB318": ("annotation.json", (("replace", "/entities/0/text", None),)),
    "PB320": ("annotation.json", (("add", "/refs/0/name_spans", [[0, 4]]),)),
    "PB322": ("annotation.json", (("remove", "/entities/4"),)),
    "PB323": ("annotation.json",
              (("replace", "/refs/1/kb", {"scheme": "iso3166-1", "id": "MIR"}),)),
    "PB324": ("annotation.json", (("copy", "/entities/6/refs/0", "/entities/6/refs/1"),)),
    "PB325": ("annotation.json", (("add", "/entities/6/ruling", "R1"),)),
    "PB326": ("annotation.json", (("copy", "/refs/1/kb", "/refs/0/kb"),)),
    "PB327": ("annotation.json", (("add", "/words_sha256", ZEROS),)),
    "PB401": ("annotation.json", (("replace", "/agreements/0/mentions", []),)),
    "PB402": ("annotation.json", (("replace", "/agreements/0/arguments/0/role", "PROVIDER"),)),
    "PB403": ("annotation.json", (("replace", "/agreements/0/status/0/party", "r4"),)),
    "PB404": ("annotation.json", (("copy", "/agreements/0/status/0", "/agreements/0/status/1"),
                                  ("replace", "/agreements/0/status/1/id", "a1.s2"))),
    "PB405": ("annotation.json", (("replace", "/stances/0/about/0", "a2"),)),
    "PB406": ("annotation.json", (
        ("add", "/agreements/0/relations/0", {"id": "a1.x1", "type": "EXTENDS", "target": "a1"}),
        ("copy", "/agreements/0/status/0/evidence", "/agreements/0/relations/0/evidence"))),
    "PB407": ("annotation.json", (("replace", "/agreements/0/status/0/as_of", "P2D"),)),
    "PB408": ("annotation.json", (("replace", "/agreements/0/arguments/1/role", "PROVISION"),)),
    "PB409": ("annotation.json", (
        ("replace", "/refs/2/type", "ORG"), ("replace", "/entities/2/type", "ORG"),
        ("remove", "/agreements/0/arguments/0"))),
    "PB410": ("annotation.json", (("copy", "/agreements/0/status/0", "/agreements/0/status/1"),
                                  ("replace", "/agreements/0/status/1/id", "a1.s2"),
                                  ("replace", "/agreements/0/status/1/stage", "RATIFIED"))),
    "PB501": ("annotation.json", (("replace", "/stances/0/polarity", "negative"),)),
    "PB502": ("annotation.json", (("replace", "/stances/0/implicit", "UNSPECIFIED"),)),
    "PB503": ("annotation.json", (("replace", "/stances/0/chain/0/ref", "r2"),)),
    "PB504": ("annotation.json", (("copy", "/stances/0", "/stances/1"),
                                  ("replace", "/stances/1/id", "s2"))),
    "PB505": ("annotation.json", (("replace", "/stances/0/quote", "indirect"),)),
    "PB506": ("annotation.json", (("add", "/stances/0/toward/0", "r4"),)),
    "PB507": ("annotation.json", (
        ("add", "/refs/0", {"id": "r5", "type": "INSTITUTION", "name": "Chamber"}),
        ("replace", "/entities/4/type", "INSTITUTION"), ("replace", "/entities/4/refs/0", "r5"),
        ("replace", "/stances/0/holders/0/refs/0", "r5"),
        ("replace", "/agreements/0/status/0/body", "r5"),
        ("copy", "/stances/0/cue", "/agreements/0/status/0/evidence"))),
    "PB508": ("annotation.json", (
        ("replace", "/stances/0/type", "COMMIT"),
        ("copy", "/stances/0/target", "/agreements/0/arguments/2"),
        ("add", "/agreements/0/arguments/2/id", "a1.g3"),
        ("add", "/agreements/0/arguments/2/role", "PROVISION"),
        ("add", "/agreements/0/arguments/2/refs", []))),
    "PB509": ("annotation.json", (("replace", "/stances/0/holders", []),
                                  ("replace", "/stances/0/implicit", "AUTHOR"))),
    "PB601": ("splits.json", (("add", "/splits/train/0", "hask-note"),)),
    "PB602": ("splits.json", (("remove", "/splits/test/0"),)),
    "PB603": ("corpus.lock", (("replace", "/files/0/sha256", ZEROS),)),
    "PB604": ("corpus.lock",
              (("add", "/files/0", {"path": "anhal-memo/v1.json", "sha256": ZEROS}),)),
    "PB605": ("corpus.lock", (("remove", "/files/0"),)),
    "PB606": ("splits.json", (("add", "/splits/train/0", "anhal-memo"),)),
    "PB607": ("splits.json", (("remove", "/splits/validation/0"),
                              ("add", "/splits/train/0", "brenn-statement"))),
    "PB608": ("annotators.json", (("replace", "/annotators/1/id", "gold"),)),
    "PB609": ("annotators.json", (("remove", "/annotators/2/model"),)),
    "PB610": ("corpus.lock", (("copy", "/files/0", "/files/1"),)),
    "PB611": ("about.json", (("replace", "/license", "CC BY 4.0"),)),
    "PB612": ("about.json", (("replace", "/language", "xx"),)),
    "PB615": ("document.json", (("replace", "/id", "hask-letter"),
                                ("replace", "/rights/redistribution", "offsets-only"))),
    "PB651": ("world.json", (("replace", "/challenge/organs/0/id", "o-senate"),)),
    "PB652": ("world.json", (("replace", "/train/organs/0/state", "w-veldira"),)),
    "PB653": ("world.json", (("replace", "/challenge/media/0/name", "Courier"),)),
    "PB654": ("world.json", (("replace", "/train/pacts/0/steps/1/date", "2030-04-31"),)),
    "PB655": ("plan.json", (("replace", "/stances/0/polarity", "negative"),)),
}  # fmt: skip

BYTES: dict[str, Callable[[bytes], bytes]] = {
    "PB002": lambda data: data.replace(b"HASK", b"H\xc4SK", 1),
    "PB003": lambda data: b"\xef\xbb\xbf" + data,
    "PB004": lambda data: data.replace(b"\n", b"\r\n"),
    "PB005": lambda data: data[: data.rindex(b'"evidence"')],
    "PB006": lambda data: data.replace(b'"type"', b'"type": "STATE", "type"', 1),
    "PB007": lambda data: data.replace(b'"refs": [', b'"refs": [' + b"[" * 250, 1),
    "PB008": lambda data: data.replace(b"HASK", b"HASK\\ud83d", 1),
    "PB100": lambda data: b"[" + data.rstrip() + b"]\n",
}
"""Changes of the bytes of the annotation."""

OTHERS = {
    "PB001.annotation.json/a-folder-is-no-file.txt": b"A folder where a file belongs.\n",
    "PB319.predictions.jsonl": b'{"document": "hask-note", "entities": [{"type": "STATE"}]}\n',
    "PB321.predictions.jsonl": b'{"document": "hask-note", "entities": []}\n\n'
    b'{"document": "hask-note", "stances": []}\n',
    "PB701.draft.json": b'{"document": "hask-note", "layers": ["entities"],\n"entities": [\n'
    b'{"text": "Hask", "type": "PLACE", "level": "NAM", "refs": []}]}\n',
    "PB702.draft.json": b'{"document": "hask-note", "layers": ["entities"],\n"entities": [\n'
    b'{"text": "it", "type": "TIME", "value": "2031"}]}\n',
    "PB706.draft.json": b'{"document": "hask-note",\n"entities": [\n'
    b'[9, "Hask", "PLACE", "NAM", ""]]}\n',
    "PB707.draft.json": b'{"document": "hask-note",\n"entities": [\n'
    b'[1, "it", "PLACE", "NAM", ""],\n'
    b'[2, "it", "PLACE", "NAM", "", {"n": 2}]]}\n',
    "PB708.draft.json": b'{"document": "hask-note",\n"entities": [\n'
    b'[1, "rr", "PLACE", "NAM", ""]]}\n',
    "PB711.draft.json": b'{"document": "hask-note", "layers": ["agreements"],\n"agreements": [\n'
    b'{"type": "OTHER", "mentions": [{"text": "the Ridge Ferry Accord", "level": "NAM"}]}]}\n',
    "PB712.draft.json": b'{"document": "hask-note", "layers": ["entities"],\n"entities": [\n'
    b'{"text": "Tuesday.", "type": "TIME", "value": "2031-06-03"}]}\n',
    "PB713.draft.json": b'{"document": "hask-note", "layers": ["entities"],\n"refs": [\n'
    b'{"id": "r1", "type": "STATE", "name": "Mirr"}],\n"entities": [\n'
    b'{"text": "Tuesday", "type": "TIME", "value": "2031-06-03"}]}\n',
    "PB714.draft.json": b'{"document": "hask-note", "layers": ["entities"],\n"entities": [\n'
    b'{"text": "Tuesday", "type": "TIME", "value": "2031-06-03"},\n'
    b'{"text": "Tuesday", "type": "TIME", "value": "2031-06-03"}]}\n',
    "PB703.raw.txt": b"ADVERTISEMENT\n",
    "PB704.raw.txt": b"<!DOCTYPE html>\n<html><body><p>Talks go on.</p></body></html>\n",
    "PB705.raw.txt": b"x\n" * 10_001,
}


def make_invalid(valid: Path, folder: Path) -> None:
    """Writes one failing file for each rule into `folder`, from those in `valid`."""
    for code, (kind, changes) in PATCHES.items():
        value = codec.parse((valid / NAMESAKES[kind]).read_bytes())
        _write_json(folder / f"{code}.{kind}", patched(value, changes))
    annotation = (valid / NAMESAKES["annotation.json"]).read_bytes()
    for code, change in BYTES.items():
        write_atomically(folder / f"{code}.annotation.json", change(annotation))
    for name, data in OTHERS.items():
        write_atomically(folder / name, data)
    _make_folders(valid, folder)
    _hide_in_text(valid, folder)


def patched(value: Any, changes: tuple[Change, ...]) -> Any:
    """The value after the changes; `grow` adds to a number, `copy` goes from path to path."""
    for name, path, *rest in changes:
        operation = {"op": name, "path": path, **({"value": rest[0]} if rest else {})}
        if name == "grow":
            grown = jsonpatch.JsonPointer(path).resolve(value) + rest[0]
            operation = {"op": "replace", "path": path, "value": grown}
        elif name == "copy":
            operation = {"op": "copy", "from": path, "path": rest[0]}
        value = jsonpatch.apply_patch(value, [operation])
    return value


def _make_folders(valid: Path, folder: Path) -> None:
    place = NAMESAKES["annotation.json"]
    link = folder / "PB009" / place
    link.parent.mkdir(parents=True)
    link.symlink_to("../../../PB302.annotation.json")
    annotation = codec.parse((valid / place).read_bytes())
    _write_json(
        folder / "PB208" / place, patched(annotation, (("replace", "/annotator", "pass-a"),))
    )
    place = NAMESAKES["document.json"]
    text = (valid / place).with_suffix(".txt").read_bytes() + b"\n"
    changes = (
        ("replace", "/text/sha256", sha256(text)),
        ("grow", "/text/chars", 1),
        ("grow", "/edits/2/3", 1),
    )
    document = codec.parse((valid / place).read_bytes())
    _write_json(folder / "PB210" / place, patched(document, changes))
    write_atomically((folder / "PB210" / place).with_suffix(".txt"), text)


def _hide_in_text(valid: Path, folder: Path) -> None:
    """The example of PB219: a zero-width space in place of a dash, in both texts."""
    place = NAMESAKES["document.json"]
    texts = {ending: (valid / place).with_suffix(ending) for ending in (".raw.txt", ".txt")}
    changed = {
        ending: path.read_bytes().replace("—".encode(), "\u200b".encode())
        for ending, path in texts.items()
    }
    changes = (
        ("replace", "/raw/sha256", sha256(changed[".raw.txt"])),
        ("replace", "/text/sha256", sha256(changed[".txt"])),
    )
    document = codec.parse((valid / place).read_bytes())
    _write_json(folder / "PB219" / place, patched(document, changes))
    for ending, data in changed.items():
        write_atomically((folder / "PB219" / place).with_suffix(ending), data)


def _write_json(path: Path, value: Any) -> None:
    write_atomically(path, codec.lay_out(msgspec.json.encode(value)))
