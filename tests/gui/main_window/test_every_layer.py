from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from convviz.main_window import MainWindow
from convviz.panels.filters.kernels import kernel_forms, owner_of
from convviz.session import RunState, Selection, Session

TIMEOUT_MS = 20_000


def run(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    with qtbot.waitSignal(
        window.session.state_changed,
        timeout=TIMEOUT_MS,
        check_params_cb=lambda state: state in {RunState.HELD, RunState.FINISHED},
    ):
        qtbot.keyClick(window, key)


def test_a_network_with_every_layer_is_shown_and_learns(
    qtbot: QtBot,
    make_window: Callable[..., MainWindow],
    make_session: Callable[..., Session],
    every_layer: Path,
) -> None:
    window = make_window(make_session(every_layer))
    session = window.session
    network = session.frame.network
    operations = 2 * len(network.layers) + 2
    for _ in range(operations):
        run(qtbot, window, Qt.Key.Key_F10)
    assert len(session.history) == 1
    before = session.frame.network.parameters["layer1.mean"].copy()
    for name in window.docks:
        window.layout_of_docks.show_panel(name)
        for layer in network.layers:
            session.select(Selection(layer.name))
            window.docks[name].panel.redraw()
            assert not window.docks[name].panel.grab().isNull()
    run(qtbot, window, Qt.Key.Key_F11)
    assert not np.array_equal(session.frame.network.parameters["layer1.mean"], before)


def test_what_is_behind_a_normalisation_belongs_to_the_layer_with_weights(
    make_session: Callable[..., Session], every_layer: Path
) -> None:
    network = make_session(every_layer).frame.network
    assert list(kernel_forms(network)) == ["layer0", "layer4", "layer8", "layer11", "layer14"]
    owners = {layer.name: owner_of(network, layer.name) for layer in network.layers}
    assert [owners[f"layer{i}"] for i in range(4)] == ["layer0"] * 4
    assert [owners[f"layer{i}"] for i in (5, 6)] == ["layer4"] * 2
    assert [owners[f"layer{i}"] for i in (9, 10)] == ["layer8"] * 2
