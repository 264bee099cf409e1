"""One line of an optimizer's equations, with the number that it comes to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepLine:
    """What one line gives for one parameter.

    Attributes
    ----------
    letter : str
        What is computed: "m", "m̂", "θ".
    formula : str
        Of what: "β₁ m + (1 − β₁) g". A letter on both sides has its old value here.
    value : float
        In float64.
    """

    letter: str
    formula: str
    value: float
