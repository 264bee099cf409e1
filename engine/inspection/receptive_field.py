"""Where a value comes from, and where it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.inspection.cells import cells_at, cells_fed, cells_read
from engine.inspection.names import layer_names

if TYPE_CHECKING:
    from engine.arrays import Shape
    from engine.inspection.region import Region
    from engine.network import Network


def receptive_field(
    network: Network, layer: str, index: Shape | Region = ()
) -> dict[str, Region]:
    """Return the cells of every earlier layer that a value depends on.

    Parameters
    ----------
    network : Network
    layer : str
        Name of a layer, or "input", which depends on nothing.
    index : tuple of int or Region, default=()
        ``()`` the whole layer, ``(c,)`` a channel or unit, ``(c, row, column)`` a cell,
        or a box of cells.

    Returns
    -------
    dict of str to Region
        From the layer just before `layer` back to "input". Padding is outside, gaps of
        dilated kernels are inside.

    Raises
    ------
    ValueError, IndexError
        If there is no such layer, or no such cell in it.

    Examples
    --------
    >>> receptive_field(network, "conv2", (4, 12, 8))["input"]
    Region(layer='input', channels=range(0, 1), rows=range(12, 21), columns=range(8, 17))
    """
    cells = cells_at(network, layer, index)
    names = layer_names(network)
    field: dict[str, Region] = {}
    for i in reversed(range(names.index(layer))):
        cells = cells_read(network.layers[i], cells)
        field[names[i]] = cells.box(names[i])
    return field


def fed_cells(network: Network, layer: str, index: Shape | Region = ()) -> Region | None:
    """Return the cells of the next layer that depend on a value.

    Parameters
    ----------
    network : Network
    layer : str
        Name of a layer, or "input".
    index : tuple of int or Region, default=()
        As in `receptive_field`.

    Returns
    -------
    Region or None
        None if there is no next layer; an empty region if no window reads these cells.

    Raises
    ------
    ValueError, IndexError
        If there is no such layer, or no such cell in it.
    """
    cells = cells_at(network, layer, index)
    names = layer_names(network)
    i = names.index(layer)
    if i == len(network.layers):
        return None
    return cells_fed(network.layers[i], cells).box(names[i + 1])
