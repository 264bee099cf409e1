"""Where data is looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

import engine.data.directories
from engine.data import DATA_DIR_VARIABLE, find_data_dir
from engine.data.directories import search_path


@pytest.fixture(autouse=True)
def own_system(monkeypatch, tmp_path):
    """A system on which the user's data is in `tmp_path`."""
    monkeypatch.delenv(DATA_DIR_VARIABLE, raising=False)
    monkeypatch.setattr(
        engine.data.directories.platformdirs,
        "user_data_dir",
        lambda name, appauthor: str(tmp_path / name),
    )


def test_the_person_is_asked_first_then_the_environment_then_the_system(monkeypatch, tmp_path):
    assert find_data_dir() == tmp_path / "convviz"
    monkeypatch.setenv(DATA_DIR_VARIABLE, "environment")
    assert find_data_dir() == Path("environment")
    assert find_data_dir("chosen") == find_data_dir(Path("chosen")) == Path("chosen")


def test_home_may_be_written_short():
    assert find_data_dir("~/data") == Path.home() / "data"


def test_a_named_directory_is_the_only_one():
    assert search_path("chosen") == (Path("chosen"),)


def test_checkout_also_looks_beside_itself(monkeypatch, tmp_path):
    checkout = tmp_path / "main"
    monkeypatch.setattr(
        engine.data.directories,
        "__file__",
        str(checkout / "engine" / "data" / "directories.py"),
    )
    assert search_path() == (tmp_path / "convviz",)
    (tmp_path / "shared" / "data").mkdir(parents=True)
    assert search_path() == (tmp_path / "convviz",)  # installed, not a checkout
    checkout.mkdir()
    (checkout / "pyproject.toml").touch()
    assert search_path() == (tmp_path / "convviz", tmp_path / "shared" / "data")
