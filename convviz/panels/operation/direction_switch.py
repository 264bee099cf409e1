"""The choice of direction: forward, backward, the update, or both ways where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.theming import Switch

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget

    from convviz.panels.operation.view import View

_CHOICES = {
    "forward": "Forward",
    "backward": "Backward",
    "update": "Update",
    "both": "Both",
}
_TIPS = {
    "forward": "Where the number comes from",
    "backward": "Where the gradient goes",
    "update": "What the optimizer makes of the gradient",
    "both": "Forward and backward side by side",
}
DIRECTION_OF_PHASE = {
    "forward": "forward",
    "loss": "forward",
    "backward": "backward",
    "update": "update",
}
"""Which way an operation goes."""

_NO_UPDATE = "Nothing of this layer is updated: it has no weights"


class DirectionSwitch(Switch):
    """Offers the directions that a view has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_CHOICES, "Direction", parent)
        self.set_shown("both", shown=False)
        for key, tip in _TIPS.items():
            self.set_tip(key, tip)

    def offer(self, view: View, *, wide: bool) -> None:
        """Enable the directions of a view, and choose its own.

        Parameters
        ----------
        view : View
        wide : bool
            Whether there is room for both ways.
        """
        self.set_enabled("backward", enabled="backward" in view.directions)
        self.set_tip("backward", _TIPS["backward"])
        update = "update" in view.directions
        self.set_enabled("update", enabled=update)
        self.set_tip("update", _TIPS["update"] if update else _NO_UPDATE)
        self.set_shown("both", shown=wide and "both" in view.directions)
        self.choose(view.direction)
