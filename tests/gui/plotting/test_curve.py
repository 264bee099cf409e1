from __future__ import annotations

import csv
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QImage, QMouseEvent, QWheelEvent
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.plotting import CurveView, EmptyNote, Readout, Timeline
from convviz.theming import Theme
from convviz.theming.tokens import tokens_of

STEPS = 3000
EPOCH = 1000


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> CurveView:
    """An empty view of 400 by 200 pixels."""
    widget = CurveView(theme)
    qtbot.addWidget(widget)
    widget.resize(400, 200)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.fixture
def full(view: CurveView, rng: np.random.Generator) -> CurveView:
    """Three epochs of noisy measurements, with one loss far above all others."""
    steps = np.arange(1, STEPS + 1)
    loss = 0.3 * np.exp(rng.standard_normal(STEPS) * 0.2)
    loss[1499] = 40.0
    accuracy = np.clip(0.9 + 0.03 * rng.standard_normal(STEPS), 0, 1)
    view.extend(steps, {"loss": loss, "accuracy": accuracy})
    view.set_validation(
        [EPOCH, 2 * EPOCH, 3 * EPOCH],
        {"loss": [0.5, 0.3148, 0.4], "accuracy": [0.8, 0.88, 0.8848]},
    )
    view.set_timeline(Timeline((EPOCH, 2 * EPOCH, 3 * EPOCH), EPOCH))
    view.set_changes([(1200, "lr 0.001 → 0.0005")])
    view.refresh()
    return view


def drawn(view: CurveView, track: str, name: str) -> tuple[np.ndarray, np.ndarray]:
    return view.tracks[track].items._curves[name].getData()


def point_at(view: CurveView, x: int, y: int) -> None:
    target = view._stack.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(x, y),
        target.mapToGlobal(QPointF(x, y)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(target, event)


def zoom(view: CurveView) -> None:
    target = view._stack.viewport()
    place = QPointF(200, 60)
    event = QWheelEvent(
        place,
        target.mapToGlobal(place),
        QPoint(),
        QPoint(0, 480),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(target, event)


def test_before_the_first_point_it_says_when_it_comes(view: CurveView) -> None:
    view.refresh()
    note = view.findChild(EmptyNote)
    assert note.isVisible()
    assert note.text == "The first point comes with the first batch"


def test_no_extreme_of_the_raw_curve_is_lost(full: CurveView) -> None:
    series = full.tracks["accuracy"].series
    _, y = drawn(full, "accuracy", "raw")
    assert len(y) < 2 * STEPS
    low, high = full.tracks["accuracy"].ends
    inside = series.y[(series.y >= low) & (series.y <= high)]
    assert (np.isclose(y, inside.min())).any()
    assert (np.isclose(y, inside.max())).any()


def test_the_smoothed_curve_does_not_depend_on_the_part_in_view(full: CurveView) -> None:
    before = full.tracks["loss"].series.smoothed.copy()
    zoom(full)
    assert full.tracks["loss"].series.smoothed.tobytes() == before.tobytes()
    left, right = full._stack.steps_in_view
    assert right - left < STEPS


def test_a_value_beyond_the_axis_gets_a_triangle(full: CurveView) -> None:
    track = full.tracks["loss"]
    assert track.ends[1] < np.log10(40.0)
    spots = track.items._edge.points()
    assert [round(spot.pos().x(), -1) for spot in spots if spot.symbol() == "t1"] == [1500]


def test_the_best_validation_is_ringed_with_its_value(full: CurveView) -> None:
    assert full.tracks["loss"].best() == (2 * EPOCH, 0.3148)
    assert full.tracks["accuracy"].best() == (3 * EPOCH, 0.8848)
    ring = full.tracks["loss"].items._ring.points()[0].pos()
    assert (ring.x(), ring.y()) == pytest.approx((2 * EPOCH, np.log10(0.3148)))
    assert full.tracks["loss"].items._best_text.toPlainText() == "best 0.3148"


def test_epochs_changes_and_now_stand_at_their_steps(full: CurveView) -> None:
    assert set(drawn(full, "loss", "epochs")[0]) == {EPOCH, 2 * EPOCH, 3 * EPOCH}
    assert set(drawn(full, "loss", "changes")[0]) == {1200}
    assert set(drawn(full, "accuracy", "now")[0]) == {STEPS}


def test_the_view_follows_until_the_person_zooms_and_again_after_home(
    qtbot: QtBot, full: CurveView
) -> None:
    zoom(full)
    assert not full.following
    range_before = full._stack.steps_in_view
    full.extend([STEPS + 1], {"loss": [0.3], "accuracy": [0.9]})
    full.refresh()
    assert full._stack.steps_in_view == range_before
    qtbot.keyClick(full._stack, Qt.Key.Key_Home)
    assert full.following
    assert full._stack.steps_in_view == (0, 4 * EPOCH)


def test_a_double_click_shows_all_again(qtbot: QtBot, full: CurveView) -> None:
    zoom(full)
    qtbot.mouseDClick(full._stack.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, 60))
    assert full.following


def test_the_crosshair_tells_raw_smoothed_step_and_epoch(full: CurveView) -> None:
    point_at(full, 200, 60)
    readout = full.findChild(Readout)
    assert readout.isVisible()
    step_line, loss_line, accuracy_line = readout.text().splitlines()
    step = int(step_line.split(" · ")[0].removeprefix("step ").replace("\u202f", ""))
    series = full.tracks["loss"].series
    assert step_line.endswith(f"epoch {(step - 1) // EPOCH + 1}")
    raw, smoothed = series.y[step - 1], series.smoothed[step - 1]
    assert loss_line == f"loss {raw:.4f}, smoothed {smoothed:.4f}"
    assert accuracy_line.startswith("accuracy 0.")
    QApplication.sendEvent(full._stack, QEvent(QEvent.Type.Leave))
    assert not readout.isVisible()


def test_beside_the_curves_there_is_no_crosshair(full: CurveView) -> None:
    point_at(full, 10, 60)
    assert not full.findChild(Readout).isVisible()


def test_validation_is_told_where_there_is_a_point(full: CurveView) -> None:
    assert "validation loss 0.3148" in full.describe(2 * EPOCH)
    assert len(full.describe(1500)) == 3


def test_arrows_move_the_crosshair(qtbot: QtBot, full: CurveView) -> None:
    readout = full.findChild(Readout)
    qtbot.keyClick(full._stack, Qt.Key.Key_Left)
    assert readout.text().startswith("step 3\u202f000")
    qtbot.keyClick(full._stack, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert readout.text().startswith("step 2\u202f990")
    qtbot.keyClick(full._stack, Qt.Key.Key_Right)
    assert readout.text().startswith("step 2\u202f991")


def test_losses_that_are_no_numbers_neither_stop_nor_hide_the_rest(view: CurveView) -> None:
    loss = [1.0, np.nan, np.inf, 0.0, -1.0, 0.5]
    view.extend(range(1, 7), {"loss": loss, "accuracy": [0.5] * 6})
    view.refresh()
    view.grab()
    assert view.describe(2)[1] == "loss NaN, smoothed 1.0000"
    assert np.isfinite(view.tracks["loss"].ends).all()


def test_clearing_brings_the_empty_words_back(full: CurveView) -> None:
    full.clear()
    full.refresh()
    assert full.last_step == 0
    assert full.findChild(EmptyNote).isVisible()


def test_the_numbers_are_saved_whole(full: CurveView, tmp_path: Path) -> None:
    full.save_csv(tmp_path / "curves.csv")
    with (tmp_path / "curves.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == STEPS
    assert [float(row["loss"]) for row in rows] == full.tracks["loss"].series.y.tolist()
    assert (rows[EPOCH]["step"], rows[EPOCH]["epoch"]) == ("1001", "2")


def test_the_picture_is_saved_as_svg_with_text(full: CurveView, tmp_path: Path) -> None:
    full.save_figure(tmp_path / "curves.svg")
    root = ElementTree.parse(tmp_path / "curves.svg").getroot()
    words = " ".join(root.itertext())
    assert "loss, log" in words
    assert "epoch 2" in words


def test_the_picture_is_saved_in_light_colours_on_a_dark_screen(
    full: CurveView, tmp_path: Path
) -> None:
    before = full.grab().toImage()
    full.save_figure(tmp_path / "curves.png")
    image = QImage(str(tmp_path / "curves.png"))
    assert (image.width(), image.height()) == (1200, 600)
    assert image.pixelColor(3, 3) == tokens_of("light").panel
    assert full.grab().toImage() == before


@pytest.mark.parametrize("name", ["curves.gif", "curves"])
def test_other_kinds_of_pictures_are_refused(
    full: CurveView, tmp_path: Path, name: str
) -> None:
    with pytest.raises(ValueError, match=r"its name must end in \.svg, \.pdf or \.png, got"):
        full.save_figure(tmp_path / name)


@pytest.mark.parametrize("name", ["curves.svg", "curves.pdf", "curves.png"])
def test_a_picture_that_cannot_be_written_says_so(
    full: CurveView, tmp_path: Path, name: str
) -> None:
    with pytest.raises(OSError, match="Cannot write curves"):
        full.save_figure(tmp_path / "missing" / name)


def test_numbers_that_cannot_be_written_say_so(full: CurveView, tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"Cannot write curves\.csv"):
        full.save_csv(tmp_path / "missing" / "curves.csv")


def test_colours_follow_the_theme(full: CurveView, qapp: QApplication) -> None:
    theme = Theme(qapp, "dark")
    other = CurveView(theme)
    other.extend([1, 2], {"loss": [1, 1], "accuracy": [0, 0]})
    theme.set_mode("light")
    pen = other.tracks["loss"].items._curves["smoothed"].opts["pen"]
    assert pen.color() == tokens_of("light").train
    other.close()


def test_the_axis_follows_a_loss_that_explodes(full: CurveView) -> None:
    step = full.last_step + 1
    full.extend([step, step + 1], {"loss": [1e19, 1e19], "accuracy": [0.1, 0.1]})
    full.refresh()
    assert full.tracks["loss"].ends[1] >= np.log10(full.tracks["loss"].series.smoothed[-1])


def test_the_best_value_is_written_only_where_it_hides_nothing(full: CurveView) -> None:
    items = full.tracks["loss"].items
    assert items._free_anchor("best 0.1000", (0.5, 0.5)) is not None
    assert items._free_anchor("best 0.1000", (0.98, 0.0)) is None  # there is the label


def test_where_there_is_no_room_the_best_value_is_only_ringed(full: CurveView) -> None:
    full.resize(360, 70)
    full.refresh()
    items = full.tracks["loss"].items
    assert items._free_anchor("best 0.1000", (0.5, 0.5)) is None
