"""What the arrays of a file mean: which are weights, which biases, of which layer.

No file says so. People write lists of weights and then biases, or pairs, or dictionaries
with names of their own; what is told apart here is described in `reading`.
"""

from __future__ import annotations

from engine.checkpoints.layouts.placed import LayerArrays, Placed, describe_weight
from engine.checkpoints.layouts.reading import Reading, read_layers

__all__ = ["LayerArrays", "Placed", "Reading", "describe_weight", "read_layers"]
