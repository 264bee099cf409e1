"""The repository, as the tests of the house see it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the repository."""
    return Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def tracked_files(repository: Path) -> list[Path]:
    """The files that git keeps; skips where this is no checkout."""
    if not (repository / ".git").exists():
        pytest.skip("needs a checkout: this is an unpacked archive")
    listing = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=repository,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    paths = [repository / name for name in listing.split("\0") if name]
    return [path for path in paths if path.is_file()]


@pytest.fixture
def run_python(repository: Path, tmp_path: Path) -> Callable[[str], str]:
    """Return a function that runs code in a fresh interpreter and returns its output."""

    def run(code: str) -> str:
        paths = os.pathsep.join([str(repository), os.environ.get("PYTHONPATH", "")])
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": paths.rstrip(os.pathsep)},
            capture_output=True,
            check=False,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
