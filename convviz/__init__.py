"""convviz: a debugger for convolutional networks."""

__version__ = "0.1.0"
