"""The right of the panel: what the arrays mean, whether they fit, and the button to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from convviz.panels.parameters.fill import rule
from convviz.panels.parameters.labels import plain_label
from convviz.panels.parameters.words import meaning_title
from convviz.plotting import format_count

if TYPE_CHECKING:
    from convviz.panels.parameters.shown import Shown
    from convviz.theming import Theme
    from engine.checkpoints import LayerArrays

_MOST_LAYERS = 30


class MeaningPane(QWidget):
    """Say in words what a file holds and whether the running network can take it.

    Parameters
    ----------
    theme : Theme

    Signals
    -------
    load_asked
        The arrays are to be put into the network.
    """

    load_asked = pyqtSignal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.summary = plain_label(wraps=True)
        self.how = plain_label(role="caption", wraps=True)
        self.fit_title = _heading(theme, "")
        self.verdict = plain_label(role="right", wraps=True)
        self.reasons = plain_label(role="caption", wraps=True)
        self.unsaid_title = _heading(theme, "What no such file says")
        self.unsaid = plain_label(role="caption", wraps=True)
        self.layers = QGridLayout()
        self.load_note = plain_label(role="caption", wraps=True)
        self.load_button = QPushButton("Load into the network")
        self.load_button.setProperty("primary", True)
        self.load_button.setToolTip("Put the file's arrays in the place of the parameters")
        self.load_button.clicked.connect(self.load_asked)
        self._rules = (rule(theme), rule(theme))
        self._lay_out()

    def show_meaning(self, shown: Shown) -> None:
        """Say what is shown means."""
        self.summary.setText(meaning_title(shown.reading))
        self.how.setText(shown.reading.how if shown.params is not None else "")
        self.how.setVisible(bool(self.how.text()))
        self._show_layers(shown.reading.layers)
        self._show_fit(shown)
        is_file = shown.params is not None
        for widget in (self.unsaid_title, self.unsaid, self.load_note, self.load_button):
            widget.setVisible(is_file)
        self.unsaid.setText(_unsaid(shown))

    def _show_fit(self, shown: Shown) -> None:
        match = shown.match
        for widget in (self.fit_title, self.verdict, self.reasons):
            widget.setVisible(match is not None)
        fits = match is not None and match.fits
        self.load_button.setEnabled(fits)
        self.load_note.setText(
            "Loading replaces the parameters; it can be undone."
            if fits
            else "Only a file that fits can be loaded."
        )
        if match is None:
            return
        self.fit_title.setText(f"Does it fit {shown.network}?")
        self.verdict.setText(
            "✓ Yes: every parameter has its array."
            if fits
            else "✗ No, the network stays as it is."
        )
        self.verdict.setProperty("role", "right" if fits else "wrong")
        _polish(self.verdict)
        lines = match.notes if fits else match.reasons
        self.reasons.setText("\n".join(lines))
        self.reasons.setVisible(bool(lines))

    def _show_layers(self, layers: tuple[LayerArrays, ...]) -> None:
        while (item := self.layers.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for row, layer in enumerate(layers[:_MOST_LAYERS]):
            name = plain_label(layer.name)
            name.setFont(self._theme.text(11, 500))
            count = plain_label(format_count(layer.parameter_count))
            count.setFont(self._theme.numbers(11))
            count.setAlignment(Qt.AlignmentFlag.AlignRight)
            self.layers.addWidget(name, 2 * row, 0)
            self.layers.addWidget(
                plain_label(layer.describe(), "caption", wraps=True), 2 * row, 1
            )
            self.layers.addWidget(count, 2 * row, 2)
            if row + 1 < len(layers[:_MOST_LAYERS]):
                self.layers.addWidget(rule(self._theme), 2 * row + 1, 0, 1, 3)
        for line in self._rules:
            line.setVisible(bool(layers))

    def _lay_out(self) -> None:
        self.layers.setContentsMargins(0, 0, 0, 0)
        self.layers.setHorizontalSpacing(8)
        self.layers.setVerticalSpacing(4)
        self.layers.setColumnStretch(1, 1)
        bottom = QVBoxLayout()
        bottom.setContentsMargins(12, 4, 12, 12)
        bottom.setSpacing(6)
        bottom.addWidget(self.load_note)
        bottom.addWidget(self.load_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._words(), 1)
        layout.addLayout(bottom)

    def _words(self) -> QScrollArea:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(6)
        # First: whoever opens a file wants to know this, and must not scroll for it.
        for widget in (self.fit_title, self.verdict, self.reasons):
            column.addWidget(widget)
        column.addWidget(plain_label("What it means", "title"))
        column.addWidget(self.summary)
        column.addWidget(self.how)
        column.addSpacing(6)
        column.addWidget(self._rules[0])
        column.addLayout(self.layers)
        column.addWidget(self._rules[1])
        column.addSpacing(6)
        column.addWidget(self.unsaid_title)
        column.addWidget(self.unsaid)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidget(content)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return scroll


def _heading(theme: Theme, text: str) -> QLabel:
    label = plain_label(text, wraps=True)
    label.setFont(theme.text(12, 600))
    return label


def _unsaid(shown: Shown) -> str:
    network = shown.network or "the network"
    return (
        "Activations, strides, padding and the names of the classes are not in the file. "
        f"Loaded, the arrays work with those of {network}."
    )


def _polish(widget: QWidget) -> None:
    """Have the style sheet look at a widget's properties again."""
    style = widget.style()
    if style is not None:
        style.unpolish(widget)
        style.polish(widget)
