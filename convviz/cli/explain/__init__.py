"""`convviz explain [PARAMS] --layer NAME`: the arithmetic behind one number."""

from convviz.cli.explain.command import add_arguments, run

__all__ = ["add_arguments", "run"]
