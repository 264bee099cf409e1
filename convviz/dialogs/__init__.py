"""Dialogs; none blocks the window."""

from convviz.dialogs.about import AboutDialog
from convviz.dialogs.export import ExportDialog
from convviz.dialogs.go_to import GoToDialog
from convviz.dialogs.keys import KeysDialog
from convviz.dialogs.summary import SummaryDialog

__all__ = ["AboutDialog", "ExportDialog", "GoToDialog", "KeysDialog", "SummaryDialog"]
