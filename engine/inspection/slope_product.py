"""What comes back through an activation: ``dL/dx = f'(x) dy``, number by number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.inspection.activation_gradient import ActivationGradient
from engine.inspection.activation_value import Elementwise, form_of, shut_gates, slope_of
from engine.inspection.reconciliation import UNIT_ROUNDOFF
from engine.layers import LeakyReLU, ReLU

if TYPE_CHECKING:
    from engine.arrays import Array, Shape
    from engine.inspection.reconciliation import Reconciliation


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SlopeProduct(ActivationGradient):
    """The one term of dL/dx of an activation, and what became of its neighbours.

    Attributes
    ----------
    x, y, slope, dy : float
        Before and after the activation, f′(x) in float64, and dL/dy.
    form : str
        f of "{x}": "max(0, {x})".
    is_gate : bool
        Whether it opens or shuts: a rectifier that is shut lets nothing back, a leaky one a
        small part, and so does a dropout that left the number out.
    shut_in_map, cells_in_map : int
        How many gates of this cell's map are shut, of how many; of a vector, the whole
        layer is the map. 0 where there are no gates.
    shut_in_layer, cells_in_layer : int
    """

    x: float
    y: float
    slope: float
    dy: float
    form: str
    is_gate: bool
    shut_in_map: int
    cells_in_map: int
    shut_in_layer: int
    cells_in_layer: int

    @property
    def is_open(self) -> bool:
        """Whether the gradient passes: always, where there is no gate."""
        return not self.is_gate or self.slope >= 1

    @property
    def share_shut_in_map(self) -> float:
        """Shut gates of the map, in [0, 1]."""
        return self.shut_in_map / self.cells_in_map

    @property
    def terms(self) -> Array:
        """The product, shape (1,)."""
        return np.array([self.slope * self.dy])

    @property
    def more_roundings(self) -> int:
        """f′(x) has some of its own."""
        return 3

    def _beside(self, stored: float) -> Reconciliation:
        # Close to where tanh and the logistic function end, f′ is the difference of two
        # numbers near 1: what that is off by is a part of 1 and not of f′.
        beside = super(SlopeProduct, self)._beside(stored)
        lost = 0.0 if self.is_gate else 2 * UNIT_ROUNDOFF * abs(self.dy)
        return replace(beside, tolerance=beside.tolerance + lost)

    @property
    def equation(self) -> str:
        """``dL/d conv1[0, 3, 4] = f′(x) · dL/d relu1[0, 3, 4]``."""
        return f"dL/d {self.layer}[{self.place}] = f′(x) · dL/d {self.through}[{self.place}]"


@np.errstate(over="ignore", invalid="ignore")
def slope_product(
    layer: Elementwise,
    source: str,
    x: Array,
    y: Array,
    dy: Array,
    index: Shape,
    *,
    stored: float | None,
    kept: Array | None = None,
) -> SlopeProduct:
    """Write out what comes back through an activation to one number.

    Parameters
    ----------
    layer : ReLU, LeakyReLU, Sigmoid, Tanh or Dropout
    source : str
        What its input is called.
    x, y, dy : ndarray, shape (C, H, W) or (n,)
    index : tuple of int
    stored : float or None
        dL/dx of the number as the engine has it.
    kept : ndarray, same shape, optional
        What dropout multiplied by, in a batch that the network learns from.
    """
    is_gate = isinstance(layer, ReLU | LeakyReLU) or kept is not None
    decides = y if kept is None else kept
    neighbours = decides[index[0]] if y.ndim == 3 else decides
    slope = slope_of(layer, y[index].astype(np.float64)) if kept is None else kept[index]
    return SlopeProduct(
        layer=source,
        through=layer.name,
        index=index,
        stored=stored,
        x=float(x[index]),
        y=float(y[index]),
        slope=float(slope),
        dy=float(dy[index]),
        form=form_of(layer) if kept is None else f"{kept[index]:g} · {{x}}",
        is_gate=is_gate,
        shut_in_map=shut_gates(neighbours) if is_gate else 0,
        cells_in_map=neighbours.size,
        shut_in_layer=shut_gates(decides) if is_gate else 0,
        cells_in_layer=y.size,
    )
