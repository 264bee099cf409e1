"""Calls that have no place in the program, each with what to write instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
FILES = sorted(
    path for room in ("engine", "convviz") for path in (REPOSITORY / room).rglob("*.py")
)

FORBIDDEN = {
    "pickle.load": "engine.checkpoints.load_params, which runs nothing of the file",
    "pickle.loads": "engine.checkpoints.load_params, which runs nothing of the file",
    "numpy.add.at": "slices or numpy.bincount, which are many times as fast",
    "time.sleep": "a Condition, or a timer of Qt",
    "eval": "a parser for what is expected",
    "exec": "a parser for what is expected",
}
"""By the full name, whatever it was imported as."""

FORBIDDEN_METHODS = {
    "processEvents": "work on another thread, and a signal at its end",
    "terminate": "asking the thread to end, and joining it",
}
"""By the last part of the name, on whatever object."""


def forbidden_calls(source: str) -> Iterator[str]:
    """Yield a sentence for each forbidden call in some source text."""
    tree = ast.parse(source)
    names = dict(imported_names(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = full_name(node.func, names)
        last = called.rpartition(".")[2]
        if called in FORBIDDEN:
            yield f"line {node.lineno}: {called}; instead: {FORBIDDEN[called]}"
        elif "." in called and last in FORBIDDEN_METHODS:
            yield f"line {node.lineno}: {called}; instead: {FORBIDDEN_METHODS[last]}"
        if any(k.arg == "allow_pickle" and not is_false(k.value) for k in node.keywords):
            yield f"line {node.lineno}: allow_pickle; instead: allow_pickle=False"


def imported_names(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield what each imported name stands for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    yield alias.asname, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def full_name(node: ast.expr, names: dict[str, str]) -> str:
    """Return "numpy.add.at" for ``np.add.at``; "?" stands for what is no name."""
    if isinstance(node, ast.Attribute):
        return f"{full_name(node.value, names)}.{node.attr}"
    return names.get(node.id, node.id) if isinstance(node, ast.Name) else "?"


def is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def case(path: Path):
    return pytest.param(path, id=path.relative_to(REPOSITORY).as_posix())


@pytest.mark.parametrize("path", [case(path) for path in FILES])
def test_no_forbidden_call(path):
    assert list(forbidden_calls(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle\npickle.load(f)",
        "import pickle as p\np.loads(b)",
        "from pickle import loads\nloads(b)",
        "import numpy as np\nnp.add.at(a, i, 1)",
        "import numpy as np\nnp.load(f, allow_pickle=True)",
        "import numpy as np\nnp.load(f, allow_pickle=wanted)",
        "from time import sleep as nap\nnap(1)",
        "QApplication.processEvents()",
        "self.make().thread.terminate()",
        "eval(text)",
        "exec(text)",
    ],
)
def test_the_check_finds_what_it_is_for(source):
    assert len(list(forbidden_calls(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "app.exec()",
        "import numpy as np\nnp.load(f, allow_pickle=False)",
        "json.load(f)",
        "sleep",
    ],
)
def test_the_check_leaves_the_rest_alone(source):
    assert list(forbidden_calls(source)) == []
