"""The window: actions, toolbar, docks, message bar and status bar around the panels."""

from convviz.main_window.window import MainWindow

__all__ = ["MainWindow"]
