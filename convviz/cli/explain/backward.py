"""Where the gradient of a number comes from: through the layer that reads the number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convviz.cli.explain.choice import LOSS
from convviz.cli.explain.formulas import back_lines
from convviz.cli.explain.gradient_lines import gradient_lines
from convviz.cli.explain.gradient_values import gradient_values
from convviz.cli.explain.values import place_values
from engine.inspection import PoolInputSum, explain_gradient, layer_names, pool_routing
from engine.layers import Pool2D

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convviz.cli.explain.figures import Look
    from engine.arrays import Shape
    from engine.inspection import GradientExplanation, RoutingCounts, Trace
    from engine.network import Network


@dataclass(frozen=True, slots=True, eq=False)
class Backward:
    """dL/d of one cell of a layer."""

    network: Network
    trace: Trace
    layer: str
    index: Shape

    def values(self, look: Look) -> dict[str, Any]:
        """Return the arithmetic for a program."""
        term = self._term()
        told = {
            "direction": "backward",
            "layer": self.layer,
            "operation": self._operation(term),
            **place_values(self.index),
            "through": term.through,
            **gradient_values(term),
            "gradient": term.stored,
        }
        if isinstance(term, PoolInputSum):
            counts = self._counts(term)
            told |= {"inputs_of_map": counts.inputs, "inputs_without": counts.lost}
        return told

    def lines(self, look: Look) -> Iterator[str]:
        """Yield the arithmetic for a person."""
        term = self._term()
        if term.through in layer_names(self.network):
            yield from back_lines(self.network.layer(term.through))
        yield from gradient_lines(term, look)
        if isinstance(term, PoolInputSum):
            counts = self._counts(term)
            why = "no window holds" if term.pooling == "mean" else "no window is won by"
            yield (
                f"{counts.lost:,} of {counts.inputs:,} cells of this map "
                f"get nothing back: {why} them"
            )

    def _term(self) -> GradientExplanation:
        return explain_gradient(self.network, self.trace, self.layer, self.index)

    def _operation(self, term: GradientExplanation) -> str:
        if term.through not in layer_names(self.network):
            return LOSS
        return self.network.layer(term.through).kind

    def _counts(self, term: PoolInputSum) -> RoutingCounts:
        layer, seen = self.network.layer(term.through), self.trace.activations
        assert isinstance(layer, Pool2D), layer
        routing = pool_routing(layer, seen[self.layer], seen[term.through])
        return routing.counts(self.index[0])
