from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QModelIndex, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from convviz.panels.parameters import ParametersPanel
from convviz.panels.parameters.columns import MOMENTS, Column
from convviz.panels.parameters.tree_model import STATISTICS_ROLE
from convviz.session import Granularity, Request, RunState, Session

TIMEOUT_MS = 20_000
OpenFile = Callable[..., Path]


def rows(panel: ParametersPanel, parent: QModelIndex | None = None) -> list[list[str]]:
    """Return the texts of all rows below `parent`, unfolding them."""
    model = panel.model
    parent = parent or QModelIndex()
    while model.canFetchMore(parent):
        model.fetchMore(parent)
    found = []
    for row in range(model.rowCount(parent)):
        found.append([model.index(row, c, parent).data() for c in range(model.columnCount())])
        found += rows(panel, model.index(row, 0, parent))
    return found


def choose(panel: ParametersPanel, *path: int) -> None:
    """Select the row that is reached by these numbers from the top."""
    index = panel.model.index(0, 0)
    for row in path:
        panel.model.fetchMore(index)
        index = panel.model.index(row, 0, index)
    panel.tree.setCurrentIndex(index)


# -- the running network


def test_without_a_file_the_running_network_is_shown(panel: ParametersPanel) -> None:
    assert panel.header.name.text() == "conv-net"
    assert panel.header.kind.text() == "The running network · 105\u202f634 parameters"
    assert "drop one onto the window" in panel.header.safety.text()
    table = rows(panel)
    assert table[0][:2] == ["conv-net", "dict of 8 arrays"]
    assert [row[0] for row in table[1:3]] == ["conv1.w", "conv1.b"]
    assert table[1][1:4] == ["weights", "8×1×5×5", "float32"]
    assert not panel.meaning.load_button.isVisible()
    assert panel.array.title.text() == "conv1.w"


def test_its_statistics_are_those_of_the_arrays(
    panel: ParametersPanel, session: Session
) -> None:
    conv1 = session.frame.network.parameters["conv1.w"]
    row = rows(panel)[1]
    expected = (conv1.min(), conv1.max(), conv1.mean(), conv1.std())
    for column, value in zip(MOMENTS, expected, strict=True):
        text = row[column]
        assert float(text.replace("−", "-")) == pytest.approx(float(value), abs=5.1e-5)


def test_new_numbers_come_with_a_step_and_the_selection_stays(
    qtbot: QtBot, panel: ParametersPanel, session: Session
) -> None:
    choose(panel, 2)
    panel.array.picture_view.select((3, 4))
    before = rows(panel)[3]
    with qtbot.waitSignal(
        session.state_changed, timeout=TIMEOUT_MS, check_params_cb=lambda s: s is RunState.HELD
    ):
        session.step(Granularity.BATCH)
    qtbot.waitUntil(lambda: rows(panel)[3] != before)
    assert panel.array.title.text() == "conv2.w"
    assert panel.array.picture_view.selected == (3, 4)
    np.testing.assert_array_equal(
        panel.array.selection.matrix.matrix,
        session.frame.network.parameters["conv2.w"][3, 4],
    )


def test_the_array_is_refreshed_also_while_a_container_is_selected(
    qtbot: QtBot, panel: ParametersPanel, session: Session
) -> None:
    choose(panel, 2)
    choose(panel)
    with qtbot.waitSignal(
        session.state_changed, timeout=TIMEOUT_MS, check_params_cb=lambda s: s is RunState.HELD
    ):
        session.step(Granularity.BATCH)
    part = panel.array.picture_view.selected
    qtbot.waitUntil(
        lambda: np.array_equal(
            panel.array.selection.matrix.matrix,
            session.frame.network.parameters["conv2.w"][part],
        )
    )


def test_another_network_is_shown_from_its_begin(
    qtbot: QtBot, panel: ParametersPanel, session: Session
) -> None:
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.runs.begin(Request(preset="two-layer"))
    qtbot.waitUntil(lambda: panel.header.name.text() == "two-layer")
    assert panel.array.title.text() == next(iter(session.frame.network.parameters))


def test_a_hidden_panel_draws_nothing_until_shown(
    qtbot: QtBot, panel: ParametersPanel, session: Session, saved: Path
) -> None:
    panel.hide()
    with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS):
        session.files.open(saved)
    assert panel.header.name.text() == "conv-net"
    panel.show()
    qtbot.waitUntil(lambda: panel.header.name.text() == "saved.pkl")


# -- a file


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
    panel: ParametersPanel, open_file: OpenFile, saved: Path
) -> None:
    open_file(saved)
    table = rows(panel)
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
    panel: ParametersPanel, open_file: OpenFile, saved: Path
) -> None:
    open_file(saved)
    assert panel.array.title.text() == "conv1.w"
    choose(panel, 0, 5)
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
    qtbot: QtBot, panel: ParametersPanel, open_file: OpenFile, saved: Path
) -> None:
    open_file(saved)
    assert panel.history.isVisible()
    assert (
        panel.history.words.text() == "falls from 2.30 to 0.32: read as the loss of every batch"
    )
    assert panel.history.curve.last_step == 200
    panel.resize(770, 320)
    qtbot.waitUntil(lambda: not panel.history.isVisible())
    choose(panel, 1)
    assert panel.middle.currentWidget() is panel.history_page
    choose(panel, 0, 0)
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
    open_file({name: a.T if name == "dense1.w" else a for name, a in arrays.items()})
    assert panel.meaning.verdict.text() == "✗ No, the network stays as it is."
    assert "transposed it would fit" in panel.meaning.reasons.text()
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


# -- refusals


class Call:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("touch canary",)


def test_a_refused_file_is_told_and_the_last_one_stays(
    qtbot: QtBot, panel: ParametersPanel, session: Session, open_file: OpenFile, saved: Path
) -> None:
    open_file(saved)
    open_file(Call(), "weights.pkl")
    card = panel.refusal
    assert card.isVisible()
    assert card.title.text() == "weights.pkl was refused. Nothing in it was run."
    assert ".system (byte " in card.cause.text()
    assert card.remedy.text().startswith("What helps: Ask the author for plain arrays")
    assert panel.header.name.text() == "saved.pkl"
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        qtbot.mouseClick(panel.meaning.load_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(card.dismiss_button, Qt.MouseButton.LeftButton)
    assert not card.isVisible()


def test_the_card_shows_how_to_export(
    qtbot: QtBot, panel: ParametersPanel, open_file: OpenFile
) -> None:
    open_file(Call(), "weights.pkl")
    assert not panel.refusal.script.isVisible()
    qtbot.mouseClick(panel.refusal.export_button, Qt.MouseButton.LeftButton)
    assert panel.refusal.script.isVisible()
    assert "np.savez" in panel.refusal.script.toPlainText()


def test_a_missing_file_is_told_without_the_talk_of_running(
    panel: ParametersPanel, open_file: OpenFile, tmp_path: Path
) -> None:
    open_file(tmp_path / "none.pkl")
    assert panel.refusal.title.text() == "none.pkl could not be read."
    assert panel.refusal.cause.text() == "No such file or directory."
    assert not panel.refusal.export_button.isVisible()


def test_a_good_file_puts_the_card_away(
    panel: ParametersPanel, open_file: OpenFile, saved: Path
) -> None:
    open_file(b"", "empty.pkl")
    assert panel.refusal.isVisible()
    open_file(saved)
    assert not panel.refusal.isVisible()


MARKUP = "<b>x</b><img src='file:///etc/passwd'>"


@pytest.mark.parametrize(
    "value",
    [
        {MARKUP: np.ones((2, 2)), "\u202eabc\n": [MARKUP, 10**150, b"\xff\0", None, True]},
        {"\ud800": np.full((2, 1, 3, 3), np.nan), "x": np.array([np.inf, -np.inf, 0])},
        [np.zeros((0, 3)), np.zeros((3, 0, 2)), np.array(1.5), np.array(["a", MARKUP])],
        [np.ones((1, 2, 1, 2, 1, 2)), np.ones(3, complex), np.ones((4, 4), bool)],
        {"w": np.ones((70, 2, 3, 3)), "v": np.zeros((3000, 5)), "s": {1, 2}},
        [],
        3.5,
    ],
    ids=["markup", "not finite", "empty arrays", "odd shapes", "large", "nothing", "a number"],
)
def test_odd_contents_are_shown_as_what_they_are(
    panel: ParametersPanel, open_file: OpenFile, value: object
) -> None:
    open_file(value, "<i>name.pkl")
    assert panel.header.name.text() == "<i>name.pkl"
    for row in range(len(rows(panel))):
        assert row >= 0
    model = panel.model
    waiting = [model.index(0, 0)]
    while waiting:
        index = waiting.pop()
        panel.tree.setCurrentIndex(index)
        assert not panel.grab().isNull()
        panel.array.switch.choose("numbers")
        waiting += [model.index(r, 0, index) for r in range(model.rowCount(index))]
    for label in panel.findChildren(QLabel):
        assert label.pixmap() or label.textFormat() is Qt.TextFormat.PlainText


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


def test_every_control_has_a_name_for_those_who_do_not_see_it(panel: ParametersPanel) -> None:
    for widget in (
        *(panel.tree, panel.array.picture_view, panel.array.numbers_view, panel.array.switch),
        *(panel.array.page.histogram, panel.refusal.script),
    ):
        assert widget.accessibleName()
    for button in (
        *(panel.header.open_button, panel.header.close_button, panel.meaning.load_button),
        *(panel.refusal.export_button, panel.refusal.dismiss_button),
    ):
        assert button.text()
        assert button.toolTip()


def test_a_refused_file_says_that_the_network_is_still_shown(panel, open_file):
    open_file(b"cos\nsystem\n(S'echo'\ntR.")
    assert panel.refusal.isVisible()
    assert panel.refusal.still.text().startswith("What you see below is still the running")
    assert panel.refusal.geometry().top() == 0
    assert panel.refusal.dismiss_button.visibleRegion().boundingRect().height() > 10
