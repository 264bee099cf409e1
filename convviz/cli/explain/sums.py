"""Cells of convolutions and units of dense layers, term by term, as lines to print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convviz.cli.explain.figures import (
    HALF_BAR,
    bar,
    beside,
    exact,
    grid,
    largest,
    number,
    numbers,
    table,
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
    rest = len(term.products) - len(shown)
    longest = largest(np.append(term.products[list(shown)], [term.rest(shown), term.bias]))

    def row(name: str, x: float, *factors: str) -> tuple[str, ...]:
        value = number(x, look.digits, sign=True)
        return name, *(factors or ("", "")), value, bar(x, longest)

    rows = [
        row(
            _input_name(term, k),
            float(term.products[k]),
            number(float(term.inputs[k]), look.digits),
            number(float(term.weights[k]), look.digits),
        )
        for k in shown
    ]
    if rest:
        rows.append(row(f"the other {rest:,}", term.rest(shown)))
    rows.append(row(f"bias b[{term.index[0]}]", term.bias))
    yield from table(("input", "x", "w", "x · w", " " * HALF_BAR + "0" + " " * HALF_BAR), rows)
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
            grid(f"{term.source}[{c}], the patch x", patch, term.rows, term.columns),
            grid(f"kernel w[{f}, {c}]", numbers(term.kernel[c], digits), *taps),
            grid("products w · x", numbers(term.products[c], digits), *taps),
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
    return f"{term.source}[{k}] of {term.folded.source}[{place}]"
