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


BACK: Mapping[str, str] = MappingProxyType(
    {
        "conv2d": "dx[c,h,k] = Σ w[f,c,u,v] · dy[f,i,j] over the windows that read (h, k)",
        "dense": "dx[k] = Σ w[m,k] · dy[m]",
        "flatten": "dx[c,h,k] = dy[(c·H + h)·W + k]",
        "batch-norm": "dx = γ · r · dy",
        "softmax": "dz: softmax and loss go back in one step",
    }
)
"""Of layers that are no activations, what comes back through them."""

OF_PARAMETER: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("conv2d", "w"): "dw[f,c,u,v] = Σ dy[n,f,i,j] · P[n, c, i·s+u·d, j·s+v·d]",
        ("conv2d", "b"): "db[f] = Σ dy[n,f,i,j]",
        ("dense", "w"): "dw[m,k] = Σ dy[n,m] · x[n,k]",
        ("dense", "b"): "db[m] = Σ dy[n,m]",
        ("batch-norm", "gamma"): "dγ[c] = Σ dy · x̂ over all cells of the channel",
        ("batch-norm", "beta"): "dβ[c] = Σ dy over all cells of the channel",
    }
)
"""By the kind of the layer and the letter of the parameter."""


def head_lines(layer: AnyLayer) -> Iterator[str]:
    """Yield what a layer is, and its formula."""
    yield from _what(layer)
    yield f"  {formula_of(layer)}"


def back_lines(layer: AnyLayer) -> Iterator[str]:
    """Yield what a layer is, and how a gradient comes back through it."""
    yield from _what(layer)
    yield f"  {back_formula_of(layer)}"


def parameter_lines(layer: AnyLayer, letter: str) -> Iterator[str]:
    """Yield what a layer is, and the gradient of one of its parameters."""
    yield from _what(layer)
    yield f"  {OF_PARAMETER[layer.kind, letter]}"


def formula_of(layer: AnyLayer) -> str:
    """Return the equation of a layer, for one sample."""
    if isinstance(layer, Pool2D):
        return f"y[c,i,j] = {layer.pooling} of the x[c] in window (i, j), padding left out"
    return FORMULAS.get(layer.kind, f"y = {layer.arithmetic()}")


def back_formula_of(layer: AnyLayer) -> str:
    """Return how a gradient comes back through a layer, for one sample."""
    if isinstance(layer, Pool2D):
        if layer.pooling == "mean":
            return "dx[c,h,k] = Σ dy[c,i,j] / n of the windows that hold (h, k)"
        return "dx[c,h,k] = Σ dy[c,i,j] of the windows that (h, k) has won"
    return BACK.get(layer.kind, "dx = f′(x) · dy")


def _what(layer: AnyLayer) -> list[str]:
    text = f"{layer.name} ({layer.kind}): {layer.arithmetic()}, {layer.note()}"
    return textwrap.wrap(text, WIDTH)
