"""How the gradient of a number came about, as values for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from convviz.cli.explain.values import place_values, reconciled
from engine.inspection import (
    ConvInputSum,
    DenseInputSum,
    FlattenGradient,
    LossGradient,
    NormGradient,
    PoolInputSum,
    ProbabilityGradient,
    SlopeProduct,
)

if TYPE_CHECKING:
    from engine.inspection import GradientExplanation

OfMany = ConvInputSum | DenseInputSum | PoolInputSum
OfOne = SlopeProduct | NormGradient | FlattenGradient | LossGradient | ProbabilityGradient
"""What a gradient came back from: many numbers, or one."""


def gradient_values(term: GradientExplanation) -> dict[str, Any]:
    """Return the terms of a gradient; each has its `product`, and these add up to `sum`."""
    told = _of_many(term) if isinstance(term, OfMany) else _of_one(term)
    assert term.result is not None, term
    return {"equation": term.equation, **told, **reconciled(term.result, "sum")}


def _of_many(term: OfMany) -> dict[str, Any]:
    match term:
        case ConvInputSum():
            return {"terms": _conv(term)}
        case DenseInputSum():
            columns = (term.dy.tolist(), term.weights.tolist(), term.products.tolist())
            names = ("gradient", "weight", "product")
            rows = zip(*columns, strict=True)
            return {
                "terms": [
                    {"unit": m, **dict(zip(names, row, strict=True))}
                    for m, row in enumerate(rows)
                ]
            }
        case PoolInputSum():
            return {"pooling": term.pooling, "value": term.value, "terms": _pool(term)}


def _of_one(term: OfOne) -> dict[str, Any]:
    match term:
        case SlopeProduct():
            return {
                "x": term.x,
                "slope": term.slope,
                "open": term.is_open if term.is_gate else None,
                "terms": [{"gradient": term.dy, "product": float(term.terms[0])}],
            }
        case NormGradient():
            return {
                "gamma": term.gamma,
                "r": term.r,
                "terms": [{"gradient": term.dy, "product": float(term.terms[0])}],
            }
        case FlattenGradient():
            part = {"unit": term.position, "gradient": term.dy, "product": term.dy}
            return {"terms": [part]}
        case LossGradient():
            k = term.index[0]
            p, y = float(term.probabilities[k]), int(term.truth[k])
            products = [{"product": product} for product in term.terms.tolist()]
            return {"probability": p, "truth": y, "terms": products}
        case ProbabilityGradient():
            products = [{"product": product} for product in term.terms.tolist()]
            return {"probability": term.probability, "terms": products}


def _conv(term: ConvInputSum) -> list[dict[str, Any]]:
    return [
        {
            **place_values((f, term.windows_i[i], term.windows_j[j])),
            "u": term.taps_u[i],
            "v": term.taps_v[j],
            "gradient": float(term.dy[f, i, j]),
            "weight": float(term.weights[f, i, j]),
            "product": float(term.products[f, i, j]),
        }
        for f, i, j in np.ndindex(term.products.shape)
    ]


def _pool(term: PoolInputSum) -> list[dict[str, Any]]:
    return [
        {
            **place_values((term.index[0], term.windows_i[i], term.windows_j[j])),
            "gradient": float(term.dy[i, j]),
            "share": float(term.shares[i, j]),
            "product": float(term.products[i, j]),
        }
        for i, j in np.ndindex(term.products.shape)
    ]
