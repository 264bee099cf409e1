"""Run commands in this process, and see what they say and where."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from convviz.__main__ import BLAS_THREAD_VARIABLES, main
from engine.data import load_dataset


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object on standard output; fails if there is anything else."""
        values = json.loads(self.out)
        assert isinstance(values, dict)
        return values


Run = Callable[..., Outcome]


load_once = functools.cache(load_dataset)


@pytest.fixture
def convviz(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Run:
    """`convviz("train", "--seed", 1)` as typed in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("convviz.cli.datasets.load_dataset", load_once)
    for name in BLAS_THREAD_VARIABLES:  # main() sets them for good
        monkeypatch.setenv(name, os.environ.get(name, "1"))

    def run(*arguments: object) -> Outcome:
        capsys.readouterr()
        code = main([str(a) for a in arguments])
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err)

    return run
