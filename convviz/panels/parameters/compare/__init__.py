"""The page of PARAMETERS that compares two files, or a file and the running network."""

from convviz.panels.parameters.compare.button import CompareButton
from convviz.panels.parameters.compare.pages import ComparePages

__all__ = ["CompareButton", "ComparePages"]
