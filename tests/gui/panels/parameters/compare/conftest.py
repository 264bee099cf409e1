"""The page that compares, on a real session, shown in its panel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from convviz.panels.parameters import ParametersPanel
from convviz.panels.parameters.compare import ComparePages
from convviz.panels.parameters.compare.page import ComparePage
from convviz.session import Compared, Session

TIMEOUT_MS = 20_000
Compare = Callable[[Callable[[], object]], Compared]


@pytest.fixture
def pages(panel: ParametersPanel) -> ComparePages:
    """The pages of the panel."""
    found = panel.findChild(ComparePages)
    assert found is not None
    return found


@pytest.fixture
def page(pages: ComparePages) -> ComparePage:
    return pages.page


@pytest.fixture
def compare(qtbot: QtBot, session: Session) -> Compare:
    """Give a command and wait until arrays and predictions are compared."""

    def wait_for(command: Callable[[], object]) -> Compared:
        with qtbot.waitSignal(
            session.compared,
            timeout=TIMEOUT_MS,
            check_params_cb=lambda c: c is not None and not c.is_predicting,
        ) as signal:
            command()
        found: Compared = signal.args[0]
        return found

    return wait_for


@pytest.fixture
def odd_file(tmp_path: Path) -> Path:
    """A file with one array of another shape, one of text, and one of its own."""
    arrays = {
        "conv1.w": np.ones((3, 3)),
        "conv1.b": np.array(["a"] * 8),
        "<b>extra</b>": np.ones(2),
    }
    np.savez(tmp_path / "odd.npz", **arrays)
    return tmp_path / "odd.npz"


@pytest.fixture
def compared(
    page: ComparePage, compare: Compare, session: Session, other_file: Path
) -> Compared:
    return compare(lambda: session.comparing.with_file(other_file))


@pytest.fixture
def choose(page: ComparePage) -> Callable[[str], None]:
    """Choose an array of the table by its name."""
    return lambda name: page.table.setCurrentIndex(page.table.pairs.place_of(name))
