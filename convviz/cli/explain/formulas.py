"""What a layer computes, in the letters of `docs/notation.md`."""

from __future__ import annotations

import textwrap
from types import MappingProxyType
from typing import TYPE_CHECKING

from convviz.cli.explain.figures import WIDTH
from engine.layers import Pool2D

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.layers import AnyLayer


FORMULAS: Mapping[str, str] = MappingProxyType(
    {
        "conv2d": "y[f,i,j] = b[f] + Σ w[f,c,u,v] · P[c, i·s+u·d, j·s+v·d]",
        "dense": "y[m] = b[m] + Σ w[m,k] · x[k]",
        "flatten": "y[(c·H + h)·W + k] = x[c,h,k]",
        "batch-norm": "y = γ · (x − mean) / √(variance + ε) + β, of each channel",
        "softmax": "p[k] = exp(z[k] − max) / Σ exp(z[j] − max)",
        "dropout": "y = x: it leaves nothing out when a sample is looked at",
    }
)
"""Of layers whose equation takes more than their `arithmetic`."""


def head_lines(layer: AnyLayer) -> Iterator[str]:
    """Yield what a layer is, and its formula."""
    text = f"{layer.name} ({layer.kind}): {layer.arithmetic()}, {layer.note()}"
    yield from textwrap.wrap(text, WIDTH)
    yield f"  {formula_of(layer)}"


def formula_of(layer: AnyLayer) -> str:
    """Return the equation of a layer, for one sample."""
    if isinstance(layer, Pool2D):
        return f"y[c,i,j] = {layer.pooling} of the x[c] in window (i, j), padding left out"
    return FORMULAS.get(layer.kind, f"y = {layer.arithmetic()}")
