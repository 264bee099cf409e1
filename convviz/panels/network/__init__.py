"""The network: every layer a column with the maps of the pinned sample."""

from convviz.panels.network.panel import NetworkPanel

__all__ = ["NetworkPanel"]
