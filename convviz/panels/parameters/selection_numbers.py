"""The selected part of an array in numbers: a kernel cell by cell, and its moments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from convviz.panels.parameters.labels import plain_label
from convviz.plotting import MatrixView, format_value

if TYPE_CHECKING:
    from convviz.panels.parameters.drawing import Index
    from convviz.panels.parameters.pictures import Picture
    from convviz.theming import Theme

_CELL = (44, 19)
_LARGEST_KERNEL = 7
_WHAT = {"mosaic": "the selected kernel", "matrix": "the selected row", "bars": "selected"}
_MOMENTS = ("sum", "max", "min", "norm")


class SelectionNumbers(QWidget):
    """Write the numbers of what is selected in a picture.

    Parameters
    ----------
    theme : Theme
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = plain_label()
        self.title.setFont(theme.text(12, 500))
        self._what = plain_label(role="caption")
        self.matrix = MatrixView(theme)
        self.matrix.set_cell(*_CELL)
        self.moments = {name: plain_label() for name in _MOMENTS}
        self._lay_out(theme)

    def _lay_out(self, theme: Theme) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(8)
        heading.addWidget(self.title)
        heading.addWidget(self._what)
        heading.addStretch()
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.matrix, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(self._table(theme))
        body.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(heading)
        layout.addLayout(body)

    def _table(self, theme: Theme) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for i, (name, label) in enumerate(self.moments.items()):
            label.setFont(theme.numbers(11))
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(plain_label(name, "hint"), i, 0)
            grid.addWidget(label, i, 1)
        grid.setRowStretch(len(self.moments), 1)
        return grid

    def show_part(self, picture: Picture, part: Index, name: str) -> None:
        """Show the numbers of one part of a picture.

        Parameters
        ----------
        picture : Picture
        part : tuple of int
        name : str
            Of the array: "w".
        """
        x = picture.x[part]
        self.title.setText(f"{name}[{', '.join(map(str, part))}]")
        self._what.setText(_WHAT[picture.kind])
        is_kernel = x.ndim == 2 and max(x.shape) <= _LARGEST_KERNEL
        self.matrix.setVisible(is_kernel)
        if is_kernel:
            self.matrix.set_matrix(x, picture.scale, name=self.title.text())
        values = x.astype(np.float64)
        numbers = (values.sum(), values.max(), values.min(), np.sqrt(np.square(values).sum()))
        for label, number in zip(self.moments.values(), numbers, strict=True):
            label.setText(format_value(float(number), 4))
