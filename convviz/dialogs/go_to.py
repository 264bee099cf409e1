"""Go to a layer, a cell, a sample or a command by typing its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, QSize, Qt
from PyQt6.QtGui import QAction, QKeyEvent
from PyQt6.QtWidgets import QDialog, QLabel, QLineEdit, QListWidget, QVBoxLayout, QWidget

from convviz.session import Selection, Session
from engine.data import SampleRef

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.network import Network

PLACE = re.compile(r"^\s*(\w+)\s*\[\s*(\d+(?:\s*,\s*\d+)*)\s*\]\s*$")
SAMPLE = re.compile(r"^\s*(?:(train|validation|test)\s*)?#\s*(\d+)\s*$")
MOVING_KEYS = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


@dataclass(frozen=True, slots=True)
class Target:
    """Something to go to: its words, and what going there is."""

    text: str
    go: Callable[[], object]


class GoToDialog(QDialog):
    """A field and a list under it; Enter takes the first.

    Parameters
    ----------
    session : Session
    actions : list of QAction
        Commands that can be given by name.
    parent : QWidget
    """

    def __init__(self, session: Session, actions: list[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("GoToDialog")
        self.setWindowTitle("Go to")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._actions = session, actions
        self._targets: list[Target] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText("conv2[4, 12, 8]  ·  #3545  ·  test #12  ·  restart")
        self.field.setAccessibleName("Name of a layer, cell, sample or command")
        self.list = QListWidget()
        self.list.setAccessibleName("What was found")
        hint = QLabel("Enter goes there; the arrow keys choose; Esc closes")
        hint.setProperty("role", "hint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 8)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        layout.addWidget(hint)
        self.resize(QSize(460, 360))
        self.field.textChanged.connect(self._on_text_changed)
        self.field.returnPressed.connect(self._go)
        self.field.installEventFilter(self)
        self.list.itemActivated.connect(lambda _: self._go())
        self.list.itemClicked.connect(lambda _: self._go())
        self._on_text_changed("")

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Let the keys that move reach the list while the field has the focus."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        if event.key() not in MOVING_KEYS:
            return False
        self.list.keyPressEvent(event)
        return True

    def _on_text_changed(self, text: str) -> None:
        self._targets = self._found(text)
        self.list.clear()
        self.list.addItems([target.text for target in self._targets])
        self.list.setCurrentRow(0)

    def _go(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._targets):
            target = self._targets[row]
            self.accept()
            target.go()

    def _found(self, text: str) -> list[Target]:
        session, words = self._session, text.lower().split()
        info = session.run_info
        exact: list[Target] = []
        layers: list[str] = []
        if info is not None:
            exact = [*_places(text, info.network, session), *_samples(text, session)]
            layers = ["input", *(layer.name for layer in info.network.layers)]
        found = [
            Target(f"Layer {name}", partial(session.select, Selection(name))) for name in layers
        ]
        found += [
            Target(_words(action), action.trigger)
            for action in self._actions
            if action.isEnabled() and action.objectName() != "action_go_to"
        ]
        return exact + [t for t in found if all(word in t.text.lower() for word in words)]


def _places(text: str, network: Network, session: Session) -> list[Target]:
    match = PLACE.match(text)
    if match is None:
        return []
    layer, index = match[1], tuple(int(i) for i in match[2].split(","))
    shapes = {"input": network.input_shape}
    shapes |= {each.name: each.output_shape for each in network.layers}
    shape = shapes.get(layer, ())
    fits = (
        bool(shape)
        and len(index) in {1, len(shape)}
        and all(i < n for i, n in zip(index, shape, strict=False))
    )
    if not fits:
        return []
    place = Selection(layer, index)
    return [Target(f"Cell {place}", lambda: session.select(place))]


def _samples(text: str, session: Session) -> list[Target]:
    match = SAMPLE.match(text)
    if match is None or session.dataset is None:
        return []
    sample = SampleRef(match[1] or session.pinned.split, int(match[2]))
    if sample.index >= len(session.dataset.split(sample.split)):
        return []
    words = f"Pin sample #{sample.index} of {sample.split}"
    return [Target(words, lambda: session.pin(sample))]


def _words(action: QAction) -> str:
    name = action.text().replace("&", "")
    return f"{name}  —  {action.statusTip()}" if action.statusTip() else name
