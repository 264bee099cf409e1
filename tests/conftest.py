"""What every test may ask for."""

from __future__ import annotations

import os

# Before NumPy or Qt is imported, here or by a test.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import numpy as np
import pytest

from engine.data import Dataset, load_dataset

REPOSITORY = Path(__file__).resolve().parent.parent
THREAD_END_SECONDS = 10
QT_OPTIONS = ("qt_api", "qt_log_level_fail", "qt_log_ignore", "qt_default_raising")


# Machines differ in speed, so no example may fail by its time alone; and a run of the tests is
# to mean the same tomorrow. `--hypothesis-profile=explore` looks for what nobody thought of.
hypothesis.settings.register_profile(
    "convviz", deadline=None, derandomize=True, max_examples=60
)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=3000)
hypothesis.settings.load_profile("convviz")


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


@pytest.fixture(scope="session")
def garments() -> Dataset:
    """The data set that needs no download, drawn once."""
    return load_dataset("garments")


@pytest.fixture
def rng() -> np.random.Generator:
    """Random numbers, the same in every run."""
    return np.random.default_rng(20240229)


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """Fail a test that leaves a thread running: who starts one also ends it."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(THREAD_END_SECONDS)
    still_there = [thread.name for thread in left if thread.is_alive()]
    assert not still_there, f"threads left behind: {still_there}; close what started them"


@pytest.fixture
def has_child_processes() -> Callable[[], bool]:
    """Return a function that says whether this process has children, running or ended.

    Where the system cannot tell, there are never any.
    """

    def has_any() -> bool:
        if not hasattr(os, "waitid"):
            return False
        try:
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return False
        return True

    return has_any


@pytest.fixture(autouse=True)
def no_process_left_behind(has_child_processes: Callable[[], bool]) -> Iterator[None]:
    """Fail a test that leaves a process: who starts one also ends it, and waits for it.

    Only where there was none before: a server that tests share tells nothing.
    """
    before = has_child_processes()
    yield
    assert before or not has_child_processes(), "a process is left behind; close its owner"
