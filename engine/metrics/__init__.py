"""How well predictions agree with the truth."""

from __future__ import annotations

from engine.metrics.accuracy import count_right, predicted_classes
from engine.metrics.confusion import Confusion, confusion_matrix, f1, precision, recall

__all__ = [
    "Confusion",
    "confusion_matrix",
    "count_right",
    "f1",
    "precision",
    "predicted_classes",
    "recall",
]
