from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QColor, QImage, QMouseEvent
from PyQt6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from convviz.panels.filters import FiltersPanel
from convviz.panels.filters.kernel_grid import KernelGrid
from convviz.plotting import EmptyNote, Scale, color_table, format_exact
from convviz.session import Part, Request, Selection, Session

TIMEOUT_MS = 20_000


@pytest.fixture
def panel(
    qtbot: QtBot, show_panel: Callable[..., FiltersPanel], session: Session
) -> FiltersPanel:
    """FILTERS of the preset conv-net, before the first batch."""
    panel = show_panel(FiltersPanel, session)
    qtbot.waitUntil(lambda: panel.grid.layout_of_kernels is not None)
    return panel


def choose(qtbot: QtBot, switch: QWidget, text: str) -> None:
    button = next(b for b in switch.findChildren(QToolButton) if b.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def hover(widget: QWidget, place: QPointF) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        widget.mapToGlobal(place),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


def weight_place(grid: KernelGrid, f: int, c: int, row: int, column: int) -> QPointF:
    layout = grid.layout_of_kernels
    return layout.kernel(f, c).topLeft() + QPointF(
        (column + 0.5) * layout.cell, (row + 0.5) * layout.cell
    )


def weights(session: Session, name: str) -> np.ndarray:
    return session.frame.network.parameters[name]


def test_every_layer_with_weights_can_be_shown(panel: FiltersPanel) -> None:
    texts = [button.text() for button in panel.layers.findChildren(QToolButton)]
    assert texts == ["conv1", "conv2", "dense1", "dense2"]
    assert panel.layer == "conv1"


@pytest.mark.parametrize("layer", ["conv1", "conv2", "dense1", "dense2"])
def test_every_weight_in_sight_has_its_colour(
    qtbot: QtBot,
    panel: FiltersPanel,
    session: Session,
    layer: str,
    color_at: Callable[[QImage, float, float], QColor],
) -> None:
    choose(qtbot, panel.layers, layer)
    qtbot.waitUntil(lambda: panel._picture is not None and panel._picture.form.layer == layer)
    panel.grid.set_selected(None)
    kernels = panel._picture.kernels
    w = weights(session, f"{layer}.w")
    assert kernels.tobytes() == w.tobytes()
    index = Scale.of(w).to_index(kernels)
    table = color_table("signed", panel.theme)
    picture = panel.grid.grab().toImage()
    rng = np.random.default_rng(1)
    for _ in range(60):
        cell = tuple(int(rng.integers(n)) for n in kernels.shape)
        place = weight_place(panel.grid, *cell)
        shown = color_at(picture, place.x() - 0.5, place.y() - 0.5)
        assert shown.rgb() == table[index[cell]], cell


def test_small_kernels_are_shown_in_full(
    qtbot: QtBot, show_panel: Callable[..., FiltersPanel], make_session: Callable[..., Session]
) -> None:
    panel = show_panel(FiltersPanel, make_session("cnn-from-scratch"))
    qtbot.waitUntil(lambda: panel.grid.layout_of_kernels is not None)
    layout = panel.grid.layout_of_kernels
    assert layout.shape[1:] == (3, 3)
    assert layout.size[0] <= panel.grid._room.width()
    assert layout.size[1] <= panel.grid._room.height()


def test_pointing_at_a_weight_tells_its_indices_and_every_digit(
    qtbot: QtBot, panel: FiltersPanel, session: Session
) -> None:
    session.select(Selection("conv2"))
    qtbot.waitUntil(lambda: panel._picture.form.layer == "conv2")
    hover(panel.grid, weight_place(panel.grid, 4, 5, 1, 3))
    value = format_exact(weights(session, "conv2.w")[4, 5, 1, 3])
    assert panel._readout.whole == f"conv2.w[4, 5, 1, 3] = {value}"
    assert session.hover == Selection("conv2", (4,))
    QApplication.sendEvent(panel.grid, QEvent(QEvent.Type.Leave))
    assert panel._readout.whole == ""
    assert session.hover == Selection()


def test_a_folded_weight_names_the_value_that_it_multiplies(
    qtbot: QtBot, panel: FiltersPanel, session: Session
) -> None:
    session.select(Selection("dense1"))
    qtbot.waitUntil(lambda: panel._picture.form.layer == "dense1")
    hover(panel.grid, weight_place(panel.grid, 1, 2, 3, 4))
    value = format_exact(weights(session, "dense1.w")[1, 234])
    assert panel._readout.whole == f"dense1.w[1, 234] × pool1[2, 3, 4] = {value}"


def test_a_bias_is_told_too(qtbot: QtBot, panel: FiltersPanel, session: Session) -> None:
    hover(panel.grid, panel.grid.layout_of_kernels.bias(6).center())
    value = format_exact(weights(session, "conv1.b")[6])
    assert panel._readout.whole == f"conv1.b[6] = {value}"


def test_a_click_selects_the_filter_everywhere(
    qtbot: QtBot, panel: FiltersPanel, session: Session
) -> None:
    place = weight_place(panel.grid, 3, 0, 2, 2).toPoint()
    with qtbot.waitSignal(
        session.selection_changed, check_params_cb=lambda s: s == Selection("conv1", (3,))
    ):
        qtbot.mouseClick(panel.grid, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: panel.grid.selected == (3, 0))
    np.testing.assert_array_equal(
        panel.details.matrix.matrix, weights(session, "conv1.w")[3, 0]
    )


@pytest.mark.parametrize(
    ("selection", "layer", "filter_"),
    [
        pytest.param(Selection("conv2", (4, 12, 8)), "conv2", 4, id="cell-of-a-convolution"),
        pytest.param(Selection("relu1", (3,)), "conv1", 3, id="channel-of-a-relu"),
        pytest.param(Selection("pool1", (7,)), "conv2", 7, id="channel-of-a-pooling"),
        pytest.param(Selection("softmax", (9,)), "dense2", 9, id="a-probability"),
    ],
)
def test_what_is_selected_elsewhere_is_marked_here(
    qtbot: QtBot,
    panel: FiltersPanel,
    session: Session,
    selection: Selection,
    layer: str,
    filter_: int,
) -> None:
    session.select(selection)
    qtbot.waitUntil(lambda: panel.grid.selected == (filter_, 0))
    assert panel.layer == layer


@pytest.mark.parametrize("place", [Selection("input"), Selection("flatten"), Selection()])
def test_what_has_no_filter_changes_nothing_here(
    panel: FiltersPanel, session: Session, place: Selection
) -> None:
    session.select(Selection("conv2", (2,)))
    session.select(place)
    panel.redraw()
    assert (panel.layer, panel.selected) == ("conv2", (2, 0))


def test_arrows_go_from_kernel_to_kernel(
    qtbot: QtBot, panel: FiltersPanel, session: Session
) -> None:
    session.select(Selection("conv2", (0,)))
    qtbot.waitUntil(lambda: panel._picture.form.layer == "conv2")
    path = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(panel.grid, key)
        panel.redraw()
        path.append(panel.selected)
    strips = panel.grid.layout_of_kernels.strips
    assert path == [(0, 1), (strips, 1), (strips, 0), (strips - 1, 7)]


@pytest.mark.parametrize(
    ("text", "part", "attribute"),
    [
        pytest.param("Last gradient", Part.BATCH_GRADIENTS, "gradients", id="gradient"),
        pytest.param("Last update", Part.UPDATE, "update", id="update"),
    ],
)
def test_gradients_and_updates_come_with_the_next_batch(
    qtbot: QtBot,
    panel: FiltersPanel,
    session: Session,
    step_batch: Callable[[Session], None],
    text: str,
    part: Part,
    attribute: str,
) -> None:
    choose(qtbot, panel.contents, text)
    assert panel.needs is part
    note = panel.findChild(EmptyNote)
    qtbot.waitUntil(note.isVisible)
    assert "comes with the first batch: F11 runs one" in note.text
    step_batch(session)
    qtbot.waitUntil(panel.grid.isVisible)
    expected = getattr(session.frame, attribute)["conv1.w"]
    np.testing.assert_array_equal(panel._picture.kernels, expected)


def test_the_update_is_what_the_weights_have_changed_by(
    qtbot: QtBot, panel: FiltersPanel, session: Session, step_batch: Callable[[Session], None]
) -> None:
    before = weights(session, "conv1.w").copy()
    choose(qtbot, panel.contents, "Last update")
    step_batch(session)
    qtbot.waitUntil(panel.grid.isVisible)
    np.testing.assert_allclose(
        panel._picture.kernels, weights(session, "conv1.w") - before, atol=1e-7
    )


def test_without_room_the_details_are_left_away(qtbot: QtBot, panel: FiltersPanel) -> None:
    assert panel.details.isVisible()
    panel.resize(500, 360)
    assert not panel.details.isVisible()
    assert panel.minimumSizeHint().width() <= 500


def test_a_new_network_brings_its_own_layers(
    qtbot: QtBot, panel: FiltersPanel, session: Session
) -> None:
    with qtbot.waitSignal(session.run_changed, timeout=TIMEOUT_MS):
        session.runs.begin(Request(preset="numpy-cnn", dataset="garments"))
    names = [b.text() for b in panel.layers.findChildren(QToolButton)]
    assert names == list(dict.fromkeys(n.split(".")[0] for n in weights_of(session)))
    assert panel.selected == (0, 0)


def weights_of(session: Session) -> list[str]:
    return list(session.run_info.network.parameters)


def test_clicking_beside_the_kernels_selects_nothing(
    qtbot: QtBot, panel: FiltersPanel, session: Session
) -> None:
    with qtbot.assertNotEmitted(session.selection_changed):
        qtbot.mouseClick(panel.grid, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))


def framed(panel: FiltersPanel, place: Selection) -> bool:
    """Return whether pointing at a place elsewhere shows, and leaving it takes it away."""
    before = panel.grid.grab().toImage()
    panel.session.hover_at(place)
    during = panel.grid.grab().toImage()
    panel.session.hover_at(Selection())
    assert panel.grid.grab().toImage() == before
    return during != before


@pytest.mark.parametrize(
    ("layer", "place", "shows"),
    [
        ("conv2", Selection("conv2", (4, 12, 8)), True),
        ("conv2", Selection("pool1", (4, 6, 4)), True),
        ("conv2", Selection("relu1", (5, 12, 8)), True),
        ("conv2", Selection("input", (0, 12, 8)), False),
        ("conv1", Selection("input", (0, 12, 8)), True),
        ("dense1", Selection("pool1", (4, 6, 4)), True),
        ("dense1", Selection("flatten", (464,)), True),
        ("dense1", Selection("relu3", (9,)), True),
        ("dense2", Selection("relu3", (9,)), True),
        ("dense2", Selection("conv1", (0, 3, 3)), False),
    ],
)
def test_the_kernel_in_use_of_what_is_pointed_at_is_framed(
    qtbot: QtBot, panel: FiltersPanel, layer: str, place: Selection, shows: bool
) -> None:
    choose(qtbot, panel.layers, layer)
    qtbot.waitUntil(lambda: panel._picture is not None and panel._picture.form.layer == layer)
    assert framed(panel, place) is shows


def test_pointing_at_a_bias_points_at_its_filter(panel: FiltersPanel, session: Session) -> None:
    hover(panel.grid, panel.grid.layout_of_kernels.bias(3).center())
    assert session.hover == Selection("conv1", (3,))
    panel.grid.leaveEvent(None)
    assert session.hover == Selection()


def test_a_selection_is_drawn_at_once_though_large_layers_are_drawn_seldom(
    qtbot: QtBot,
    show_panel: Callable[..., FiltersPanel],
    make_session: Callable[..., Session],
) -> None:
    session = make_session("two-layer")
    panel = show_panel(FiltersPanel, session)
    qtbot.waitUntil(lambda: panel.grid.layout_of_kernels is not None)
    for unit in (3, 60):
        session.select(Selection("dense1", (unit,)))
        assert panel._picture.form.layer == "dense1"
        assert panel.grid.selected == (unit, 0)


def test_the_weights_of_the_layer_shown_are_counted_after_all_else_is_drawn(
    qtbot: QtBot, panel: FiltersPanel, session: Session
) -> None:
    counted = panel.details.histogram
    for layer in ("dense1", "conv2"):
        session.select(Selection(layer, (3,)))
        assert panel._picture.form.layer == layer
        size = weights(session, f"{layer}.w").size
        qtbot.waitUntil(lambda size=size: counted.distribution.size == size)
