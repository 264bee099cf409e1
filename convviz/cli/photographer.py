"""Pictures of the window and its panels, in every theme that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PyQt6.QtWidgets import QWidget

    from convviz.cli.console import Console
    from convviz.cli.stage import Stage
    from convviz.theming.tokens import ThemeName


class PictureError(EngineError):
    """A picture could not be written."""


class Photographer:
    """Take pictures of what stands on a stage.

    Parameters
    ----------
    stage : Stage
    folder : Path
        Where the pictures go; must be there.
    themes : sequence of {"dark", "light"}
        Each picture is taken in each of them.
    console : Console
        Told of every picture.

    Attributes
    ----------
    files : list of str
        Names of the pictures taken.
    """

    def __init__(
        self, stage: Stage, folder: Path, themes: Sequence[ThemeName], console: Console
    ) -> None:
        self.files: list[str] = []
        self._stage, self._folder, self._themes = stage, folder, themes
        self._console = console

    def window(self, name: str) -> None:
        """Take the whole window."""
        self._take(self._stage.window, name)

    def panel(self, panel: str, name: str) -> None:
        """Bring a panel to the front, give it all the room, and take it."""
        layout = self._stage.window.layout_of_docks
        dock = self._stage.window.docks[panel]
        layout.show_panel(panel)
        layout.toggle_maximise(dock)
        self._stage.settle()
        self._take(dock.panel, name)
        layout.toggle_maximise(dock)
        layout.show_panel(panel)
        self._stage.settle()

    def _take(self, widget: QWidget, name: str) -> None:
        for theme in self._themes:
            self._stage.theme.set_mode(theme)
            self._stage.settle()
            file = f"{name}-{theme}.png"
            if not widget.grab().save(str(self._folder / file), "PNG"):
                raise PictureError(f"{self._folder / file} could not be written")
            self.files.append(file)
