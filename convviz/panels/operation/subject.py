"""What an operation view is about: a moment, a place in the network, a direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.inspection import INPUT, explain_gradient, name_before
from engine.inspection.cells import shape_of

if TYPE_CHECKING:
    from convviz.panels.operation.checking import Checked
    from convviz.session import HeldBatch, Selection
    from engine.arrays import Array, Shape
    from engine.inspection import BatchTrace, LossChange, Trace
    from engine.network import Network

LETTERS = {"conv2d": ("w", "b"), "dense": ("w", "b"), "batch-norm": ("gamma", "beta")}
"""What is trained of a layer, by its kind."""

LOSS = "loss"
"""The loss is no layer, but it can be selected: it is explained with the softmax."""

Direction = Literal["forward", "backward", "both", "update"]


@dataclass(frozen=True, slots=True)
class Detail:
    """What of an operation is looked at, besides a cell of what it gives.

    Attributes
    ----------
    letter : str
        "w", "b", "gamma" or "beta" of a parameter; "x" of what the layer reads.
    index : tuple of int
        Its own index: (f, c, u, v) of a weight, (c, h, k) or (k,) of an input.
    """

    letter: str
    index: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """All that the views need to know.

    Attributes
    ----------
    network : Network
        A frozen replica.
    trace : Trace
        Of one sample, made with this very network; of a batch that is held, as far as it
        has come.
    place : Selection
        What is selected.
    direction : {"forward", "backward", "both", "update"}
    sample : str
        How the sample is called: "#3 545".
    whose : str
        Whose gradients are shown: "the loss of #3 545".
    classes : tuple of str
    divisor : int
        What the pixels were divided by.
    height : float
        How many pixels there are for the view.
    term : int or None
        The term of a sum that the person wants to see in detail; None to choose one.
    detail : Detail or None
        The parameter or the input whose gradient the person wants to see.
    held : HeldBatch or None
        The batch that is held.
    check : Checked or None
        What finite differences say of the parameter that was checked last.
    loss_change : LossChange or None
        What the update did to the loss of the batch that is held.
    """

    network: Network
    trace: Trace
    place: Selection
    direction: Direction = "forward"
    sample: str = ""
    classes: tuple[str, ...] = ()
    divisor: int = 255
    height: float = 300
    term: int | None = None
    whose: str = ""
    detail: Detail | None = None
    held: HeldBatch | None = None
    check: Checked | None = None
    loss_change: LossChange | None = None

    @property
    def layer(self) -> str:
        """Name of the layer that is selected."""
        return self.place.layer

    @property
    def source(self) -> str:
        """Name of the layer that the selected one reads."""
        return name_before(self.network, self.layer)

    @property
    def index(self) -> Shape:
        """The index of the selection."""
        return self.place.index

    @property
    def has_maps(self) -> bool:
        """Whether the selected layer gives maps, which have channels, and no units."""
        return self.layer != LOSS and len(self.shape(self.layer)) == 3

    @property
    def letters(self) -> tuple[str, ...]:
        """What is trained of the layer that is selected."""
        return LETTERS.get(self.kind(self.layer), ())

    @property
    def has_gradients(self) -> bool:
        """Whether the trace has gone back through the layer."""
        gradients = self.trace.gradients
        if self.letters and self.is_of_batch:
            name = f"{self.layer}.{self.letters[0]}"
            return name in (self.seen.parameter_gradients or {})
        has_own = self.layer in gradients
        return has_own and (not self.index or self.layer == INPUT or self.source in gradients)

    @property
    def is_of_batch(self) -> bool:
        """Whether the sample is one of a batch that is held."""
        return self.trace.batch is not None

    @property
    def seen(self) -> BatchTrace | Trace:
        """All samples that gradients of parameters are summed over."""
        return self.trace.batch or self.trace

    def shape(self, layer: str) -> Shape:
        """Return the shape of the values of a layer."""
        return shape_of(self.network, layer)

    def values(self, layer: str) -> Array:
        """Return the values of a layer."""
        return self.trace.activations[layer]

    def equation_back_to(self, cell: Shape) -> str:
        """Return what dL/d of a cell that the selected layer reads is made from."""
        return explain_gradient(self.network, self.trace, self.source, cell).equation

    def class_name(self, k: int) -> str:
        """Return the name of a class, or its number."""
        return self.classes[k] if k < len(self.classes) else str(k)

    def kind(self, layer: str) -> str:
        """Return the kind of a layer; the image and the loss are kinds of their own."""
        return layer if layer in {INPUT, LOSS} else self.network.layer(layer).kind
