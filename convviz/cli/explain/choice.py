"""Which layer, and which of its numbers."""

from __future__ import annotations

import re
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
        refuse(options, ("channel", "cell", "unit"), f"{LOSS} is one number")
        return layer, ()
    shape = network.input_shape if layer == INPUT else network.layer(layer).output_shape
    if len(shape) == 3:
        return layer, _cell(layer, shape, options)
    others = ("cell",) if options.unit is None else ("cell", "channel")
    refuse(options, others, f"{layer} has units in a row, choose one by --unit")
    unit = options.channel if options.unit is None else options.unit
    if unit is None and layer == names[-1]:
        return layer, (label,)
    return layer, (_within(layer, "--unit", "units", unit, shape[0]),)


def choose_parameter(network: Network, text: str) -> tuple[str, Shape]:
    """Return the parameter and the index that "conv2.w[4,0,1,2]" means.

    Raises
    ------
    ChoiceError
        If there is no such number, or it has no gradient.
    """
    # So many digits that no array is that long; Python refuses to read thousands of them.
    found = re.fullmatch(r"([^\[\]]+)\[(\d{1,18}(?:, *\d{1,18})*)\]", text)
    name = found[1] if found else text.partition("[")[0]
    if name not in network.trained_names:
        known = ", ".join(network.trained_names)
        raise ChoiceError(f"--weight: {network.name} learns {known}, got {name}")
    shape = network.parameters[name].shape
    index = tuple(int(place) for place in found[2].split(",")) if found else ()
    fits = len(index) == len(shape) and all(i < n for i, n in zip(index, shape, strict=True))
    if not fits:
        last = ",".join(str(n - 1) for n in shape)
        first = ",".join("0" for _ in shape)
        raise ChoiceError(f"--weight: {name} has [{first}] to [{last}], got {text}")
    return name, index


def _cell(layer: str, shape: Shape, options: argparse.Namespace) -> Shape:
    refuse(options, ("unit",), f"{layer} has maps, choose by --channel and --cell")
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


def refuse(options: argparse.Namespace, names: tuple[str, ...], reason: str) -> None:
    """Refuse any of the options that is given; the reason follows its name."""
    for name in names:
        if getattr(options, name) is not None:
            raise ChoiceError(f"--{name}: {reason}")
