"""Labels that show foreign text as what it is: text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QLabel, QSizePolicy, QWidget

if TYPE_CHECKING:
    from PyQt6.QtGui import QPaintEvent

    from convviz.theming import Theme


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


def heading(theme: Theme, text: str) -> QLabel:
    """Return a label that stands over a part of a panel."""
    label = plain_label(text, wraps=True)
    label.setFont(theme.text(12, 600))
    return label


def show_text(label: QLabel, text: str) -> None:
    """Show a text, or no label at all where there is none."""
    label.setText(text)
    label.setVisible(bool(text))


def set_role(label: QLabel, role: str) -> None:
    """Let the style sheet know a label by another role."""
    if label.property("role") != role:
        label.setProperty("role", role)
        repolish(label)


def repolish(widget: QWidget) -> None:
    """Have the style sheet look at a widget's properties again."""
    style = widget.style()
    if style is not None:
        style.unpolish(widget)
        style.polish(widget)


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
