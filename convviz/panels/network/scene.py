"""All that one picture of the network is made of, computed once per frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convviz.panels.network.pictures import picture
from convviz.panels.network.words import captions, unusual_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PyQt6.QtGui import QImage

    from convviz.panels.network.layout import NetworkLayout
    from convviz.panels.network.scaling import Group
    from convviz.plotting import Scale
    from convviz.session import Frame
    from convviz.theming import Theme
    from engine.training import Operation


@dataclass(frozen=True, slots=True)
class Caption:
    """The two lines below a layer; the second may warn."""

    first: str
    second: str
    warns: bool = False


@dataclass(frozen=True, slots=True)
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
    captions : mapping of str to Caption
    lit, upcoming : Operation or None
        What has just run and what comes next; None while training runs.
    has_begun : bool
        Whether anything has run; before, a prediction is chance.
    """

    layout: NetworkLayout
    frame: Frame
    classes: tuple[str, ...]
    scales: Mapping[Group, Scale]
    images: Mapping[str, QImage]
    captions: Mapping[str, Caption]
    lit: Operation | None
    upcoming: Operation | None
    has_begun: bool

    def scale_of(self, layer: str) -> Scale:
        """Return the scale of a layer."""
        return next(scale for group, scale in self.scales.items() if layer in group.layers)


def images_of(
    layout: NetworkLayout, frame: Frame, scales: Mapping[Group, Scale], theme: Theme
) -> dict[str, QImage]:
    """Return the picture of every layer."""
    by_layer = {name: scale for group, scale in scales.items() for name in group.layers}
    return {
        column.station.name: picture(
            column.grid,
            frame.trace.activations[column.station.name],
            by_layer[column.station.name],
            theme,
        )
        for column in layout.columns
        if column.grid is not None
    }


def captions_of(
    frame: Frame, scales: Mapping[Group, Scale], divisor: int
) -> dict[str, Caption]:
    """Return the captions of every layer, of the image and of the loss."""
    height, width = frame.network.input_shape[1:]
    lines = {"input": (f"{height} × {width} pixels", f"÷ {divisor}")}
    made = {"loss": Caption("−ln pₜ", "of the truth")}
    for group, scale in scales.items():
        for name in group.layers:
            values = frame.trace.activations[name]
            warning = unusual_text(values, scale)
            first, second = lines.get(name) or captions(frame.network.layer(name), values)
            made[name] = Caption(first, warning or second, warns=bool(warning))
    return made
