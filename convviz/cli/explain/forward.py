"""Where a number comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convviz.cli.explain.choice import LOSS
from convviz.cli.explain.figures import derivative, exact
from convviz.cli.explain.formulas import head_lines
from convviz.cli.explain.lines import lines_of
from convviz.cli.explain.loss import loss_lines, loss_values
from convviz.cli.explain.values import place_values, values_of
from engine.inspection import INPUT, SoftmaxTerms, explain, layer_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convviz.cli.explain.figures import Look
    from engine.arrays import Shape
    from engine.inspection import Trace
    from engine.network import Network


@dataclass(frozen=True, slots=True, eq=False)
class Forward:
    """The cell of a layer, or the loss, whose index is ()."""

    network: Network
    trace: Trace
    layer: str
    index: Shape

    def values(self, look: Look) -> dict[str, Any]:
        """Return the arithmetic for a program."""
        told = {"direction": "forward", "layer": self.layer}
        if not self.index:
            return told | {"operation": LOSS} | loss_values(self._scores(), look.classes)
        term = explain(self.network, self.trace, self.layer, self.index)
        is_input = self.layer == INPUT
        return told | {
            "operation": INPUT if is_input else self.network.layer(self.layer).kind,
            **place_values(self.index),
            "source": getattr(term, "source", None),
            "equation": getattr(term, "equation", None),
            **values_of(term, look.classes, look.most),
            "gradient": self._gradient(),
        }

    def lines(self, look: Look) -> Iterator[str]:
        """Yield the arithmetic for a person."""
        if not self.index:
            yield from loss_lines(self._scores(), look)
            return
        if self.layer != INPUT:
            yield from head_lines(self.network.layer(self.layer))
        yield from lines_of(explain(self.network, self.trace, self.layer, self.index), look)
        yield f"gradient   {exact(self._gradient())} = {derivative(self.layer, self.index)}"

    def _gradient(self) -> float:
        return float(self.trace.gradients[self.layer][self.index])

    def _scores(self) -> SoftmaxTerms:
        """Return the terms of the softmax in front of the loss."""
        last = layer_names(self.network)[-1]
        term = explain(self.network, self.trace, last, (self.trace.label,))
        assert isinstance(term, SoftmaxTerms), term
        return term
