"""Cells of convolutions and units of dense layers, term by term, as lines to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convviz.cli.explain.figures import (
    beside,
    exact,
    grids,
    number,
    numbers,
    table,
    with_bars,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convviz.cli.explain.figures import Look
    from engine.inspection import ConvSum, DenseSum

BARS = 12
"""Of a dense sum, where nobody asks for another number."""


def conv_lines(term: ConvSum, look: Look) -> Iterator[str]:
    """Yield patch, kernel and products of each channel, then the running sum."""
    for c in _written_out(term, look.most):
        yield from _channel(term, c, look.digits)
        yield ""
    if term.padding.any():
        yield "(0) lies outside the map: a zero of the padding."
        yield ""
    yield from _running(term, look)
    yield ""
    yield f"sum        {exact(term.result.computed)}"
    yield from look.stored(term.result)


def dense_lines(term: DenseSum, look: Look) -> Iterator[str]:
    """Yield the largest contributions as bars, the rest as one, and the sum."""
    shown = term.largest(BARS if look.most is None else look.most)
    rows = [
        (
            _input_name(term, k),
            number(float(term.inputs[k]), look.digits),
            number(float(term.weights[k]), look.digits),
        )
        for k in shown
    ]
    values = [float(term.products[k]) for k in shown]
    if len(shown) < len(term.products):
        rows.append((f"the other {len(term.products) - len(shown):,}", "", ""))
        values.append(term.rest(shown))
    rows.append((f"bias b[{term.index[0]}]", "", ""))
    values.append(term.bias)
    texts = [
        (*row, number(x, look.digits, sign=True)) for row, x in zip(rows, values, strict=True)
    ]
    yield from with_bars(("k, input", "x", "w", "x · w"), texts, values)
    yield ""
    yield f"sum        {exact(term.result.computed)}"
    yield from look.stored(term.result)


def _written_out(term: ConvSum, most: int | None) -> Sequence[int]:
    channels = len(term.products)
    if most is None or most >= channels:
        return range(channels)
    order = np.argsort(-np.abs(term.subtotals), kind="stable")[:most]
    return sorted(int(c) for c in order)


def _channel(term: ConvSum, c: int, digits: int) -> Iterator[str]:
    patch = numbers(term.patch[c], digits)
    for u, v in np.argwhere(term.padding):
        patch[u][v] = "(0)"
    f, (height, width) = term.index[0], term.padding.shape
    taps = range(height), range(width)
    yield from beside(
        [
            *grids(f"{term.source}[{c}], the patch x", patch, term.rows, term.columns),
            *grids(f"kernel w[{f}, {c}]", numbers(term.kernel[c], digits), *taps),
            *grids("products w · x", numbers(term.products[c], digits), *taps),
        ]
    )
    yield f"subtotal of channel {c}: {number(float(term.subtotals[c]), digits)}"


def _running(term: ConvSum, look: Look) -> Iterator[str]:
    steps = [f"bias b[{term.index[0]}]"]
    steps += [f"+ channel {c}" for c in range(len(term.products))]
    added = [term.bias, *term.subtotals.tolist()]
    rows = [
        (step, number(x, look.digits), number(float(total), look.digits))
        for step, x, total in zip(steps, added, term.running, strict=True)
    ]
    yield from table(("", "added", "running sum"), rows)


def _input_name(term: DenseSum, k: int) -> str:
    if term.folded is None:
        return f"{term.source}[{k}]"
    place = ", ".join(map(str, term.folded.place(k)))
    return f"{k}, {term.folded.source}[{place}]"
