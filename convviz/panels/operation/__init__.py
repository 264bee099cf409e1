"""The panel OPERATION: how the selected number came about."""

from convviz.panels.operation.panel import OperationPanel

__all__ = ["OperationPanel"]
