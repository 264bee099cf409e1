"""What the first update would make of one parameter, if the batch were this sample alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from convviz.cli.explain.figures import exact, indented, number, table
from convviz.cli.explain.values import reconciled
from engine.inspection import (
    INPUT,
    explain_update,
    loss_change,
    plan_update,
    trace_batch,
)
from engine.optimizers import make_optimizer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convviz.cli.explain.figures import Look
    from engine.arrays import Shape
    from engine.inspection import LossChange, Trace, UpdateTerms
    from engine.network import Network
    from engine.presets import Preset


@dataclass(frozen=True, slots=True)
class Updating:
    """The update of one parameter, and what it does to the loss.

    Attributes
    ----------
    terms : UpdateTerms
    change : LossChange
        Of the sample, by the update of all parameters.
    """

    terms: UpdateTerms
    change: LossChange

    def values(self) -> dict[str, Any]:
        """Return the update for a program."""
        terms = self.terms
        return {
            "optimizer": terms.optimizer,
            "t": terms.t,
            "old": terms.old,
            "mean_gradient": terms.gradient,
            "penalty": terms.penalty,
            "clip_scale": terms.clip_scale,
            "g": terms.g.stored,
            "alpha": terms.alpha,
            "moments": [
                {"letter": one.letter, "before": one.before, **reconciled(one.after)}
                for one in terms.moments
            ],
            "lines": [
                {"letter": line.letter, "formula": line.formula, "value": line.value}
                for line in terms.lines
            ],
            "step": terms.step,
            **reconciled(terms.result),
            "loss_before": self.change.before,
            "loss_after": self.change.after,
            "loss_change_predicted": self.change.predicted,
            "loss_change_measured": self.change.measured,
        }

    def lines(self, look: Look) -> Iterator[str]:
        """Yield the update for a person."""
        terms, digits = self.terms, look.digits
        yield f"update by {terms.optimizer}, step {terms.t}, of this sample alone"
        yield f"  g = {_gradient_in_words(terms, digits)}"
        yield f"  α = {number(terms.alpha, digits)}, θ = {exact(terms.old)} before"
        for line in terms.lines:
            yield from indented(f"{line.letter} = {line.formula} = {exact(line.value)}")
        yield f"step       {exact(terms.step)}"
        yield f"new value  {exact(terms.result.computed)}"
        yield from look.stored(terms.result)
        yield ""
        change = self.change
        rows = [
            ("predicted by the gradient", number(change.predicted, digits)),
            ("measured", number(change.measured, digits)),
        ]
        yield from table(("change of the loss by the whole update", "ΔL"), rows)
        yield f"L {exact(change.before)} before, {exact(change.after)} after"


def updated(
    network: Network, trace: Trace, preset: Preset, parameter: str, index: Shape
) -> Updating:
    """Plan the first update of a training and write it out for one parameter.

    Parameters
    ----------
    network : Network
        Left as it is.
    trace : Trace
        Of the sample.
    preset : Preset
        Has the optimizer, the penalty and the limit.
    parameter : str
    index : tuple of int
    """
    x, labels = trace.activations[INPUT][None], np.array([trace.label])
    batch = trace_batch(network, x, labels, trace.criterion)
    optimizer = make_optimizer(
        preset.optimizer, preset.learning_rate, **preset.optimizer_options
    )
    update = plan_update(
        network,
        optimizer,
        batch.parameter_gradients,
        l2=preset.l2,
        clip_norm=preset.clip_norm,
    )
    return Updating(explain_update(update, parameter, index), loss_change(update, batch))


def _gradient_in_words(terms: UpdateTerms, digits: int) -> str:
    text = f"dL/dw {exact(terms.gradient)}"
    if terms.strength:
        text += f" + penalty λw {number(terms.penalty, digits)}"
    if terms.clip_scale != 1:
        text += f", times {number(terms.clip_scale, digits)} for the limit"
    is_changed = terms.strength or terms.clip_scale != 1
    return f"{text} = {exact(terms.g.stored)}" if is_changed else text
