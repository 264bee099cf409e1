"""convviz: a debugger for convolutional networks."""

__version__ = "0.1.0"
PROGRAM = f"convviz {__version__}"
"""What wrote a file, in the file."""
