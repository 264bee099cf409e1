"""The samples: a gallery of each split, from which one is pinned."""

from convviz.panels.samples.panel import SamplesPanel

__all__ = ["SamplesPanel"]
