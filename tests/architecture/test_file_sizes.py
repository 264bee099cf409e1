"""No file is longer than can be read in one sitting."""

from __future__ import annotations

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
FILES = sorted(
    path
    for room in ("engine", "convviz", "resources")
    for path in (REPOSITORY / room).rglob("*")
    if path.suffix in {".py", ".toml", ".qss", ".html"}
)
LINES = 300


def case(path: Path):
    return pytest.param(path, id=path.relative_to(REPOSITORY).as_posix())


@pytest.mark.parametrize("path", [case(path) for path in FILES])
def test_file_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES
