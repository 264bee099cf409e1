"""Checks the gradient of one parameter against what the loss really does.

With one parameter w moved by eps to both sides, all in float64::

    numeric        = (L(w + eps) - L(w - eps)) / (2 eps)
    relative error = |numeric - backprop| / max(|numeric|, |backprop|)

A loss of size |L| is known to about u |L| in float64, u = 2^-53, so the quotient is off by
some u |L| / eps; and by eps² times a third derivative. Where a gate opens or a window changes
its winner on the way from w - eps to w + eps, the loss has a kink in between, and the quotient
is of a chord across it: then the two need not agree, however right the gradient is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from engine.arrays import Shape
    from engine.inspection.kinks import Kink

_CURVATURE: Final = 1e-5
"""Relative error that the curvature of a loss may make at these steps."""


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """The gradient of one parameter beside a quotient of differences.

    Attributes
    ----------
    parameter : str
        "conv2.w".
    index : tuple of int
        In its array.
    value, eps : float
        The parameter, and by how much it was moved to both sides.
    behind, ahead : float
        Mean loss at value − eps and value + eps.
    backprop : float
        The gradient by the chain rule, in float64.
    rounding : float
        What rounding in float64 may change in `numeric`.
    kinks : tuple of Kink
        What changed its branch between the two; the first layer first.
    """

    parameter: str
    index: Shape
    value: float
    eps: float
    behind: float
    ahead: float
    backprop: float
    rounding: float
    kinks: tuple[Kink, ...]

    @property
    def numeric(self) -> float:
        """The quotient of differences."""
        return (self.ahead - self.behind) / (2 * self.eps)

    @property
    def relative_error(self) -> float:
        """By the larger of the two; 0 if both are 0."""
        size = max(abs(self.numeric), abs(self.backprop))
        return abs(self.numeric - self.backprop) / size if size else 0.0

    @property
    def agrees(self) -> bool:
        """Whether rounding and curvature explain the difference."""
        allowed = self.rounding + _CURVATURE * max(abs(self.numeric), abs(self.backprop))
        return abs(self.numeric - self.backprop) <= allowed

    @property
    def verdict(self) -> str:
        """One sentence for a person."""
        if self.agrees:
            return f"The two agree: relative error {self.relative_error:.1e}."
        if self.kinks:
            where = ", ".join(map(str, self.kinks))
            return f"The two differ across a kink: {where} between w − ε and w + ε."
        error = f"relative error {self.relative_error:.1e}"
        return f"The two differ, and no kink explains it: {error}."
