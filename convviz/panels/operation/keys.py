"""What a key asks of the operation view."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence

if TYPE_CHECKING:
    from PyQt6.QtGui import QKeyEvent


class Ask(Enum):
    """What a key asks for."""

    LEFT = auto()
    RIGHT = auto()
    UP = auto()
    DOWN = auto()
    FIRST = auto()
    LAST = auto()
    CHANNEL_BEFORE = auto()
    CHANNEL_AFTER = auto()
    LAYER_BEFORE = auto()
    LAYER_AFTER = auto()
    TERM_BEFORE = auto()
    TERM_AFTER = auto()
    STRONGEST = auto()
    LEVEL_UP = auto()
    COPY = auto()
    PLAY = auto()


CELL_STEPS = {
    Ask.LEFT: (0, -1),
    Ask.RIGHT: (0, 1),
    Ask.UP: (-1, 0),
    Ask.DOWN: (1, 0),
}

_KEY = Qt.Key
_PLAIN: dict[int, Ask] = {
    _KEY.Key_Left: Ask.LEFT,
    _KEY.Key_Right: Ask.RIGHT,
    _KEY.Key_Up: Ask.UP,
    _KEY.Key_Down: Ask.DOWN,
    _KEY.Key_Home: Ask.FIRST,
    _KEY.Key_End: Ask.LAST,
    _KEY.Key_PageUp: Ask.CHANNEL_BEFORE,
    _KEY.Key_PageDown: Ask.CHANNEL_AFTER,
    _KEY.Key_Return: Ask.STRONGEST,
    _KEY.Key_Enter: Ask.STRONGEST,
    _KEY.Key_Escape: Ask.LEVEL_UP,
    _KEY.Key_Space: Ask.PLAY,
}
_WITH_CONTROL: dict[int, Ask] = {
    _KEY.Key_Left: Ask.LAYER_BEFORE,
    _KEY.Key_Up: Ask.LAYER_BEFORE,
    _KEY.Key_Right: Ask.LAYER_AFTER,
    _KEY.Key_Down: Ask.LAYER_AFTER,
}
_WITH_SHIFT: dict[int, Ask] = {_KEY.Key_Up: Ask.TERM_BEFORE, _KEY.Key_Down: Ask.TERM_AFTER}


def ask_of(event: QKeyEvent) -> Ask | None:
    """Return what a key asks for; None if it is nothing to us."""
    if event.matches(QKeySequence.StandardKey.Copy):
        return Ask.COPY
    if event.key() == _KEY.Key_Space and event.isAutoRepeat():  # held down it would flicker
        return None
    modifier = Qt.KeyboardModifier
    table = {
        modifier.NoModifier: _PLAIN,
        modifier.ControlModifier: _WITH_CONTROL,
        modifier.ShiftModifier: _WITH_SHIFT,
    }.get(event.modifiers() & ~modifier.KeypadModifier, {})
    return table.get(event.key())
