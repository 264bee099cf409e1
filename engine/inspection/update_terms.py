"""The update of one parameter, line by line in the letters of its optimizer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.inspection.reconciliation import SMALLEST, UNIT_ROUNDOFF, Reconciliation

if TYPE_CHECKING:
    from engine.arrays import Shape
    from engine.inspection.update import Update
    from engine.optimizers import StepLine

_ROUNDINGS = 8
"""How many roundings to float32 a number sees at most on its way through a line."""


@dataclass(frozen=True, slots=True)
class MomentChange:
    """What an optimizer remembers of one parameter.

    Attributes
    ----------
    letter : str
        In the optimizer's equations.
    before : float
        0 before the first step.
    after : Reconciliation
        Computed from `before` and g, beside what the optimizer has.
    """

    letter: str
    before: float
    after: Reconciliation


@dataclass(frozen=True, slots=True, eq=False)
class UpdateTerms:
    """All that the update of one parameter is made of.

    Attributes
    ----------
    parameter : str
        "conv2.w".
    index : tuple of int
        In its array.
    old : float
    gradient : float
        Of the mean loss.
    strength, penalty : float
        λ, and λ w, which is added to the gradient; both 0 where there is no penalty.
    clip_scale : float
        What all gradients were multiplied by then; 1 if nothing was clipped.
    g : Reconciliation
        (gradient + penalty) · clip_scale, beside what the optimizer got.
    learning_rate, factor, alpha : float
        What was set, what the schedule made of it, and their product.
    optimizer : str
        Its name.
    t : int
        Which step this is, from 1.
    moments : tuple of MomentChange
    lines : tuple of StepLine
        The optimizer's equations from the stored g on, in float64; the last one is the new
        value.
    result : Reconciliation
        The new value, beside the stored one.
    """

    parameter: str
    index: Shape
    old: float
    gradient: float
    strength: float
    penalty: float
    clip_scale: float
    g: Reconciliation
    learning_rate: float
    factor: float
    alpha: float
    optimizer: str
    t: int
    moments: tuple[MomentChange, ...]
    lines: tuple[StepLine, ...]
    result: Reconciliation

    @property
    def step(self) -> float:
        """What is added to the parameter, in float64."""
        return self.result.computed - self.old

    @property
    def stored_step(self) -> float:
        """What was added to the stored one."""
        return self.result.stored - self.old


def explain_update(update: Update, parameter: str, index: Shape) -> UpdateTerms:
    """Write out the update of one parameter.

    Parameters
    ----------
    update : Update
    parameter : str
        "conv2.w".
    index : tuple of int
        In its array.

    Raises
    ------
    ValueError
        If there is no such parameter, or it has no gradient.
    IndexError
        If it has no such index.
    """
    if parameter not in update.mean:
        known = ", ".join(update.mean)
        raise ValueError(f"explain_update: parameter must be one of {known}, got {parameter}")
    shape = update.before.shapes[parameter]
    if len(index) != len(shape) or not all(
        0 <= i < n for i, n in zip(index, shape, strict=True)
    ):
        raise IndexError(f"{parameter}: index must lie within {shape}, got {index}")
    optimizer, old = update.optimizer, float(update.before[parameter][index])
    gradient, g = (
        float(update.mean[parameter][index]),
        float(update.gradients[parameter][index]),
    )
    strength = update.strength_at(parameter)
    penalty, scale = strength * old, update.clip_scale
    known_moments = [float(moment[parameter][index]) for moment in optimizer.moments]
    moments = known_moments or [0.0] * len(optimizer.moment_names)
    lines = _lines(update, parameter, old, g, moments)
    after = [float(moment[parameter][index]) for moment in update.stepped.moments]
    computed = [line.value for line in lines if line.letter in optimizer.moment_names]
    off = _off(update, parameter, old, g, moments)
    new = lines[-1].value
    tolerance = off[-1] + 2 * UNIT_ROUNDOFF * (abs(old) + abs(new))
    sizes = np.array([gradient, penalty]) * scale
    off_g = 4 * (UNIT_ROUNDOFF * float(np.abs(sizes).sum()) + SMALLEST)
    return UpdateTerms(
        parameter=parameter,
        index=index,
        old=old,
        gradient=gradient,
        strength=strength,
        penalty=penalty,
        clip_scale=scale,
        g=Reconciliation(float(sizes.sum()), g, off_g),
        learning_rate=update.learning_rate,
        factor=update.factor,
        alpha=update.alpha,
        optimizer=optimizer.name,
        t=optimizer.t + 1,
        moments=tuple(
            MomentChange(letter, first, Reconciliation(now, stored, tolerance))
            for letter, first, now, stored, tolerance in zip(
                optimizer.moment_names, moments, computed, after, off[:-1], strict=True
            )
        ),
        lines=lines,
        result=Reconciliation(new, float(update.after[parameter][index]), tolerance),
    )


def _lines(
    update: Update, parameter: str, theta: float, g: float, moments: list[float]
) -> tuple[StepLine, ...]:
    is_weight = parameter.endswith(".w")
    return update.optimizer.explain(theta, g, update.alpha, moments, is_weight=is_weight)


def _off(
    update: Update, parameter: str, theta: float, g: float, moments: list[float]
) -> list[float]:
    """Return what rounding may change in the new moments and in the step.

    The lines are stable: rounding on the way changes no more than numbers would that are
    off by a few roundings when they come in, and the results when they come out.
    """
    letters = update.optimizer.moment_names

    def found(g: float, moments: list[float]) -> np.ndarray:
        lines = _lines(update, parameter, theta, g, moments)
        kept = [line.value for line in lines if line.letter in letters]
        return np.array([*kept, lines[-1].value - theta])

    little = 1 + _ROUNDINGS * UNIT_ROUNDOFF
    exact = found(g, moments)
    off = np.abs(exact) * (little - 1) + np.abs(found(g * little, moments) - exact)
    for i in range(len(moments)):
        moved = [m * little if k == i else m for k, m in enumerate(moments)]
        off += np.abs(found(g, moved) - exact)
    return [float(number) + _ROUNDINGS * SMALLEST for number in off]
