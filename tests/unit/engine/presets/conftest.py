from __future__ import annotations

import pytest


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a preset of one's own, called "mine"."""

    def write(text: str):
        path = tmp_path / "mine.toml"
        path.write_text(text, "utf-8")
        return path

    return write
