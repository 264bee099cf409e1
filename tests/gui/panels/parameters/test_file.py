from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from convviz.panels.parameters import ParametersPanel
from convviz.panels.parameters.columns import Column
from convviz.panels.parameters.tree_model import STATISTICS_ROLE
from convviz.session import Granularity, Request, RunState, Session

TIMEOUT_MS = 20_000
OpenFile = Callable[..., Path]
Rows = Callable[[], list[list[str]]]
Choose = Callable[..., None]


def test_a_file_is_described_and_nothing_of_it_was_called(
    panel: ParametersPanel, open_file: OpenFile, saved: Path
) -> None:
    open_file(saved)
    assert panel.header.name.text() == "saved.pkl"
    assert panel.header.kind.text().startswith("425 kB · pickle, protocol 4 · sha256 ")
    assert panel.header.safety.text().endswith(
        "3 NumPy names recognised, nothing imported, nothing called."
    )


def test_its_tree_has_places_meanings_and_histograms(
    panel: ParametersPanel, open_file: OpenFile, saved: Path, rows: Rows
) -> None:
    open_file(saved)
    table = rows()
    assert table[0][:2] == ["saved.pkl", "list of 2"]
    assert table[1][:2] == ["[0]", "list of 12: parameters"]
    assert [row[1] for row in table[2:14]] == [
        *("conv1.w", "conv2.w", "none", "none", "dense1.w", "dense2.w"),
        *("conv1.b", "conv2.b", "none", "none", "dense1.b", "dense2.b"),
    ]
    assert table[14][:2] == ["[1]", "list of 200 numbers: a history, not parameters"]
    index = panel.model.index(0, 0, panel.model.index(0, 0, panel.model.index(0, 0)))
    assert index.data(STATISTICS_ROLE).count == 200


def test_the_first_array_is_shown_and_a_row_shows_another(
    panel: ParametersPanel, open_file: OpenFile, saved: Path, choose: Choose
) -> None:
    open_file(saved)
    assert panel.array.title.text() == "conv1.w"
    choose(0, 5)
    assert panel.array.title.text() == "dense2.w"
    assert panel.array.what.text() == "10×128 float32, C order"


def test_a_new_array_begins_with_its_largest_kernel(
    panel: ParametersPanel, open_file: OpenFile
) -> None:
    panel.array.picture_view.select((3, 0))
    kernels = np.ones((8, 1, 5, 5), np.float32)
    kernels[6, 0, 1, 2] = -4
    open_file({"conv1.w": kernels})
    assert panel.array.title.text() == "conv1.w"
    assert panel.array.picture_view.selected == (6, 0)


def test_a_file_without_arrays_shows_none(
    panel: ParametersPanel, open_file: OpenFile, saved: Path
) -> None:
    open_file(saved)
    open_file({"epochs": 3})
    assert panel.middle.currentWidget() is panel.no_array
    assert panel.meaning.summary.text() == "No weights of a network were recognised."
    assert not panel.meaning.load_button.isEnabled()


def test_arrow_keys_walk_through_the_tree(
    panel: ParametersPanel, open_file: OpenFile, saved: Path
) -> None:
    open_file(saved)
    panel.tree.setFocus()
    QTest.keyClick(panel.tree, Qt.Key.Key_Down)
    assert panel.array.title.text() == "conv2.w"
    QTest.keyClick(panel.tree, Qt.Key.Key_Up)
    assert panel.array.title.text() == "conv1.w"


def test_the_history_is_a_curve_below_the_tree_or_in_the_middle(
    qtbot: QtBot, panel: ParametersPanel, open_file: OpenFile, saved: Path, choose: Choose
) -> None:
    open_file(saved)
    assert panel.history.isVisible()
    assert (
        panel.history.words.text() == "falls from 2.30 to 0.32: read as the loss of every batch"
    )
    assert panel.history.curve.last_step == 200
    panel.resize(770, 320)
    qtbot.waitUntil(lambda: not panel.history.isVisible())
    choose(1)
    assert panel.middle.currentWidget() is panel.history_page
    choose(0, 0)
    assert panel.middle.currentWidget() is panel.array


def test_what_it_means_is_said_and_it_fits(
    panel: ParametersPanel, open_file: OpenFile, saved: Path
) -> None:
    open_file(saved)
    meaning = panel.meaning
    assert meaning.summary.text() == (
        "A convolutional network for 10 classes, 105\u202f634 parameters."
    )
    assert meaning.verdict.text() == "✓ Yes: every parameter has its array."
    words = [label.text() for label in meaning.findChildren(QLabel)]
    assert "8 filters of 5×5 on 8 channels" in words
    assert "102\u202f528" in words
    assert meaning.load_button.isEnabled()


def test_load_puts_the_file_into_the_network(
    qtbot: QtBot, panel: ParametersPanel, session: Session, open_file: OpenFile, saved: Path
) -> None:
    before = session.frame.network.parameters.sha256()
    with qtbot.waitSignal(
        session.state_changed, timeout=TIMEOUT_MS, check_params_cb=lambda s: s is RunState.HELD
    ):
        session.step(Granularity.BATCH)
    assert session.frame.network.parameters.sha256() != before
    open_file(saved)
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        qtbot.mouseClick(panel.meaning.load_button, Qt.MouseButton.LeftButton)
    assert session.frame.network.parameters.sha256() == before


def test_what_does_not_fit_is_said_in_words(
    panel: ParametersPanel, session: Session, open_file: OpenFile
) -> None:
    arrays = dict(session.frame.network.parameters)
    open_file({name: a[:, 1:] if name == "dense1.w" else a for name, a in arrays.items()})
    assert panel.meaning.verdict.text() == "✗ No, the network stays as it is."
    assert "dense1.w" in panel.meaning.reasons.text()
    assert not panel.meaning.load_button.isEnabled()


def test_another_network_is_matched_anew(
    qtbot: QtBot, panel: ParametersPanel, session: Session, open_file: OpenFile, saved: Path
) -> None:
    open_file(saved)
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.runs.begin(Request(preset="two-layer"))
    qtbot.waitUntil(lambda: panel.meaning.fit_title.text() == "Does it fit two-layer?")
    assert not panel.meaning.load_button.isEnabled()


def test_a_closed_file_gives_way_to_the_running_network(
    qtbot: QtBot, panel: ParametersPanel, session: Session, open_file: OpenFile, saved: Path
) -> None:
    open_file(saved)
    qtbot.mouseClick(panel.header.close_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.header.name.text() == "conv-net")
    assert session.files.opened is None
    assert not panel.header.close_button.isVisible()


def test_open_asks_for_a_file_without_blocking(
    qtbot: QtBot, panel: ParametersPanel, session: Session, saved: Path
) -> None:
    qtbot.mouseClick(panel.header.open_button, Qt.MouseButton.LeftButton)
    dialog = panel.findChild(QFileDialog)
    assert dialog.isVisible()
    with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS):
        dialog.fileSelected.emit(str(saved))
    dialog.close()


def test_twenty_thousand_entries_are_made_by_the_page(
    panel: ParametersPanel, open_file: OpenFile
) -> None:
    open_file({f"k{i}": float(i) for i in range(20_000)})
    top = panel.model.index(0, 0)
    made = panel.model.rowCount(top)
    assert made <= 1000
    assert panel.model.canFetchMore(top)
    bar = panel.tree.verticalScrollBar()
    bar.setValue(bar.maximum())
    panel.model.fetchMore(top)
    assert made < panel.model.rowCount(top) <= made + 600


def test_a_large_array_is_described_beside_the_window(
    qtbot: QtBot, panel: ParametersPanel, open_file: OpenFile
) -> None:
    array = np.arange(1_200_000, dtype=np.float32).reshape(1000, 1200)
    with qtbot.waitSignal(panel.store.arrived, timeout=TIMEOUT_MS):
        open_file([array, array + 1])
    index = panel.model.index(0, Column.MAX, panel.model.index(0, 0))
    assert index.data() == "1.20×10⁶"
    qtbot.waitUntil(lambda: panel.model.index(1, Column.MAX, index.parent()).data() != "")
