"""The command line: one module per command, found by its name.

A command's module has `SUMMARY`, `add_arguments(parser)` and `run(options, console)`, and
is imported only when it is asked for: `convviz --help` needs neither Qt nor NumPy.
"""
