"""`convviz bench`: how fast the engine is, what it needs, and what the window costs."""

from convviz.cli.bench.command import add_arguments, run

__all__ = ["add_arguments", "run"]
