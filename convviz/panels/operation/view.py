"""What every view of an operation is."""

from __future__ import annotations

import csv
import io
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSizeF

if TYPE_CHECKING:
    from PyQt6.QtCore import QRectF

    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Detail, Direction

Row = Sequence[object]
MARGIN = 12
ROW = 24
LINE = 18
HEADER = 22
WAITING = "Gradients come with the next frame"


class View(ABC):
    """One picture of where a number comes from; made anew for every frame.

    Attributes
    ----------
    equation : str
        The formula with this cell's indices, for the line above the picture.
    directions : tuple of str
        What the picture can show; the first is what it shows if asked for another.
    direction : {"forward", "backward", "both"}
        What it shows.
    layers : tuple of str
        Layers of which it shows cells.
    term : int or None
        The term of the sum that is shown in detail.
    terms : tuple of int
        All terms of the sum, in the order of the list.
    parameter : Detail or None
        The parameter whose gradient is shown, and can be checked.
    details : tuple of (str, Detail)
        What else can be looked at, each with its name.
    minimum : QSizeF
        The smallest size at which nothing is cut off.
    """

    equation: str = ""
    directions: tuple[Direction, ...] = ("forward",)
    direction: Direction = "forward"
    layers: tuple[str, ...] = ()
    term: int | None = None
    terms: tuple[int, ...] = ()
    parameter: Detail | None = None
    details: tuple[tuple[str, Detail], ...] = ()
    minimum: QSizeF = QSizeF(560, 240)

    @abstractmethod
    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw into `rect` and note what its places mean."""

    @abstractmethod
    def text(self) -> str:
        """Return the same as plain text, for the clipboard."""

    def table(self) -> list[Row]:
        """Return the same as rows of a table; here the lines of the text, cut at their gaps."""
        lines = (line for line in self.text().splitlines() if line)
        return [re.split(r"\t|: |  +", line.strip()) for line in lines]

    def csv(self) -> str:
        """Return the table with commas, for the clipboard."""
        file = io.StringIO()
        csv.writer(file, lineterminator="\n").writerows(self.table())
        return file.getvalue()
