"""What the predictions say: of each class, of the best three, of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convviz.plotting import format_percent, format_value

if TYPE_CHECKING:
    from engine.inspection import Trace

BEST = 3
NO_PREDICTION = "no prediction: the network gives NaN"


def best_text(trace: Trace, classes: tuple[str, ...]) -> str:
    """Return "Coat 46.1 %, Shirt 43.8 %, Pullover 9.9 %", or why there is nothing to say."""
    if trace.prediction is None:
        return NO_PREDICTION
    order = np.argsort(-trace.probabilities, kind="stable")[:BEST]
    return ", ".join(
        f"{classes[i]} {format_percent(float(trace.probabilities[i]))}" for i in order
    )


def loss_text(trace: Trace) -> str:
    """Return "loss 0.8250"."""
    return f"loss {format_value(trace.loss, 4)}"


def word_of(unit: int, trace: Trace, *, untrained: bool) -> str:
    """Return the word beside a bar: of the truth, and of a class that is not."""
    is_guess = unit == trace.prediction and not untrained
    if unit == trace.label:
        return "✓ predicted" if is_guess else "truth"
    return "✗ predicted" if is_guess else ""


def description(trace: Trace, classes: tuple[str, ...]) -> str:
    """Return all of it for those who do not see the bars."""
    best = best_text(trace, classes)
    verdict = (
        f"{best[0].upper()}{best[1:]}" if trace.prediction is None else f"Predicted {best}"
    )
    return f"Truth {classes[trace.label]}. {verdict}. {loss_text(trace)}"
