"""The view where there is nothing to see yet: it says what it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF, QSizeF

from convviz.panels.operation.subject import LOSS
from convviz.panels.operation.view import MARGIN, View
from convviz.plotting import draw_empty
from engine.inspection import INPUT

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Direction, Subject

_NO_IMAGE = (
    "Training keeps no gradient of the image: no parameter needs it. "
    "Choose the pinned sample to see its own."
)
_NO_STEP = (
    "Step through a batch by operations (F10) up to its update, to see what the optimizer "
    "does to each weight."
)


class NotYetView(View):
    """Words in place of numbers that there are not.

    Parameters
    ----------
    words : str
    direction : str
        What was asked for.
    directions : tuple of str
        What there is besides.
    """

    minimum = QSizeF(480, 200)

    def __init__(
        self, words: str, direction: Direction, directions: tuple[Direction, ...]
    ) -> None:
        self.words = words
        self.direction = direction
        self.directions = directions

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw the words into an empty place."""
        content = rect.adjusted(MARGIN, 8, -MARGIN, -8)
        draw_empty(ink.painter, content, self.words, ink.theme)

    def text(self) -> str:
        """Return the words."""
        return self.words


def not_yet(subject: Subject) -> NotYetView | None:
    """Return what to say where a batch that is held has not come so far; None if it has."""
    layer = subject.layer
    directions: tuple[Direction, ...] = ("forward", "backward")
    if subject.letters:
        directions = (*directions, "update")
    words = _words(subject)
    direction = subject.direction
    if not words:
        return None
    if layer == LOSS:
        layer = "softmax"
    return NotYetView(words, "backward" if direction == "both" else direction, directions)


def _words(subject: Subject) -> str:
    layer = subject.layer
    if subject.direction == "update" and subject.letters:
        made = subject.held is not None and subject.held.update is not None
        return "" if made else _wait_for_update(subject)
    if layer != LOSS and layer not in subject.trace.activations:
        return (
            f"{layer} has not run on this batch yet. Its numbers come with forward of {layer}."
        )
    if subject.direction == "forward" or not subject.is_of_batch:
        return ""
    if not subject.has_gradients:
        if layer == INPUT:
            return _NO_IMAGE
        return f"No gradient has come back to {layer} yet. It comes with backward of {layer}."
    return ""


def _wait_for_update(subject: Subject) -> str:
    if subject.held is None:
        return _NO_STEP
    return "The update comes after the backward pass: step on by operations (F10)."
