"""How a number came about, as lines for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.cli.explain.figures import beside, exact, grids, indented, number, numbers, table
from convviz.cli.explain.sums import conv_lines, dense_lines
from convviz.cli.explain.values import OfMany, OfOne
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
    from collections.abc import Iterator

    from convviz.cli.explain.figures import Look
    from engine.inspection import Explanation


def lines_of(term: Explanation, look: Look) -> Iterator[str]:
    """Yield what led to a number."""
    if not isinstance(term, PixelValue):
        yield from indented(term.equation)
        yield ""
    yield from _of_many(term, look) if isinstance(term, OfMany) else _of_one(term, look)


def _of_many(term: OfMany, look: Look) -> Iterator[str]:
    match term:
        case ConvSum():
            return conv_lines(term, look)
        case DenseSum():
            return dense_lines(term, look)
        case PoolWindow():
            return _pool(term, look)
        case SoftmaxTerms():
            return _softmax(term, look)


def _of_one(term: OfOne, look: Look) -> Iterator[str]:
    match term:
        case PixelValue():
            return _pixel(term, look)
        case FlattenPlace():
            return _flatten(term)
        case ActivationValue():
            return _activation(term)
        case NormValue():
            return _norm(term, look)


def _pixel(term: PixelValue, look: Look) -> Iterator[str]:
    place = ", ".join(map(str, term.index))
    raw = f"{term.raw(look.divisor)} / {look.divisor}"
    yield f"input[{place}] = {raw}: as the data set has it, scaled to [0, 1]"
    yield ""
    yield f"stored     {exact(term.stored)}"


def _flatten(term: FlattenPlace) -> Iterator[str]:
    yield f"{term.position_formula}, counted as (c · H + h) · W + k"
    yield f"stored     {exact(term.stored)}, moved and not changed"


def _pool(term: PoolWindow, look: Look) -> Iterator[str]:
    title = f"{term.source}[{term.index[0]}], the window"
    cells = numbers(term.values, look.digits)
    yield from beside(grids(title, cells, term.rows, term.columns))
    yield ""
    if term.winner is None:
        yield f"mean of {term.values.size} cells: {exact(term.result.computed)}"
    else:
        row, column = term.winner
        yield f"winner     row {row}, column {column}: {exact(term.result.computed)}"
        yield _margin(term, look.digits)
    yield from look.stored(term.result)


def _margin(term: PoolWindow, digits: int) -> str:
    if term.values.size == 1:
        return "margin     none: it is alone in its window"
    if term.tied > 1:
        return f"margin     0: {term.tied} cells are equal, the first in row order has won"
    return f"margin     {number(term.margin, digits)} to the runner-up"


def _activation(term: ActivationValue) -> Iterator[str]:
    yield f"x          {exact(term.x)}"
    yield f"f(x)       {exact(term.stored)}, f(x) = {term.formula}"
    yield f"f′(x)      {exact(term.slope)}"
    if term.is_gate:
        state = "open" if term.is_open else "shut"
        yield (
            f"gate       {state}; {term.shut_in_map:,} of {term.cells_in_map:,} "
            f"are shut in this map, {term.shut_in_layer:,} of {term.cells_in_layer:,} in all"
        )
    yield f"stored     {exact(term.stored)}"


def _norm(term: NormValue, look: Look) -> Iterator[str]:
    names = ("x", "mean", "variance", "eps", "r", "x_hat", "gamma", "beta")
    letters = ("x", "mean", "var", "ε", "r = 1 / √(var + ε)", "x̂ = (x − mean) · r", "γ", "β")
    for letter, name in zip(letters, names, strict=True):
        wide = 20 + letter.count("\u0302")  # a hat takes no column of its own
        yield f"{letter:{wide}}{exact(getattr(term, name))}"
    yield ""
    yield f"γ · x̂ + β  {exact(term.result.computed)}"
    yield from look.stored(term.result)


def _softmax(term: SoftmaxTerms, look: Look) -> Iterator[str]:
    digits, (chosen,) = look.digits, term.index
    columns = (term.scores, term.shifted, term.exponentials, term.probabilities, term.gradient)
    rows = [
        (
            f"{'>' if k == chosen else ' '} {k} {name}{' (truth)' * (k == term.label)}",
            *(number(float(column[k]), digits) for column in columns),
        )
        for k, name in enumerate(look.classes)
    ]
    yield from table(("  class", "z", "z − max", "exp", "p", "dL/dz"), rows)
    yield ""
    total, e = exact(term.total), exact(float(term.exponentials[chosen]))
    yield f"max        {exact(term.maximum)}"
    yield f"sum of exp {total}"
    yield f"p[{chosen}] = {e} / {total} = {exact(term.result.computed)}"
    yield from look.stored(term.result)
