"""Which key asks for which move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt

from convviz.panels.network.navigation import Move

if TYPE_CHECKING:
    from PyQt6.QtGui import QKeyEvent

PLAIN = {
    Qt.Key.Key_Left: Move.LEFT,
    Qt.Key.Key_Right: Move.RIGHT,
    Qt.Key.Key_Up: Move.UP,
    Qt.Key.Key_Down: Move.DOWN,
    Qt.Key.Key_PageUp: Move.CHANNEL_BEFORE,
    Qt.Key.Key_PageDown: Move.CHANNEL_AFTER,
    Qt.Key.Key_Home: Move.FIRST,
    Qt.Key.Key_End: Move.LAST,
}
WITH_CONTROL = {
    Qt.Key.Key_Left: Move.LAYER_BEFORE,
    Qt.Key.Key_Up: Move.LAYER_BEFORE,
    Qt.Key.Key_Right: Move.LAYER_AFTER,
    Qt.Key.Key_Down: Move.LAYER_AFTER,
}


def move_of(event: QKeyEvent) -> Move | None:
    """Return the move that a key asks for."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if modifiers == Qt.KeyboardModifier.ControlModifier:
        return WITH_CONTROL.get(Qt.Key(event.key()))
    if modifiers == Qt.KeyboardModifier.NoModifier:
        return PLAIN.get(Qt.Key(event.key()))
    return None
