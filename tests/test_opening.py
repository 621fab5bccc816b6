"""No module opens or looks for files in a way of its own: `model/inputs` is the one way.

Otherwise a pipe hangs one command, a device fills the memory of another, and a third takes what
cannot be read for what is not there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "loaders/pactbank"
OPENING = {"open", "read_bytes", "read_text", "fdopen", "load_table", "memory_map", "OSFile"}
LOOKING = {
    *("exists", "lexists", "is_file", "isfile", "is_dir", "isdir", "is_fifo", "access"),
    *("glob", "rglob", "iterdir", "walk", "scandir", "listdir"),
}
LIBRARIES = {"ParquetFile", "ParquetDataset", "read_table", "read_schema", "read_metadata"}
"""Of pyarrow, which opens files by itself: it is given what `regular` has looked at."""
ALLOWED = {
    "model/inputs.py": {"open", "fdopen", "walk"},  # the one way itself
    "corpus/files.py": {"open", "fdopen"},  # writes, and fsync of folders
    # The folder to be made, and what a begun one has left.
    "corpus/begin.py": {*("lexists", "is_dir", "is_file", "iterdir"), "glob", "rglob"}
    | {"open", "read_bytes"},
    "corpus/commits.py": {"lexists"},  # the journal, which is our own
    "corpus/validate/kinds.py": {"walk"},  # reports each folder that cannot be read
    "corpus/validate/validation.py": {"isdir", "isfile"},  # what is neither is read, and reported
    "corpus/processes.py": {"fdopen"},  # the pipe to the process that asked
    "corpus/resources.py": {"isdir", "isfile"},
    "corpus/downloads.py": {"open"},  # the file that arrives, in our cache
    "corpus/examples.py": {"iterdir", "rglob", "is_file"},  # what came with the package
    "dataset/builder.py": {"exists", "is_dir", "is_file", "iterdir"},
    "bench/transcript.py": {"open"},  # appends
    "bench/memory.py": {"open", "listdir"},  # /proc
    "bench/running.py": {"lexists"},  # what a folder of results has
    "cli/streams.py": {"open"},  # the place of a standard stream that is not there
    "dataset/loader.py": {"exists", "glob"},  # our cache, and our own code
    "dataset/replacement.py": {"exists", "glob", "open"},  # the folder to be written
    "dataset/parquet.py": {"open"},  # fsync of a file just written
}


def calls(nodes: list[ast.AST]) -> Iterator[tuple[str, ast.Call]]:
    """Each call by the name that is called, but for what `model/inputs` has under it."""
    ours = {
        name.name
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module == "pactbank.model.inputs"
        for name in node.names
    }
    for node in nodes:
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Attribute) and not of_the_package(function.value):
                yield function.attr, node
            elif isinstance(function, ast.Name) and function.id not in ours:
                yield function.id, node


def of_the_package(value: ast.expr) -> bool:
    """Whether this is a file beside the code, as `importlib.resources` gives it."""
    inside = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
    return "files" in inside


def looked_at(nodes: list[ast.AST]) -> set[str]:
    """The names that hold what `regular` returned."""
    return {
        target.id
        for node in nodes
        if isinstance(node, ast.Assign) and is_regular(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def is_regular(value: ast.expr) -> bool:
    called = value.func if isinstance(value, ast.Call) else None
    return isinstance(called, ast.Name) and called.id == "regular"


def other_ways(path: Path) -> set[str]:
    """The calls by which a module opens files by itself."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    known, called = looked_at(nodes), list(calls(nodes))
    found = {name for name, _ in called if name in OPENING | LOOKING}
    for name, call in called:
        first = call.args[0] if call.args else None
        if name in LIBRARIES and first is not None:
            given = isinstance(first, ast.Name) and first.id in known
            if not given and not is_regular(first):
                found.add(name)
    return found


@pytest.mark.parametrize(
    "module", sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
)
def test_a_module_opens_files_through_the_one_way(module: str) -> None:
    assert other_ways(PACKAGE / module) == ALLOWED.get(module, set())


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("data = path.read_bytes()", {"read_bytes"}),
        ("with open(path) as file: pass", {"open"}),
        ("import os\nos.path.exists(path)", {"exists"}),
        ("for file in (root / 'gold').glob('*'): pass", {"glob"}),
        ("import pyarrow.parquet as pq\npq.read_table(path)", {"read_table"}),
        ("import pyarrow.parquet as pq\npq.read_table(regular(path))", set()),
        ("import pyarrow.parquet as pq\nplace = regular(path)\npq.ParquetFile(place)", set()),
        ("from importlib.resources import files\nfiles('a').joinpath('b').read_text()", set()),
    ],
)
def test_what_the_test_above_sees(tmp_path: Path, code: str, found: set[str]) -> None:
    path = tmp_path / "module.py"
    path.write_text(code)
    assert other_ways(path) == found
