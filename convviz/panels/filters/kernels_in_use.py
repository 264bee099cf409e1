"""The weights that a place in the network is made with, or is read with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF

from convviz.panels.filters.kernels import owner_of
from convviz.session.selection_reach import shape_of
from engine.inspection import layer_names, name_before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convviz.panels.filters.grid_layout import GridLayout
    from convviz.panels.filters.kernels import KernelForm
    from convviz.session import Selection
    from engine.network import Network


@dataclass(frozen=True, slots=True)
class KernelsInUse:
    """A box of weights: of which filters, of which channels, which part of the kernels.

    Attributes
    ----------
    filters, channels, rows, columns : range
    """

    filters: range
    channels: range
    rows: range
    columns: range

    def rects(self, layout: GridLayout, filters: range) -> Iterator[QRectF]:
        """Yield what is to be framed of those filters that are in sight, in pixels.

        All kernels of a filter are framed as one, the others one by one.
        """
        size = len(self.columns) * layout.cell, len(self.rows) * layout.cell
        left, top = self.columns.start * layout.cell, self.rows.start * layout.cell
        for f in filters:
            if f not in self.filters:
                continue
            if len(self.channels) == layout.shape[0]:
                first = layout.kernel(f, 0)
                yield first.united(layout.kernel(f, layout.shape[0] - 1))
            else:
                for channel in self.channels:
                    kernel = layout.kernel(f, channel)
                    yield QRectF(kernel.x() + left, kernel.y() + top, *size)


def kernels_in_use(form: KernelForm, network: Network, place: Selection) -> KernelsInUse | None:
    """Return the weights of a layer that a place has to do with; None if there are none.

    Behind the layer these are all kernels of the filter that made the channel or unit, in
    front of it what the channel, cell or unit is multiplied with.

    Parameters
    ----------
    form : KernelForm
        The layer whose weights are shown.
    network : Network
    place : Selection
        A channel, a cell or a unit.
    """
    if place.channel is None:
        return None
    channels, rows, columns = map(range, form.shape)
    layer, made = _origin(network, place.layer, place.channel)
    if owner_of(network, layer) == form.layer:
        return _within(form, range(made, made + 1), channels, rows, columns)
    if place.layer not in {name_before(network, form.layer), form.source}:
        return None
    cell = _folded(form, place, is_vector=len(shape_of(network, place.layer)) == 1)
    if len(cell) == 3 and not form.is_convolution:
        rows, columns = (range(i, i + 1) for i in cell[1:])
    return _within(form, range(form.filters), range(cell[0], cell[0] + 1), rows, columns)


def _origin(network: Network, layer: str, channel: int) -> tuple[str, int]:
    """Return the layer and channel that a flattened value stood in, else what is given."""
    if layer not in layer_names(network)[1:] or network.layer(layer).kind != "flatten":
        return layer, channel
    _, height, width = network.layer(layer).input_shape
    return name_before(network, layer), channel // (height * width)


def _folded(form: KernelForm, place: Selection, *, is_vector: bool) -> tuple[int, ...]:
    """Return the place as a channel or cell of the maps that the kernels are folded into."""
    if not is_vector:
        return place.index
    channel, cell = divmod(place.index[0], form.shape[1] * form.shape[2])
    return (channel, *divmod(cell, form.shape[2]))


def _within(
    form: KernelForm, filters: range, channels: range, rows: range, columns: range
) -> KernelsInUse | None:
    """Return the weights if they exist: a place may be left over from another network."""
    inside = filters.stop <= form.filters and channels.stop <= form.shape[0]
    return KernelsInUse(filters, channels, rows, columns) if inside else None
