from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QColor, QGuiApplication, QHelpEvent, QImage, QMouseEvent
from PyQt6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from convviz.plotting import MatrixView, Scale, color_table
from convviz.theming import Theme

X = np.array([[0.5, -0.25, 0.0], [1.0, 1e-6, -1.0]], np.float32)


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> MatrixView:
    """Two rows of three cells, 40 by 22 pixels each, with numbers."""
    widget = MatrixView(theme)
    qtbot.addWidget(widget)
    widget.set_cell(40, 22)
    widget.set_matrix(X, Scale.of(X), name="w[4, 5]")
    widget.resize(widget.sizeHint())
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def centre(view: MatrixView, row: int, column: int) -> QPoint:
    return view.grid.cell(row, column).center().toPoint()


def hover(view: MatrixView, place: QPoint) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        view.mapToGlobal(QPointF(place)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view, event)


def test_cells_have_the_colours_of_the_scale(
    view: MatrixView, theme: Theme, color_at: Callable[[QImage, float, float], QColor]
) -> None:
    picture, table = view.grab().toImage(), color_table("signed", theme)
    index = Scale.of(X).to_index(X)
    for row, column in np.ndindex(X.shape):
        corner = view.grid.cell(row, column).topLeft() + QPointF(2, 2)
        shown = color_at(picture, corner.x(), corner.y())
        assert shown.rgb() == table[index[row, column]]


def test_numbers_appear_from_18_pixels_on(view: MatrixView, theme: Theme) -> None:
    flat = np.full((3, 3), 0.5, np.float32)
    view.set_matrix(flat, Scale("signed", 1.0))
    for size, written in ((40, True), (12, False)):
        view.set_cell(size, size)
        view.resize(view.sizeHint())
        cell = view.grid.cell(1, 1).adjusted(2, 2, -2, -2).toRect()
        picture = view.grab(cell).toImage()
        colors = {
            picture.pixel(x, y) for x in range(cell.width()) for y in range(cell.height())
        }
        assert (len(colors) > 1) is written


def test_unnumbered_cells_are_square(qtbot: QtBot, theme: Theme) -> None:
    widget = MatrixView(theme)
    qtbot.addWidget(widget)
    widget.resize(280, 112)
    widget.set_matrix(np.zeros((28, 28), np.float32), Scale("signed", 1.0))
    assert (widget.grid.cell_width, widget.grid.cell_height) == (4, 4)


def test_the_cell_under_the_pointer_is_told_until_it_leaves(
    qtbot: QtBot, view: MatrixView
) -> None:
    told: list[object] = []
    view.cell_hovered.connect(told.append)
    hover(view, centre(view, 1, 2))
    hover(view, centre(view, 1, 2) + QPoint(1, 1))
    hover(view, centre(view, 0, 0))
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert told == [(1, 2), (0, 0), None]


def test_a_click_chooses_its_cell(qtbot: QtBot, view: MatrixView) -> None:
    with qtbot.waitSignal(view.cell_clicked, check_params_cb=lambda c: c == (0, 1)):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=centre(view, 0, 1))


def test_arrows_move_a_cursor_that_stays_inside_and_enter_chooses(
    qtbot: QtBot, view: MatrixView
) -> None:
    keys = Qt.Key
    path = []
    for key in (keys.Key_Right, keys.Key_Right, keys.Key_Down, keys.Key_Down, keys.Key_Left):
        qtbot.keyClick(view, key)
        path.append(view.hovered)
    assert path == [(0, 0), (0, 1), (1, 1), (1, 1), (1, 0)]
    with qtbot.waitSignal(view.cell_clicked, check_params_cb=lambda c: c == (1, 0)):
        qtbot.keyClick(view, keys.Key_Return)


def test_a_tooltip_tells_every_digit(view: MatrixView) -> None:
    place = centre(view, 1, 1)
    QApplication.sendEvent(
        view, QHelpEvent(QEvent.Type.ToolTip, place, view.mapToGlobal(place))
    )
    assert QToolTip.text() == "w[4, 5][1, 1] = 0.000001"
    QToolTip.hideText()


def test_copy_takes_every_digit_as_csv(qtbot: QtBot, view: MatrixView) -> None:
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    rows = [line.split(",") for line in QGuiApplication.clipboard().text().splitlines()]
    np.testing.assert_array_equal(np.array(rows, np.float32), X)


def test_the_menu_offers_to_copy(qtbot: QtBot, view: MatrixView) -> None:
    menu = view.make_menu()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["Copy as CSV"]
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text().startswith("0.5,-0.25,0.0")


def test_padding_is_hatched_and_not_numbered(view: MatrixView, theme: Theme) -> None:
    padding = np.zeros(X.shape, bool)
    padding[0, 0] = True
    view.set_matrix(X, Scale.of(X), padding=padding)
    picture = view.grab(view.grid.cell(0, 0).adjusted(2, 2, -2, -2).toRect()).toImage()
    colors = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }
    assert colors == {theme.tokens.canvas.name(), theme.tokens.line2.name()}


def test_without_a_matrix_it_says_when_one_comes(view: MatrixView) -> None:
    view.set_empty("The first numbers come with the first batch")
    assert view.grid is None
    before = view.grab().toImage()
    view.set_empty("")
    assert view.grab().toImage() != before


def test_another_shape_forgets_the_cell_that_was_pointed_at(view: MatrixView) -> None:
    hover(view, centre(view, 1, 2))
    view.set_matrix(X[:1], Scale.of(X))
    assert view.hovered is None


def test_only_two_dimensions_make_a_matrix(view: MatrixView) -> None:
    with pytest.raises(ValueError, match=r"x must have shape \(rows, columns\), got \(6,\)"):
        view.set_matrix(X.ravel(), Scale.of(X))


def test_the_keyboard_focus_is_outlined(view: MatrixView, theme: Theme) -> None:
    view.clearFocus()
    assert view.grab().toImage().pixelColor(0, 0) != theme.tokens.accent
    view.setFocus()
    assert view.grab().toImage().pixelColor(0, 0) == theme.tokens.accent
