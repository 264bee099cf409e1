"""What every explanation of dL/d activation has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.inspection.reconciliation import Reconciliation

if TYPE_CHECKING:
    from engine.arrays import Array, Shape


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ActivationGradient(ABC):
    """Where the gradient of one number comes from: the layer that reads the number.

    Attributes
    ----------
    layer : str
        Whose output the number is; or "input".
    through : str
        The layer that the gradient came back through.
    index : tuple of int
        (c, h, k), or (k,) in a layer of vectors.
    stored : float or None
        dL/d layer[index] as the engine has it; None where nobody asked for it, as nobody
        does of the images of a batch.
    """

    layer: str
    through: str
    index: Shape
    stored: float | None

    @property
    @abstractmethod
    def terms(self) -> Array:
        """All terms of the sum, float64, shape (T,)."""

    @property
    @abstractmethod
    def equation(self) -> str:
        """The sum with the indices of the cell."""

    @property
    def more_roundings(self) -> int:
        """How many roundings a term has seen beyond that of one product."""
        return 0

    @property
    def computed(self) -> float:
        """The sum of all terms in float64."""
        return self._beside(float("nan")).computed

    @property
    def result(self) -> Reconciliation | None:
        """The sum beside the stored value, where there is one."""
        return None if self.stored is None else self._beside(self.stored)

    @property
    def place(self) -> str:
        """The index as it is written: "4, 12, 8"."""
        return ", ".join(map(str, self.index))

    def _beside(self, stored: float) -> Reconciliation:
        return Reconciliation.of(self.terms, stored, more=self.more_roundings)
