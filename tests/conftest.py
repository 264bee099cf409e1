"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Before NumPy or Qt can be imported by a test.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

REPOSITORY = Path(__file__).resolve().parent.parent
QT_OPTIONS = ("qt_api", "qt_log_level_fail", "qt_log_ignore", "qt_default_raising")


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Know the options of pytest-qt where it is not there: in the engine's own run."""
    if not pluginmanager.hasplugin("pytest-qt"):
        for name in QT_OPTIONS:
            parser.addini(name, "of pytest-qt")


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The directory with the real data sets; skips where there is none."""
    named = os.environ.get("CONVVIZ_DATA_DIR")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    if not (folder / "fashion-mnist").is_dir():
        pytest.skip(f"needs the real Fashion-MNIST, which is not in {folder}")
    return folder
