"""What docs/exporting.md shows is what happens: every command and every snippet is run."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.checkpoints import save_params
from engine.presets import load_preset

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = (REPOSITORY / "docs" / "exporting.md").read_text("utf-8")
COMMANDS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0].splitlines()
SNIPPETS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
PACKAGES = ("onnxruntime", "torch")
SAID = {
    "np.load": "'conv1.w': (8, 1, 5, 5)",
    "safe_open": "conv-net",
    "pickle.load": "[(8, 1, 5, 5), (8, 8, 5, 5), None, None,",
    "load_params": "[0][0]",
    "onnxruntime": "\n",
    "torch": "tensor([",
}
"""What each snippet prints, by a word that it contains."""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Run Python in the folder in which the page's commands were typed."""
    folder = tmp_path_factory.mktemp("exporting")
    save_params(folder / "params.pkl", load_preset("conv-net").build(0), [2.3, 2.2])

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "OMP_NUM_THREADS": "1"},
            capture_output=True,
            check=False,
            text=True,
            timeout=200,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    for command in COMMANDS:
        program, *arguments = shlex.split(command, comments=True)
        assert program == "convviz"
        run("-m", "convviz", *arguments)
    return run


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda text: text.splitlines()[-1])
def test_the_snippet_runs_and_prints_what_it_is_for(python, snippet: str) -> None:
    needed = [name for name in PACKAGES if f"import {name}" in snippet]
    for name in needed:
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"needs {name}, which is not installed")
    (said,) = {words for word, words in SAID.items() if word in snippet}
    assert said in python("-c", snippet)


def test_every_snippet_is_tried() -> None:
    assert len(SNIPPETS) == len(SAID) == PAGE.count("```python")
    assert len(COMMANDS) == PAGE.count("\nconvviz export")
