"""Where the gradient of one parameter comes from: every position that it had a part in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convviz.cli.explain.checking import check_lines, check_values, checked
from convviz.cli.explain.figures import exact, indented, number
from convviz.cli.explain.formulas import parameter_lines
from convviz.cli.explain.gradient_lines import BARS, sum_lines
from convviz.cli.explain.updating import updated
from convviz.cli.explain.values import reconciled
from engine.inspection import explain_parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convviz.cli.explain.figures import Look
    from convviz.cli.explain.updating import Updating
    from engine.arrays import Shape
    from engine.inspection import Contribution, GradientCheck, Trace
    from engine.network import Network
    from engine.presets import Preset


@dataclass(frozen=True, slots=True, eq=False)
class Weight:
    """dL/d of one parameter, for the sample by itself.

    Attributes
    ----------
    preset : Preset
    network : Network
    trace : Trace
    parameter : str
    index : tuple of int
    check, update : bool
        Whether to check it by finite differences, and to go on to the update.
    """

    preset: Preset
    network: Network
    trace: Trace
    parameter: str
    index: Shape
    check: bool = False
    update: bool = False

    def values(self, look: Look) -> dict[str, Any]:
        """Return the arithmetic for a program."""
        term = explain_parameter(self.network, self.trace, self.parameter, self.index)
        every = range(len(term.terms))
        shown = tuple(term.contribution(i) for i in every)
        if look.most is not None:
            shown = term.largest(look.most)
        told = {
            "direction": "backward",
            "layer": term.layer,
            "operation": self.network.layer(term.layer).kind,
            "parameter": self.parameter,
            "index": self.index,
            "value": self._value(),
            "source": term.source,
            "equation": term.equation,
            "terms": [_values(one) for one in shown],
            "rest": term.rest(shown),
            **reconciled(term.result, "sum"),
            "gradient": term.stored,
        }
        if self.check:
            told["check"] = check_values(self._checked())
        if self.update:
            told["update"] = self._updated().values()
        return told

    def lines(self, look: Look) -> Iterator[str]:
        """Yield the arithmetic for a person."""
        term = explain_parameter(self.network, self.trace, self.parameter, self.index)
        yield from parameter_lines(self.network.layer(term.layer), term.letter)
        yield from indented(term.equation)
        yield ""
        largest = term.largest(BARS if look.most is None else look.most)
        shown = largest or (term.contribution(0),)
        values = [one.product for one in shown]
        others = (len(term.terms) - len(shown), term.rest(shown))
        rows = [_row(one, look.digits) for one in shown]
        heads = ("where in y", "where in x", "x", "dy", "x · dy")
        yield from sum_lines(heads, rows, values, others, look)
        yield ""
        yield f"sum        {exact(term.result.computed)}"
        yield from look.stored(term.result)
        yield f"value      {exact(self._value())}"
        if self.check:
            yield ""
            yield from check_lines(self._checked(), look)
        if self.update:
            yield ""
            yield from self._updated().lines(look)

    def _checked(self) -> GradientCheck:
        return checked(self.network, self.trace, self.parameter, self.index)

    def _updated(self) -> Updating:
        return updated(self.network, self.trace, self.preset, self.parameter, self.index)

    def _value(self) -> float:
        return float(self.network.parameters[self.parameter][self.index])


def _values(one: Contribution) -> dict[str, Any]:
    i, j = one.position or (None, None)
    row, column = one.cell or (None, None)
    return {
        "i": i,
        "j": j,
        "row": row,
        "column": column,
        "input": one.factor,
        "gradient": one.dy,
        "product": one.product,
        "padding": one.padding,
    }


def _row(one: Contribution, digits: int) -> tuple[str, ...]:
    place = ", ".join(map(str, one.position)) or "unit"
    cell = ", ".join(map(str, one.cell or ())) or "-"
    return place, cell, number(one.factor, digits), number(one.dy, digits)
