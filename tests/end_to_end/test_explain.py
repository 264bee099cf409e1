"""`convviz explain` as a person types it: another process, another folder, through a pipe."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

TIMEOUT_S = 120


def convviz(folder: Path, *arguments: object, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command in `folder`, where there is no display."""
    return subprocess.run(
        [sys.executable, "-m", "convviz", *map(str, arguments)],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if k != "DISPLAY"} | env,
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the parameters of a short training."""
    folder = tmp_path_factory.mktemp("explain")
    arguments = ("--dataset", "garments", "--limit", 64, "--epochs", 1)
    done = convviz(folder, "train", *arguments)
    assert done.returncode == 0, done.stderr
    return folder


CELL = ("--dataset", "garments", "--layer", "conv2", "--channel", 4, "--cell", "12,8")


def test_trained_parameters_are_explained(folder):
    done = convviz(folder, "explain", "params.pkl", *CELL, "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    told = json.loads(done.stdout)
    products = [term["product"] for term in told["terms"]]
    assert len(products) == 8 * 5 * 5
    assert told["sum"] == pytest.approx(math.fsum(products) + told["bias"], abs=1e-12)
    assert abs(told["stored"] - told["sum"]) <= told["tolerance"]
    assert told["bias"] != 0


def test_same_words_mean_the_same_numbers_every_time(folder):
    first, second = (convviz(folder, "explain", "params.pkl", *CELL) for _ in range(2))
    assert first.stdout == second.stdout
    assert first.returncode == 0


def test_text_is_plain_and_80_columns_wide(folder):
    done = convviz(folder, "explain", "params.pkl", *CELL, PYTHONIOENCODING="utf-8")
    lines = done.stdout.decode("utf-8").splitlines()
    assert max(map(len, lines)) <= 80
    assert b"\x1b" not in done.stdout


def test_pipe_that_knows_no_greek_still_gets_the_numbers(folder):
    done = convviz(folder, "explain", "params.pkl", *CELL, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert b"stored" in done.stdout


def test_cell_outside_the_map_is_a_usage_error(folder):
    done = convviz(folder, "explain", "params.pkl", *CELL[:-1], "12,20")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"convviz: --cell: conv2 has columns 0 to 19, got 20\n"
