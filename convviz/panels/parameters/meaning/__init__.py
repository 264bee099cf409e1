"""The right of PARAMETERS: what the arrays mean, and which network they may be of."""

from __future__ import annotations

from convviz.panels.parameters.meaning.pane import MeaningPane

__all__ = ["MeaningPane"]
