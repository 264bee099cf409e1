"""Ctrl-C while the program is still being imported ends it in a word."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

INTERRUPTED_AT_IMPORT = """
import signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
from convviz.__main__ import main
sys.exit(main({arguments!r}))
"""


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("convviz.blas_core", ["train"]),
        ("argparse", ["train"]),
        ("convviz.cli.train", ["train"]),
        ("numpy", ["train"]),
        ("numpy.linalg", ["evaluate"]),
        ("convviz.cli.window", []),
        ("PyQt6", []),
        ("convviz.main_window.window", []),
    ],
)
def test_an_early_interrupt_is_told_in_a_word(module: str, arguments: list[str]) -> None:
    code = INTERRUPTED_AT_IMPORT.format(module=module, arguments=arguments)
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=os.environ | {"QT_QPA_PLATFORM": "vnc"},  # one that may be seen by somebody
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "convviz: interrupted\n")
