"""No way but one leads from a person's file to its contents, and it runs nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(p for room in ("engine", "convviz") for p in (ROOT / room).rglob("*.py"))
FORBIDDEN_MODULES = {
    "pickle",
    "_pickle",
    "cPickle",
    "dill",
    "joblib",
    "marshal",
    "shelve",
    "torch",
}
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_ATTRIBUTES = {("np", "load"), ("numpy", "load"), ("np", "fromfile"), ("np", "memmap")}


def faults(tree: ast.AST) -> Iterator[str]:
    """Yield what in a module could run or unpickle a file, with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found = {name.name.split(".")[0] for name in names} & FORBIDDEN_MODULES
            case ast.ImportFrom(module=module) if module:
                found = {module.split(".")[0]} & FORBIDDEN_MODULES
            case ast.Call(func=ast.Name(id=name)):
                found = {name} & FORBIDDEN_CALLS
            case ast.Attribute(value=ast.Name(id=owner), attr=attribute):
                found = (
                    {f"{owner}.{attribute}"}
                    if (owner, attribute) in FORBIDDEN_ATTRIBUTES
                    else set()
                )
            case ast.keyword(arg="allow_pickle", value=ast.Constant(value=True)):
                found = {"allow_pickle"}
            case _:
                continue
        yield from (f"line {node.lineno}: {name}" for name in found)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_nothing_unpickles_or_evaluates(path: Path) -> None:
    assert list(faults(ast.parse(path.read_text("utf-8")))) == []


def test_the_guard_sees_what_it_forbids() -> None:
    code = "import pickle\nfrom joblib import load\nnp.load(f, allow_pickle=True)\neval('1')\n"
    assert [fault.split()[-1] for fault in faults(ast.parse(code))] == [
        "pickle",
        "joblib",
        "eval",
        "np.load",
        "allow_pickle",
    ]
