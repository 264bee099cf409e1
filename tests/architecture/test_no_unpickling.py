"""One way leads from a person's file to its contents, and it runs nothing of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(p for room in ("engine", "convviz") for p in (ROOT / room).rglob("*.py"))
UNPICKLERS = frozenset(
    {
        *(
            "pickle",
            "_pickle",
            "cPickle",
            "pickle5",
            "cloudpickle",
            "dill",
            "joblib",
            "jsonpickle",
        ),
        *("marshal", "shelve", "dbm", "copyreg", "torch", "skops", "h5py", "pandas", "yaml"),
        *("multiprocessing", "_multiprocessing", "xmlrpc", "socketserver", "asyncore"),
        *("imp", "runpy", "zipimport", "pkgutil", "code", "codeop", "compileall", "py_compile"),
        *("scipy.io", "numpy.lib.npyio", "numpy.ctypeslib", "concurrent.futures.process"),
        *("logging.config", "importlib.machinery", "importlib.abc"),
    }
)
"""Modules that unpickle, or run what they read; also by sending it to another process."""

READERS = frozenset(
    {
        *("load", "loadtxt", "genfromtxt", "memmap", "fromfile", "fromregex", "DataSource"),
        *("ctypeslib", "rec"),
    }
)
"""What of NumPy reads files, or holds such readers."""

RUNNERS = frozenset({"eval", "exec", "compile", "__import__", "execfile"})
"""Functions that run text."""

ATTRIBUTES = frozenset(
    {
        *(
            "reload",
            "exec_module",
            "load_module",
            "module_from_spec",
            "spec_from_file_location",
        ),
        *("recv", "recv_bytes", "ProcessPoolExecutor", "CodeType", "FunctionType"),
        *("read_array", "open_memmap", "npyio", "run_path", "run_module"),
    }
)
"""Names that import, unpickle or run, on whatever object."""

TORCH_READERS = frozenset({"load", "hub", "jit", "package", "serialization"})

COMPUTES_WITH_TORCH = {
    "convviz/cli/bench/torch_training.py",
    "convviz/cli/bench/torch_twin.py",
}
"""Modules that compare the engine with PyTorch. They may say ``import torch``, and nothing else
of it that reads a file."""


def ways_around(source: str) -> Iterator[str]:
    """Yield what in a module could read a file past `load_params`, or run what is in one."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import() | ast.ImportFrom():
                yield from imported(node)
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if is_reader(owner, name):
                yield f"{owner}.{name}"
            case ast.Attribute(attr=name) if name in ATTRIBUTES:
                yield name
            case ast.Name(id=name) if name in RUNNERS:
                yield name
            case ast.Call(func=ast.Attribute(attr="import_module"), args=[module, *_]):
                yield from () if is_own(module) else ("import_module",)


def imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Yield what an import brings that unpickles or runs."""
    if isinstance(node, ast.Import):
        yield from (ast.unparse(name) for name in node.names if unpickles(name.name))
        return
    names = {name.name for name in node.names}
    if any(unpickles(f"{node.module}.{name}") for name in names):
        yield f"from {node.module}"
    elif node.module == "numpy":
        yield from names & READERS
    else:
        yield from names & (ATTRIBUTES | RUNNERS | {"import_module"})


def is_reader(owner: str, name: str) -> bool:
    """Whether an attribute of a module reads files that can run, or runs text."""
    readers = {"torch": TORCH_READERS, "np": READERS, "numpy": READERS, "builtins": RUNNERS}
    return name in readers.get(owner, ())


def is_own(module: ast.expr) -> bool:
    """Whether a module is named in the source itself, as a text, a constant or a command."""
    match module:
        case ast.Constant(value=str() as name):
            return not unpickles(name)
        case ast.JoinedStr(values=[ast.Constant(value=start), *_]):
            return start == "convviz.cli."
        case ast.Name(id=name):
            return name.isupper()
    return False


def unpickles(module: str) -> bool:
    """Whether a module, or a package that it is in, is one of those."""
    parts = module.split(".")
    return any(".".join(parts[:n]) in UNPICKLERS for n in range(1, len(parts) + 1))


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
        "np.lib.format.read_array(f)",
        "from numpy import load",
        "from numpy.lib.format import read_array",
        "np.lib.npyio.NpzFile(f)",
        "import shelve",
        "from multiprocessing import Pipe",
        "import multiprocessing.connection as c",
        "pipe.recv()",
        "from concurrent.futures import ProcessPoolExecutor",
        "futures.ProcessPoolExecutor()",
        "import yaml",
        "import runpy",
        "from runpy import run_path",
        "from importlib import import_module",
        "importlib.util.module_from_spec(spec)",
        "importlib.import_module(name)",
        "importlib.reload(m)",
        "loader.exec_module(m)",
        "__import__(name)",
        "eval(text)",
        "run = exec",
        "builtins.eval(text)",
        "from builtins import eval",
        "compile(text, 'x', 'exec')",
        "from pandas import read_pickle",
        "importlib.import_module('pickle')",
        "importlib.import_module(f'{name}')",
        "importlib.import_module(options.module)",
        "import scipy.io",
        "from scipy import io",
        "types.CodeType()",
    ],
)
def test_the_guard_sees_what_it_is_for(source: str) -> None:
    assert len(list(ways_around(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "import re\nre.compile(x)",
        "app.exec()",
        "from importlib import metadata, resources",
        "import json\njson.load(f)",
        "ast.literal_eval(x)",
        "from scipy.optimize import linear_sum_assignment",
        "from concurrent.futures import ThreadPoolExecutor",
        "import logging",
        "np.frombuffer(b)",
        "importlib.util.find_spec('onnx')",
        "importlib.import_module(f'convviz.cli.{name}')",
        "library.load(f)",
    ],
)
def test_the_guard_leaves_the_rest_alone(source: str) -> None:
    assert list(ways_around(source)) == []


@pytest.mark.parametrize(
    "source", ["import torch as t", "import torch.hub", "from torch import nn"]
)
def test_plain_import_is_the_only_one_that_is_let_through(source: str) -> None:
    assert list(ways_around(source)) != ["torch"]
