"""How a number came about, as values for a program; `docs/explain.md` tells what each is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.inspection import (
    ActivationValue,
    ConvSum,
    DenseSum,
    FlattenPlace,
    NormValue,
    PixelValue,
    PoolWindow,
    SoftmaxTerms,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.inspection import Explanation, Reconciliation
    from engine.inspection.dense_sum import Folded

OfMany = ConvSum | DenseSum | PoolWindow | SoftmaxTerms
OfOne = FlattenPlace | ActivationValue | NormValue | PixelValue
"""What a number came from: many numbers, or one."""


def values_of(term: Explanation, classes: tuple[str, ...], most: int | None) -> dict[str, Any]:
    """Return what led to a number.

    Parameters
    ----------
    term : Explanation
    classes : tuple of str
    most : int or None
        How many contributions to a dense sum are wanted, the largest first; None for all
        of them, in their order.
    """
    return _of_many(term, classes, most) if isinstance(term, OfMany) else _of_one(term)


def _of_many(term: OfMany, classes: tuple[str, ...], most: int | None) -> dict[str, Any]:
    match term:
        case ConvSum():
            return _conv(term)
        case DenseSum():
            return _dense(term, most)
        case PoolWindow():
            return _pool(term)
        case SoftmaxTerms():
            return _softmax(term, classes)


def _of_one(term: OfOne) -> dict[str, Any]:
    match term:
        case FlattenPlace():
            return {"from": place_values(term.place), "stored": term.stored}
        case ActivationValue():
            return _activation(term)
        case NormValue():
            return _norm(term)
        case PixelValue():
            return {"stored": term.stored}


def reconciled(result: Reconciliation, name: str = "computed") -> dict[str, float]:
    """Return a value computed anew beside the stored one."""
    return {
        name: result.computed,
        "stored": result.stored,
        "difference": result.difference,
        "tolerance": result.tolerance,
        "single": result.single,
    }


def place_values(index: Sequence[int]) -> dict[str, int]:
    """Return an index with names: channel, row and column, or the unit."""
    names = ("channel", "row", "column") if len(index) == 3 else ("unit",)
    return dict(zip(names, index, strict=False))


def _conv(term: ConvSum) -> dict[str, Any]:
    terms = [
        {
            "channel": c,
            "row": term.rows[u],
            "column": term.columns[v],
            "input": float(term.patch[c, u, v]),
            "weight": float(term.kernel[c, u, v]),
            "product": float(term.products[c, u, v]),
            "padding": bool(term.padding[u, v]),
        }
        for c, u, v in np.ndindex(term.products.shape)
    ]
    return {
        "terms": terms,
        "subtotals": term.subtotals,
        "bias": term.bias,
        **reconciled(term.result, "sum"),
    }


def _dense(term: DenseSum, most: int | None) -> dict[str, Any]:
    shown = tuple(range(len(term.products))) if most is None else term.largest(most)
    return {
        "contributions": [
            {
                "unit": k,
                **_folded(term.folded, k),
                "input": float(term.inputs[k]),
                "weight": float(term.weights[k]),
                "product": float(term.products[k]),
            }
            for k in shown
        ],
        "rest": term.rest(shown),
        "bias": term.bias,
        **reconciled(term.result, "sum"),
    }


def _folded(folded: Folded | None, k: int) -> dict[str, int | None]:
    if folded is None:
        return {"channel": None, "row": None, "column": None}
    return {**place_values(folded.place(k))}


def _pool(term: PoolWindow) -> dict[str, Any]:
    window = [
        {
            "row": term.rows[u],
            "column": term.columns[v],
            "value": float(term.values[u, v]),
            "gradient": None if term.shares is None else float(term.shares[u, v]),
        }
        for u, v in np.ndindex(term.values.shape)
    ]
    winner, won = None, term.winner_in_window
    if term.winner is not None and won is not None:
        row, column = term.winner
        winner = {"row": row, "column": column, "value": float(term.values[won])}
    return {
        "pooling": term.pooling,
        "window": window,
        "winner": winner,
        "tied": term.tied if winner else None,
        "margin": term.margin if winner else None,
        **reconciled(term.result),
    }


def _softmax(term: SoftmaxTerms, classes: tuple[str, ...]) -> dict[str, Any]:
    return {
        "terms": [
            {
                "class": k,
                "name": name,
                "score": float(term.scores[k]),
                "shifted": float(term.shifted[k]),
                "exponential": float(term.exponentials[k]),
                "probability": float(term.probabilities[k]),
                "stored": float(term.stored_probabilities[k]),
                "truth": int(k == term.label),
                "gradient": float(term.gradient[k]),
            }
            for k, name in enumerate(classes)
        ],
        "maximum": term.maximum,
        "sum": term.total,
        **reconciled(term.result),
    }


def _activation(term: ActivationValue) -> dict[str, Any]:
    return {
        "x": term.x,
        "formula": term.formula,
        "stored": term.stored,
        "slope": term.slope,
        "open": term.is_open if term.is_gate else None,
        "shut_in_map": term.shut_in_map if term.is_gate else None,
        "cells_in_map": term.cells_in_map,
    }


def _norm(term: NormValue) -> dict[str, Any]:
    return {
        "x": term.x,
        "mean": term.mean,
        "variance": term.variance,
        "eps": term.eps,
        "gamma": term.gamma,
        "beta": term.beta,
        "x_hat": term.x_hat,
        **reconciled(term.result),
    }
