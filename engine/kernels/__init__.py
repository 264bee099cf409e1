"""The arithmetic as pure functions, which check nothing: whoever calls them has done that.

The heavy ones have their definition beside them, in `engine.kernels.definition`.
"""
