"""A table of layers: name, what it does, how many parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QGridLayout, QWidget

from convviz.panels.parameters.fill import rule
from convviz.panels.parameters.labels import plain_label
from convviz.plotting import format_count

if TYPE_CHECKING:
    from convviz.theming import Theme
    from engine.checkpoints import LayerArrays

_MOST_LAYERS = 30


class LayersTable(QWidget):
    """Layers with their parameters, a line each, between two rules.

    Parameters
    ----------
    theme : Theme
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)

    def show_layers(self, layers: tuple[LayerArrays, ...]) -> None:
        """Show these, or the first of them and how many more there are."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.setVisible(bool(layers))
        for layer in layers[:_MOST_LAYERS]:
            self._add_rule()
            count = format_count(layer.parameter_count)
            self._add(layer.name, layer.describe(), count)
        if len(layers) > _MOST_LAYERS:
            self._add_rule()
            self._add("…", f"{format_count(len(layers) - _MOST_LAYERS)} more layers", "")
        self._add_rule()

    def _add(self, name: str, what: str, count: str) -> None:
        row = self._grid.rowCount()
        first, last = plain_label(name), plain_label(count)
        first.setFont(self._theme.text(11, 500))
        last.setFont(self._theme.numbers(11))
        last.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(first, row, 0)
        self._grid.addWidget(plain_label(what, "caption", wraps=True), row, 1)
        self._grid.addWidget(last, row, 2)

    def _add_rule(self) -> None:
        self._grid.addWidget(rule(self._theme), self._grid.rowCount(), 0, 1, 3)
