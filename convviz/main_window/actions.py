"""Everything a person can command, each as one action with its words and its key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PyQt6.QtWidgets import QWidget

    from convviz.theming import Theme


@dataclass(frozen=True, slots=True)
class Command:
    """The words of an action.

    `name` gives the object name ``action_<name>``; `tip` says what happens, as tooltip
    and in the status bar.
    """

    name: str
    text: str
    tip: str
    key: str = ""
    icon: str = ""
    checkable: bool = False


COMMANDS = (
    Command("run", "&Run", "Train and watch; press again to pause", "F5", "play"),
    Command(
        "step_operation",
        "&Operation",
        "Run one operation: a layer's forward, the loss, a layer's backward, or the update",
        "F10",
        "step-forward",
    ),
    Command("step_batch", "&Batch", "Train on one batch", "F11", "skip-forward"),
    Command(
        "step_epoch",
        "&Epoch",
        "Train to the end of this epoch and validate",
        "F12",
        "fast-forward",
    ),
    Command(
        "restart",
        "Re&start",
        "Begin again from the same random weights",
        "Ctrl+Shift+F5",
        "rotate-ccw",
    ),
    Command("new_seed", "Restart with another &seed", "Begin again from other random weights"),
    Command(
        "open",
        "&Open parameters…",
        "Open a params.pkl, .npz, .npy or .safetensors file; nothing in it is executed",
        "Ctrl+O",
        "folder-open",
    ),
    Command(
        "save",
        "&Save parameters…",
        "Write params.pkl of this moment: weights, biases and the losses so far",
        "Ctrl+S",
        "download",
    ),
    Command(
        "save_checkpoint",
        "Save &checkpoint…",
        "Write all of this training, so that it can go on from this moment bit by bit",
        "Ctrl+Shift+S",
    ),
    Command(
        "export",
        "&Export…",
        "Write the network of this moment for NumPy, ONNX or PyTorch",
        "Ctrl+Shift+E",
    ),
    Command("save_picture", "Save &picture of the window…", "Write the window as a PNG file"),
    Command("undo", "&Undo", "Take back the last load of parameters", "Ctrl+Z"),
    Command(
        "go_to",
        "&Go to…",
        "Go to a layer, a cell, a sample or a command by its name",
        "Ctrl+G",
        "search",
    ),
    Command("level_up", "Selection one level &up", "Cell, channel, layer, network", "Esc"),
    Command(
        "focus_panel",
        "&Maximise panel",
        "Give the panel in use all the room; press again for the layout before",
        "Ctrl+M",
        "maximize-2",
        checkable=True,
    ),
    Command("reset_layout", "Reset &layout", "Put every panel back to its first place"),
    Command(
        "toggle_theme", "&Light or dark", "Change between light and dark", "Ctrl+T", "moon"
    ),
    Command("summary", "&Summary…", "Show every layer with its shape and parameters", "Ctrl+I"),
    Command(
        "open_preset",
        "Open pre&set file…",
        "Build the network that a .toml file of yours describes",
    ),
    Command(
        "fetch",
        "&Download Fashion-MNIST",
        "Download the photographs and check them",
        "",
        "download",
    ),
    Command("data_folder", "Choose data &folder…", "Look for data sets in another folder"),
    Command("keys", "&Keys", "Show all keys", "F1", "circle-question-mark"),
    Command("log_folder", "Open log &folder", "Show the folder of the program's log"),
    Command("about", "&About convviz", "Version, licence, and what convviz is made of"),
    Command("quit", "&Quit", "End convviz", "Ctrl+Q"),
)


class Actions:
    """The actions of one window, by name.

    Parameters
    ----------
    window : QWidget
        Owns them; their keys work in it.
    theme : Theme
        Gives the icons.
    """

    def __init__(self, window: QWidget, theme: Theme) -> None:
        self._theme = theme
        self._actions = {c.name: _action(c, window) for c in COMMANDS}
        for command in COMMANDS:
            window.addAction(self._actions[command.name])
            if command.icon:
                self.set_icon(command.name, command.icon)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._actions.values())

    def connect(self, **slots: Callable[[], object]) -> None:
        """Connect actions by name to functions without arguments."""
        for name, slot in slots.items():
            self._actions[name].triggered.connect(lambda _=False, slot=slot: slot())

    def set_icon(self, name: str, icon: str) -> None:
        """Give an action an icon of the theme."""
        self._actions[name].setIcon(self._theme.icon(icon))


def _action(command: Command, window: QWidget) -> QAction:
    action = QAction(command.text, window)
    action.setObjectName(f"action_{command.name}")
    action.setCheckable(command.checkable)
    action.setStatusTip(command.tip)
    key = QKeySequence(command.key)
    hint = key.toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{command.tip} ({hint})" if hint else command.tip)
    if command.key:
        action.setShortcut(key)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    return action
