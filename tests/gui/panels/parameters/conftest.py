"""The panel PARAMETERS on a real session, and files for it."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt6.QtCore import QModelIndex
from pytestqt.qtbot import QtBot

from convviz.panels.parameters import ParametersPanel
from convviz.session import Session
from convviz.theming import Theme
from engine.checkpoints import save_params

TIMEOUT_MS = 20_000


@pytest.fixture
def panel(qtbot: QtBot, session: Session, theme: Theme) -> ParametersPanel:
    """The panel, shown as large as in a maximised window."""
    shown = ParametersPanel(session, theme)
    qtbot.addWidget(shown)
    shown.resize(1280, 760)
    with qtbot.waitExposed(shown):
        shown.show()
    qtbot.waitUntil(lambda: shown.model.rowCount() == 1)
    return shown


@pytest.fixture
def open_file(
    qtbot: QtBot, session: Session, panel: ParametersPanel, tmp_path: Path
) -> Callable[..., Path]:
    """Open a file, or what is to be pickled into one, and wait until it is shown."""

    def open_it(content: object, name: str = "params.pkl") -> Path:
        path = content if isinstance(content, Path) else tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif not isinstance(content, Path):
            path.write_bytes(pickle.dumps(content))
        with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS):
            session.files.open(path)
        # What was opened is drawn with the next turn of the event loop.
        qtbot.waitUntil(lambda: not panel._stale)
        return path

    return open_it


@pytest.fixture
def saved(session: Session, tmp_path: Path) -> Path:
    """The parameters of the session's network with a cost that falls."""
    path = tmp_path / "saved.pkl"
    save_params(path, session.frame.network, [2.3 - 0.01 * i for i in range(200)])
    return path


@pytest.fixture
def rows(panel: ParametersPanel) -> Callable[[], list[list[str]]]:
    """Return the texts of all rows of the tree, unfolding them."""

    def below(parent: QModelIndex) -> list[list[str]]:
        model = panel.model
        while model.canFetchMore(parent):
            model.fetchMore(parent)
        found = []
        for row in range(model.rowCount(parent)):
            columns = range(model.columnCount())
            found.append([model.index(row, column, parent).data() for column in columns])
            found += below(model.index(row, 0, parent))
        return found

    return lambda: below(QModelIndex())


@pytest.fixture
def choose(panel: ParametersPanel) -> Callable[..., None]:
    """Select the row that is reached by these numbers from the top."""

    def choose_it(*path: int) -> None:
        panel.tree.setCurrentIndex(panel.model.index_at(path))

    return choose_it
