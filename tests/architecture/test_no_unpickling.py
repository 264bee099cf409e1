"""One way leads from a person's file to its contents, and it runs nothing of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(p for room in ("engine", "convviz") for p in (ROOT / room).rglob("*.py"))
UNPICKLERS = {"pickle", "_pickle", "cPickle", "dill", "joblib", "marshal", "shelve", "torch"}
READERS = {"np.load", "np.loadtxt", "np.genfromtxt", "np.memmap", "np.fromfile"}
TORCH_READERS = {"load", "hub", "jit", "package", "serialization"}

COMPUTES_WITH_TORCH = {
    "convviz/cli/bench/torch_training.py",
    "convviz/cli/bench/torch_twin.py",
}
"""Modules that compare the engine with PyTorch. They may say ``import torch``, and nothing else
of it that reads a file."""


def ways_around(source: str) -> Iterator[str]:
    """Yield what in a module could read a file past `load_params`."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (
                    ast.unparse(name)
                    for name in names
                    if name.name.partition(".")[0] in UNPICKLERS
                )
            case ast.ImportFrom(module=str() as module):
                if module.partition(".")[0] in UNPICKLERS:
                    yield f"from {module}"
            case ast.Attribute(value=ast.Name(id="torch"), attr=name):
                yield from {f"torch.{name}"} & {f"torch.{reader}" for reader in TORCH_READERS}
            case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=name):
                yield from {f"np.{name}"} & READERS


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_module_reads_files_by_a_reader_that_can_run_them(path: Path) -> None:
    found = list(ways_around(path.read_text("utf-8")))
    if path.relative_to(ROOT).as_posix() in COMPUTES_WITH_TORCH:
        found.remove("torch")
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "import os, dill",
        "from joblib.x import y",
        "import torch",
        "import torch as t",
        "import torch.hub",
        "from torch import load",
        "torch.load(f)",
        "torch.jit.load(f)",
        "np.load(f)",
        "numpy.memmap(f)",
    ],
)
def test_the_guard_sees_what_it_is_for(source: str) -> None:
    assert len(list(ways_around(source))) == 1


@pytest.mark.parametrize(
    "source", ["import torch as t", "import torch.hub", "from torch import nn"]
)
def test_plain_import_is_the_only_one_that_is_let_through(source: str) -> None:
    assert list(ways_around(source)) != ["torch"]
