"""How the gradient of a number came about, as lines for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convviz.cli.explain.figures import exact, indented, number, with_bars
from convviz.cli.explain.gradient_values import OfMany, OfOne
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
    from collections.abc import Iterator, Sequence

    from convviz.cli.explain.figures import Look
    from engine.inspection import GradientExplanation

BARS = 12
"""Of a sum, where nobody asks for another number."""


def gradient_lines(term: GradientExplanation, look: Look) -> Iterator[str]:
    """Yield the layer that a gradient came back through, and what it made of it."""
    yield from indented(term.equation)
    yield ""
    yield from _of_many(term, look) if isinstance(term, OfMany) else _of_one(term)
    yield ""
    assert term.result is not None, term
    yield f"sum        {exact(term.result.computed)}"
    yield from look.stored(term.result)


def _of_many(term: OfMany, look: Look) -> Iterator[str]:
    match term:
        case ConvInputSum():
            return _conv(term, look)
        case DenseInputSum():
            return _dense(term, look)
        case PoolInputSum():
            return _pool(term, look)


def _of_one(term: OfOne) -> Iterator[str]:
    match term:
        case SlopeProduct():
            yield f"x          {exact(term.x)}, f(x) = {term.form.format(x='x')}"
            yield f"f′(x)      {exact(term.slope)}{_gate(term)}"
            yield f"dy         {exact(term.dy)}"
        case NormGradient():
            yield f"γ          {exact(term.gamma)}"
            yield f"r          {exact(term.r)} = 1 / √(variance + ε)"
            yield f"dy         {exact(term.dy)}"
        case FlattenGradient():
            yield f"{term.position_formula}, counted as (c · H + h) · W + k"
        case LossGradient():
            k = term.index[0]
            yield f"p[{k}]       {exact(float(term.probabilities[k]))}"
            yield f"y[{k}]       {exact(float(term.truth[k]))}"
        case ProbabilityGradient():
            yield f"p[{term.index[0]}]       {exact(term.probability)}"


def _gate(term: SlopeProduct) -> str:
    if not term.is_gate:
        return ""
    state = "open" if term.is_open else "shut"
    shut = f"{term.shut_in_map:,} of {term.cells_in_map:,} gates of this map are shut"
    return f", the gate is {state}; {shut}"


def _conv(term: ConvInputSum, look: Look) -> Iterator[str]:
    shown = term.largest(BARS if look.most is None else look.most)
    rows = [
        (
            f"{term.through}[{cell.f}, {cell.i}, {cell.j}]",
            f"{cell.u}, {cell.v}",
            number(cell.weight, look.digits),
            number(cell.dy, look.digits),
        )
        for cell in shown
    ]
    values = [cell.product for cell in shown]
    others = (term.products.size - len(shown), term.rest(shown))
    yield from sum_lines(("fed cell", "tap", "w", "dy", "w · dy"), rows, values, others, look)


def _dense(term: DenseInputSum, look: Look) -> Iterator[str]:
    shown = term.largest(BARS if look.most is None else look.most)
    rows = [
        (
            f"{term.through}[{m}]",
            number(float(term.weights[m]), look.digits),
            number(float(term.dy[m]), look.digits),
        )
        for m in shown
    ]
    values = [float(term.products[m]) for m in shown]
    others = (term.products.size - len(shown), term.rest(shown))
    yield from sum_lines(("unit", "w", "dy", "w · dy"), rows, values, others, look)


def _pool(term: PoolInputSum, look: Look) -> Iterator[str]:
    places = list(np.ndindex(term.products.shape))
    if not places:
        yield "No window holds this cell: nothing comes back to it."
        return
    rows = [
        (
            f"{term.through}[{term.index[0]}, {term.windows_i[i]}, {term.windows_j[j]}]",
            number(float(term.shares[i, j]), look.digits),
            number(float(term.dy[i, j]), look.digits),
        )
        for i, j in places
    ]
    values = [float(x) for x in term.terms]
    yield from sum_lines(("window", "share", "dy", "comes back"), rows, values, (0, 0.0), look)


def sum_lines(
    heads: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    values: list[float],
    others: tuple[int, float],
    look: Look,
) -> Iterator[str]:
    """Yield terms with bars, and one line for the others.

    Parameters
    ----------
    heads : tuple of str
        Of the names, the factors and the products.
    rows : sequence of tuple of str
        Names and factors.
    values : list of float
        The products.
    others : tuple of int and float
        How many terms are not among the rows, and their sum.
    look : Look
    """
    count, rest = others
    if count:
        rows = [*rows, (f"the other {count:,}", *[""] * (len(heads) - 2))]
        values = [*values, rest]
    if not values:
        yield "There is no term."
        return
    products = [number(x, look.digits, sign=True) for x in values]
    texts = [(*row, product) for row, product in zip(rows, products, strict=True)]
    yield from with_bars(heads, texts, values)
