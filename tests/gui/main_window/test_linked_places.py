"""What is pointed at in one panel is framed in all, held against what changes when shaken."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from convviz.main_window import MainWindow
from convviz.panels.samples.delegate import thumbnail_rect
from convviz.session import Selection, Session
from engine.inspection import layer_names
from engine.network import Network

Index = tuple[int, ...]
TIMEOUT_MS = 20_000
SHAKES = (-900.0, 900.0)
OWN = """
title = "Awkward windows"
article = "None"
dataset = "garments"
input_shape = [1, 28, 28]
classes = 10
[training]
loss = "cross-entropy"
optimizer = "adam"
learning_rate = 0.001
schedule = "constant"
batch_size = 32
epochs = 1
"""
OWN_LAYERS = {
    "conv1": 'kind = "conv2d"\nfilters = 4\nsize = 5\nstride = 2\npadding = 2',
    "relu1": 'kind = "relu"',
    "pool1": 'kind = "pool2d"\nsize = 3\nstride = 2\nceil_mode = true',
    "conv2": 'kind = "conv2d"\nfilters = 6\nsize = 3\npadding = 2\ndilation = 2',
    "relu2": 'kind = "relu"',
    "pool2": 'kind = "pool2d"\npooling = "mean"\nsize = 2\nceil_mode = true',
    "conv3": 'kind = "conv2d"\nfilters = 5\nsize = 2\nstride = 3\npadding = 1',
    "flatten": 'kind = "flatten"',
    "dense1": 'kind = "dense"\nunits = 10',
    "softmax": 'kind = "softmax"',
}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A preset of one's own: strides, paddings, a dilation, pools over the edge."""
    path = tmp_path / "own.toml"
    layers = [f'[[layers]]\nname = "{name}"\n{kind}' for name, kind in OWN_LAYERS.items()]
    path.write_text("\n".join([OWN, *layers]), encoding="utf-8")
    return path


@pytest.fixture(params=["conv-net", "own"])
def shown(
    request: pytest.FixtureRequest,
    qtbot: QtBot,
    make_window: Callable[..., MainWindow],
    make_session: Callable[..., Session],
    own: Path,
) -> MainWindow:
    """A window on a preset, and on a network of one's own."""
    window = make_window(make_session(own if request.param == "own" else request.param))
    network = window.panels["NetworkPanel"]
    qtbot.waitUntil(lambda: network._scene is not None, timeout=TIMEOUT_MS)
    return window


def move(widget: QWidget, point: QPoint) -> None:
    none = Qt.MouseButton.NoButton
    place, keys = QPointF(point), Qt.KeyboardModifier.NoModifier
    where = widget.mapToGlobal(place)
    event = QMouseEvent(QEvent.Type.MouseMove, place, where, none, none, keys)
    QApplication.sendEvent(widget, event)


def leave(widget: QWidget) -> None:
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))


def cells_of(window: MainWindow, layer: str) -> Iterator[tuple[Index, QRect]]:
    """Yield the cells of a layer that NETWORK shows, and where."""
    grid = window.panels["NetworkPanel"]._scene.layout.column(layer).grid
    for index in np.ndindex(window.session.frame.trace.activations[layer].shape):
        rect = grid.cell_rect(index)
        if rect is not None:
            yield index, rect


def framed_cells(window: MainWindow, layer: str, *, selected: bool = False) -> set[Index]:
    """Return which cells of a layer lie in a frame of NETWORK."""
    canvas = window.panels["NetworkPanel"].canvas
    marks = canvas._selected if selected else canvas._hovered
    rects = [mark.rect for mark in marks.frames]
    return {i for i, cell in cells_of(window, layer) if any(r.contains(cell) for r in rects)}


def point_at(window: MainWindow, layer: str, index: Index) -> None:
    rects = dict(cells_of(window, layer))
    move(window.panels["NetworkPanel"].canvas, rects[index].center())
    assert window.session.hover == Selection(layer, index)


def random_cells(window: MainWindow, layer: str, seed: int) -> list[Index]:
    """Return a corner of a layer and a cell chosen at random, of those that are shown."""
    cells = [index for index, _ in cells_of(window, layer)]
    return [cells[0], cells[int(np.random.default_rng(seed).integers(len(cells)))]]


def shaken(network: Network, first: str, last: str, cells: list[Index]) -> np.ndarray:
    """Return which values of `last` change with each of some cells of `first`."""
    exact, names = network.astype(np.float64), layer_names(network)
    x = np.random.default_rng(7).standard_normal((1, *network.input_shape))
    for layer in exact.layers[: names.index(first)]:
        x = layer.apply(x)
    batch = np.concatenate([x, *[x.repeat(len(cells), 0) for _ in SHAKES]])
    for n, shake in enumerate(SHAKES):
        for k, cell in enumerate(cells):
            batch[(1 + n * len(cells) + k, *cell)] += shake
    for layer in exact.layers[names.index(first) : names.index(last)]:
        batch = layer.apply(batch)
    changed = np.abs(batch[1:] - batch[:1]) > 1e-9
    return changed.reshape(len(SHAKES), len(cells), *changed.shape[1:]).any(axis=0)


def test_a_pixel_outside_of_the_frame_changes_nothing_and_one_inside_does(
    shown: MainWindow,
) -> None:
    network = shown.session.frame.network
    rng = np.random.default_rng(3)
    pixels = list(np.ndindex(network.input_shape))
    for seed, layer in enumerate(layer_names(network)[1:-3]):
        for index in random_cells(shown, layer, seed):
            point_at(shown, layer, index)
            inside = framed_cells(shown, "input")
            outside = [p for p in pixels if p not in inside]
            some = [outside[k] for k in rng.permutation(len(outside))[:40]]
            if some:
                assert not shaken(network, "input", layer, some)[(slice(None), *index)].any()
            within = [sorted(inside)[k] for k in rng.permutation(len(inside))[:40]]
            if within:
                assert shaken(network, "input", layer, within)[(slice(None), *index)].any()


def box_around(cells: set[Index]) -> set[Index]:
    """Return all cells of the smallest box around some."""
    sides = [range(min(axis), max(axis) + 1) for axis in zip(*cells, strict=True)]
    return set(itertools.product(*sides))


def test_the_cells_that_are_fed_are_framed_and_no_others(shown: MainWindow) -> None:
    network = shown.session.frame.network
    names = layer_names(network)
    for seed, (layer, after) in enumerate(itertools.pairwise(names[:-2])):
        for index in random_cells(shown, layer, seed):
            point_at(shown, layer, index)
            (hit,) = shaken(network, layer, after, [index])
            changed = box_around({tuple(map(int, cell)) for cell in np.argwhere(hit)})
            visible = {cell for cell, _ in cells_of(shown, after)}
            assert framed_cells(shown, after) == changed & visible


def test_all_panels_frame_the_same_pixels(shown: MainWindow) -> None:
    delegate = shown.panels["SamplesPanel"].gallery.delegate
    canvas = shown.panels["OperationPanel"].canvas
    network = shown.session.frame.network
    for seed, layer in enumerate(layer_names(network)[:-1]):
        for index in random_cells(shown, layer, seed):
            point_at(shown, layer, index)
            pixels = framed_cells(shown, "input")
            in_sample = {
                (0, row, column)
                for frame in delegate.frames
                for row in frame.rows
                for column in frame.columns
            }
            region = canvas.reach.region("input")
            assert in_sample == pixels
            assert pixels == {p for p in pixels if p in region}
            assert (region is None) == (not pixels)


def test_a_selected_cell_frames_the_same_pixels_everywhere(
    qtbot: QtBot, shown: MainWindow
) -> None:
    canvas = shown.panels["NetworkPanel"].canvas
    delegate = shown.panels["SamplesPanel"].gallery.delegate
    for seed, layer in enumerate(["conv1", "pool1", "conv2"]):
        index = random_cells(shown, layer, seed)[1]
        rect = dict(cells_of(shown, layer))[index]
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=rect.center())
        assert shown.session.selection == Selection(layer, index)
        leave(canvas)
        in_sample = {
            (0, row, column)
            for frame in delegate.frames
            if frame.kind == "selected"
            for row in frame.rows
            for column in frame.columns
        }
        assert framed_cells(shown, "input", selected=True) == in_sample


def nothing_is_framed(window: MainWindow) -> bool:
    panels = window.panels
    return (
        not panels["NetworkPanel"].canvas._hovered.frames
        and panels["OperationPanel"].canvas.reach is None
        and panels["FiltersPanel"].grid.in_use is None
        and not panels["SamplesPanel"].gallery.delegate.frames
    )


def test_leaving_takes_every_frame_away(shown: MainWindow) -> None:
    assert nothing_is_framed(shown)
    point_at(shown, "conv1", (1, 3, 4))
    assert not nothing_is_framed(shown)
    leave(shown.panels["NetworkPanel"].canvas)
    assert nothing_is_framed(shown)


def test_a_pixel_of_the_pinned_thumbnail_is_framed_in_the_other_panels(
    shown: MainWindow,
) -> None:
    samples = shown.panels["SamplesPanel"]
    cell = samples.gallery.visualRect(samples.model.place_of(shown.session.pinned.index))
    viewport = samples.gallery.viewport()
    move(viewport, thumbnail_rect(cell).topLeft() + QPoint(2 * 9, 2 * 14))
    assert framed_cells(shown, "input") == {(0, 14, 9)}
    assert (0, 14, 9) in shown.panels["OperationPanel"].canvas.reach.region("input")
    assert shown.panels["FiltersPanel"].grid.in_use.filters == range(
        shown.session.frame.network.layer("conv1").filters
    )
    leave(viewport)
    assert nothing_is_framed(shown)


def test_a_weight_is_framed_as_the_channel_that_it_makes(
    qtbot: QtBot, shown: MainWindow
) -> None:
    shown.layout_of_docks.show_panel("FiltersPanel")
    grid = shown.panels["FiltersPanel"].grid
    qtbot.waitUntil(lambda: grid.layout_of_kernels is not None, timeout=TIMEOUT_MS)
    move(grid, grid.layout_of_kernels.kernel(2, 0).center().toPoint())
    framed = framed_cells(shown, "conv1")
    assert framed == {index for index, _ in cells_of(shown, "conv1") if index[0] == 2}
    assert shown.panels["OperationPanel"].canvas.reach.place == Selection("conv1", (2,))
    leave(grid)
    assert nothing_is_framed(shown)


def test_a_cell_of_the_explanation_is_framed_in_the_other_panels(
    qtbot: QtBot, shown: MainWindow
) -> None:
    session, canvas = shown.session, shown.panels["OperationPanel"].canvas
    session.select(Selection("conv2", (1, 3, 3)))
    source = "relu1" if session.frame.network.name == "conv-net" else "pool1"
    panel = shown.panels["OperationPanel"]
    qtbot.waitUntil(lambda: panel.view is not None and "conv2" in panel.view.equation)
    canvas.repaint()
    for y in range(0, canvas.height(), 5):
        for x in range(0, canvas.width(), 5):
            target = canvas.areas.at(QPointF(x, y))
            if target is not None and target.place is not None and target.place.layer == source:
                move(canvas, QPoint(x, y))
                assert session.hover == target.place
                assert target.place.index in framed_cells(shown, source)
                hovered = [
                    frame
                    for frame in shown.panels["SamplesPanel"].gallery.delegate.frames
                    if frame.kind == "hovered"
                ]
                assert len(hovered) == 1
                leave(canvas)
                assert session.hover == Selection()
                return
    raise AssertionError("the explanation shows no cell of its input")
