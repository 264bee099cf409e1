"""Which layer, and which of its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.inspection import INPUT, layer_names

if TYPE_CHECKING:
    import argparse

    from engine.arrays import Shape
    from engine.network import Network

LOSS = "loss"
"""What the loss is called among the layers."""


class ChoiceError(Exception):
    """What the options choose is not there; a mistake of usage."""


def row_column(text: str) -> tuple[int, int]:
    """Return "12,8" as (12, 8)."""
    row, column = (int(part) for part in text.split(","))
    return row, column


# argparse puts this name into its sentence: "invalid ROW,COLUMN value: '12'".
row_column.__name__ = "ROW,COLUMN"


def choose(network: Network, options: argparse.Namespace, label: int) -> tuple[str, Shape]:
    """Return the layer and the index of the cell that the options choose.

    Parameters
    ----------
    network : Network
    options : Namespace
        With layer, channel, cell and unit.
    label : int
        The unit of a softmax that is looked at where none is named.

    Returns
    -------
    layer : str
        Of the network, "input" or "loss".
    index : tuple of int
        (c, row, column), (k,), or () for the loss.

    Raises
    ------
    ChoiceError
        If there is no such layer or no such cell; the sentence says which there are.
    """
    layer, names = options.layer, layer_names(network)
    if layer not in (*names, LOSS):
        known = ", ".join((*names, LOSS))
        raise ChoiceError(f"--layer: {network.name} has {known}, got {layer}")
    if layer not in names:
        _refuse(options, ("channel", "cell", "unit"), f"{LOSS} is one number")
        return layer, ()
    shape = network.input_shape if layer == INPUT else network.layer(layer).output_shape
    if len(shape) == 3:
        return layer, _cell(layer, shape, options)
    _refuse(options, ("cell",), f"{layer} has units in a row, choose one by --unit")
    unit = options.channel if options.unit is None else options.unit
    if unit is None and layer == names[-1]:
        return layer, (label,)
    return layer, (_within(layer, "--unit", "units", unit, shape[0]),)


def _cell(layer: str, shape: Shape, options: argparse.Namespace) -> Shape:
    _refuse(options, ("unit",), f"{layer} has maps, choose by --channel and --cell")
    channel = _within(layer, "--channel", "channels", options.channel, shape[0])
    row, column = options.cell or (None, None)
    return (
        channel,
        _within(layer, "--cell", "rows", row, shape[1]),
        _within(layer, "--cell", "columns", column, shape[2]),
    )


def _within(layer: str, option: str, what: str, place: int | None, count: int) -> int:
    has = f"{option}: {layer} has {what} 0 to {count - 1}"
    if place is None:
        raise ChoiceError(f"{has}, choose one")
    if not 0 <= place < count:
        raise ChoiceError(f"{has}, got {place}")
    return place


def _refuse(options: argparse.Namespace, names: tuple[str, ...], reason: str) -> None:
    for name in names:
        if getattr(options, name) is not None:
            raise ChoiceError(f"--{name}: {reason}")
