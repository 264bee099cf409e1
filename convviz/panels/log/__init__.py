"""LOG: what the program and the engine have reported."""

from convviz.panels.log.panel import LogPanel

__all__ = ["LogPanel"]
