"""The predictions: what the network makes of the pinned sample."""

from convviz.panels.predictions.panel import PredictionsPanel

__all__ = ["PredictionsPanel"]
