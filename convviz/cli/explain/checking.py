"""The gradient of a parameter beside what the loss does when the parameter moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convviz.cli.explain.figures import exact, number
from engine.inspection import INPUT, check_gradient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convviz.cli.explain.figures import Look
    from engine.arrays import Shape
    from engine.inspection import GradientCheck, Trace
    from engine.network import Network


def checked(network: Network, trace: Trace, parameter: str, index: Shape) -> GradientCheck:
    """Check the gradient of one parameter on the sample of a trace."""
    x, labels = trace.activations[INPUT][None], np.array([trace.label])
    return check_gradient(network, x, labels, trace.criterion, parameter, index)


def check_values(check: GradientCheck) -> dict[str, Any]:
    """Return a check for a program."""
    return {
        "eps": check.eps,
        "behind": check.behind,
        "ahead": check.ahead,
        "numeric": check.numeric,
        "backprop": check.backprop,
        "relative_error": check.relative_error,
        "agrees": check.agrees,
        "kinks": [
            {"layer": kink.layer, "what": kink.what, "count": kink.count}
            for kink in check.kinks
        ],
        "verdict": check.verdict,
    }


def check_lines(check: GradientCheck, look: Look) -> Iterator[str]:
    """Yield a check for a person."""
    yield f"check by finite differences, ε = {number(check.eps, look.digits)}, in float64"
    yield f"L(w − ε)   {number(check.behind, 15)}"
    yield f"L(w + ε)   {number(check.ahead, 15)}"
    yield f"quotient   {exact(check.numeric)} = (L(w + ε) − L(w − ε)) / 2ε"
    yield f"gradient   {exact(check.backprop)} by the chain rule"
    yield check.verdict
