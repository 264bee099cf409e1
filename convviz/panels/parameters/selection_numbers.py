"""The selected part of an array in numbers: a kernel cell by cell, and its moments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from convviz.panels.parameters.labels import plain_label
from convviz.panels.parameters.numbers_view import number_text
from convviz.plotting import MatrixView, format_value

if TYPE_CHECKING:
    from convviz.panels.parameters.drawing import Index
    from convviz.panels.parameters.pictures import Picture
    from convviz.theming import Theme
    from engine.checkpoints.node import AnyArray

_CELL = (44, 19)
_LARGEST_KERNEL = 7
_MOMENTS_PX = 110
_BESIDE_PX = 250
_WHAT = {
    "mosaic": "the selected kernel",
    "bars": "below, all of it",
}
_MOMENTS = ("sum", "max", "min", "norm")
_MOST_ADDED = 1 << 20
"""Numbers that are added on the spot, in some 5 ms."""


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
        self._table = QWidget()
        self._has_room = True
        self._lay_out(theme)

    def set_room(self, width: int) -> None:
        """Fit into `width` pixels: narrower cells, and the kernel without its moments."""
        self._has_room = width >= _BESIDE_PX
        left = width - (_MOMENTS_PX if self._has_room else 0)
        self.matrix.set_cell(max(20, min(_CELL[0], left // 5)), _CELL[1])
        self._table.setVisible(self.matrix.isHidden() or self._has_room)

    def _lay_out(self, theme: Theme) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(8)
        heading.addWidget(self.title)
        heading.addWidget(self._what)
        heading.addStretch()
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addWidget(self.matrix, 0, Qt.AlignmentFlag.AlignTop)
        self._fill_table(theme)
        body.addWidget(self._table, 0, Qt.AlignmentFlag.AlignTop)
        body.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(heading)
        layout.addLayout(body)

    def _fill_table(self, theme: Theme) -> None:
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for i, (name, label) in enumerate(self.moments.items()):
            label.setFont(theme.numbers(11))
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(plain_label(name, "hint"), i, 0)
            grid.addWidget(label, i, 1)
        grid.setRowStretch(len(self.moments), 1)

    def show_part(self, picture: Picture, part: Index, name: str) -> None:
        """Show the numbers of one part of a picture.

        Parameters
        ----------
        picture : Picture
        part : tuple of int
        name : str
            Of the array: "w".
        """
        where = f"{name}[{picture.place(part)}]"
        x = picture.numbers(part)
        if picture.kind == "bars":
            where = f"{where} = {number_text(x[()])}" if x.ndim == 0 else where
            x = picture.source
        self.title.setText(where)
        self._what.setText(_what(picture))
        is_kernel = x.ndim == 2 and max(x.shape) <= _LARGEST_KERNEL
        self.matrix.setVisible(is_kernel)
        self._table.setVisible(not is_kernel or self._has_room)
        if is_kernel:
            self.matrix.set_matrix(picture.x[part], picture.scale, name=where)
        for label, number in zip(self.moments.values(), _moments_of(x), strict=True):
            label.setText(format_value(number, 4) if number is not None else "–")


def _what(picture: Picture) -> str:
    if picture.kind == "matrix":
        down = picture.axes[0] or "row"
        return f"the selected {down}{'s' if picture.block[0] > 1 else ''}"
    return _WHAT[picture.kind]


def _moments_of(x: AnyArray) -> tuple[float | None, ...]:
    """Return sum, largest, smallest and norm; nothing of what takes too long to add."""
    if x.size > _MOST_ADDED:
        return (None,) * len(_MOMENTS)
    values = (np.abs(x) if x.dtype.kind == "c" else x).astype(np.float64).reshape(-1)
    with np.errstate(invalid="ignore", over="ignore"):
        norm = np.sqrt(np.dot(values, values))
        numbers = values.sum(), values.max(), values.min(), norm
    return tuple(float(number) for number in numbers)
