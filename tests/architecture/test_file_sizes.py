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
KNOWN = {"convviz/session/session.py": "a few lines too long"}
"""What is still to be mended: shown as an expected failure in every run."""


def case(path: Path):
    name = path.relative_to(REPOSITORY).as_posix()
    marks = pytest.mark.xfail(reason=KNOWN[name], strict=False) if name in KNOWN else ()
    return pytest.param(path, id=name, marks=marks)


@pytest.mark.parametrize("path", [case(path) for path in FILES])
def test_file_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES
