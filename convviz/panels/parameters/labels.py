"""Labels that show foreign text as what it is: text."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QSizePolicy


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
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    if role:
        label.setProperty("role", role)
    return label
