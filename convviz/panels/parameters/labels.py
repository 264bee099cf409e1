"""Labels that show foreign text as what it is: text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QLabel, QSizePolicy

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent


def plain_label(text: str = "", role: str = "", *, wraps: bool = False) -> QLabel:
    """Return a label that never takes its text for mark-up.

    Parameters
    ----------
    text : str, default=""
    role : str, default=""
        As the style sheet knows it: "title", "caption", "hint", "wrong".
    wraps : bool, default=False
        Whether it breaks lines; else what is too long makes it wider.
    """
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    label.setWordWrap(wraps)
    if wraps:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        label.setSizePolicy(policy)
    if role:
        label.setProperty("role", role)
    return label


class ElidedLabel(QLabel):
    """One line of plain text that gives way: what does not fit ends in an ellipsis."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)

    def minimumSizeHint(self) -> QSize:
        """Return almost no width."""
        return QSize(12, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw as much of the text as fits."""
        metrics = self.fontMetrics()
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), int(self.alignment()), text)
