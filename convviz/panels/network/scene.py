"""All that one picture of the network is made of, computed once per frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convviz.panels.network.pictures import picture
from convviz.panels.network.words import captions, unusual_text, zeros_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PyQt6.QtGui import QImage

    from convviz.panels.network.layout import NetworkLayout
    from convviz.panels.network.scaling import Group
    from convviz.plotting import Scale
    from convviz.session import Frame
    from convviz.theming import Theme
    from engine.losses import Loss
    from engine.network import Network
    from engine.training import Operation

Captions = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Remark:
    """What the values of a layer give cause to say, in place of its second caption.

    `short` says it where there is little room.
    """

    text: str
    short: str = ""
    warns: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is painted.

    Parameters
    ----------
    layout : NetworkLayout
    frame : Frame
    classes : tuple of str
    scales : mapping of Group to Scale
    images : mapping of str to QImage
        By layer, one pixel per cell.
    captions : mapping of str to (str, str)
        Two lines below each layer.
    remarks : mapping of str to Remark
        Of those layers whose second line is about the values.
    lit, upcoming : Operation or None
        What has just run and what comes next; None while training runs.
    has_begun : bool
        Whether the parameters are no longer the random ones of the start.
    """

    layout: NetworkLayout
    frame: Frame
    classes: tuple[str, ...]
    scales: Mapping[Group, Scale]
    images: Mapping[str, QImage]
    captions: Captions
    remarks: Mapping[str, Remark]
    lit: Operation | None
    upcoming: Operation | None
    has_begun: bool

    def scale_of(self, layer: str) -> Scale:
        """Return the scale of a layer."""
        return next(scale for group, scale in self.scales.items() if layer in group.layers)

    def looks_still_like(self, other: Scene) -> bool:
        """Return whether only values differ: the still part need not be painted again."""
        return (
            self.layout is other.layout
            and self.captions is other.captions
            and self.remarks.keys() == other.remarks.keys()
            and self.frame.sample == other.frame.sample
            and (self.lit, self.upcoming) == (other.lit, other.upcoming)
            and self.has_begun == other.has_begun
        )


def images_of(
    layout: NetworkLayout, frame: Frame, scales: Mapping[Group, Scale], theme: Theme
) -> dict[str, QImage]:
    """Return the picture of every layer."""
    by_layer = {name: scale for group, scale in scales.items() for name in group.layers}
    activations = frame.trace.activations
    return {
        name: picture(column.grid, activations[name], by_layer[name], theme)
        for column in layout.columns
        if (name := column.station.name) in by_layer and column.grid is not None
    }


def captions_of(network: Network, divisor: int, criterion: Loss) -> Captions:
    """Return the captions of every layer, of the image and of the loss."""
    height, width = network.input_shape[1:]
    return {
        "input": (f"{height} × {width} pixels", f"÷ {divisor}"),
        **{layer.name: captions(layer) for layer in network.layers},
        "loss": (criterion.formula, criterion.note),
    }


def remarks_of(frame: Frame, scales: Mapping[Group, Scale]) -> dict[str, Remark]:
    """Return how many values are 0 after a ReLU, clipped by a locked scale, or no numbers."""
    remarks: dict[str, Remark] = {}
    for group, scale in scales.items():
        for name in group.layers:
            values = frame.trace.activations[name]
            warning = unusual_text(values, scale)
            if warning is not None:
                remarks[name] = Remark(*warning, warns=True)
            elif name != "input" and frame.network.layer(name).kind == "relu":
                remarks[name] = Remark(zeros_text(values))
    return remarks
