"""What an operation view is about: a moment, a place in the network, a direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.inspection import INPUT, name_before

if TYPE_CHECKING:
    from convviz.session import Selection
    from engine.arrays import Array, Shape
    from engine.inspection import Trace
    from engine.network import Network

LOSS = "loss"
"""The loss is no layer, but it can be selected: it is explained with the softmax."""

Direction = Literal["forward", "backward", "both"]


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """All that the views need to know.

    Attributes
    ----------
    network : Network
        A frozen replica.
    trace : Trace
        Of the pinned sample, made with this very network.
    place : Selection
        What is selected.
    direction : {"forward", "backward", "both"}
    sample : str
        How the sample is called: "#3 545".
    classes : tuple of str
    divisor : int
        What the pixels were divided by.
    height : float
        How many pixels there are for the view.
    term : int or None
        The term of a sum that the person wants to see in detail; None to choose one.
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
    def has_gradients(self) -> bool:
        """Whether the trace went back as well."""
        return bool(self.trace.gradients)

    def shape(self, layer: str) -> Shape:
        """Return the shape of the values of a layer."""
        return self.trace.activations[layer].shape

    def values(self, layer: str) -> Array:
        """Return the values of a layer."""
        return self.trace.activations[layer]

    def class_name(self, k: int) -> str:
        """Return the name of a class, or its number."""
        return self.classes[k] if k < len(self.classes) else str(k)

    def kind(self, layer: str) -> str:
        """Return the kind of a layer; the image and the loss are kinds of their own."""
        return layer if layer in {INPUT, LOSS} else self.network.layer(layer).kind
