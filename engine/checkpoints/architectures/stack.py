"""The convolutions and dense layers of a file, one after the other, if they make a chain."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.wording import grouped

if TYPE_CHECKING:
    from engine.checkpoints.layouts import LayerArrays, Reading
    from engine.checkpoints.node import AnyArray


_MOST_LAYERS = 60


class NoNetwork(Exception):  # nothing is wrong with the file
    """Why the arrays of a file make no network, in a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Layers whose inputs and outputs go together.

    Attributes
    ----------
    convs, denses : tuple of LayerArrays
    """

    convs: tuple[LayerArrays, ...]
    denses: tuple[LayerArrays, ...]

    @property
    def channels(self) -> int:
        """Of the image, if there are convolutions."""
        return int(self.convs[0].weight.shape[1])

    @property
    def filters(self) -> int:
        """Maps that the last convolution gives."""
        return int(self.convs[-1].weight.shape[0])

    @property
    def fan_in(self) -> int:
        """Numbers that the dense layers take; without any, one of each map is left."""
        return int(self.denses[0].weight.shape[1]) if self.denses else self.filters

    @property
    def outputs(self) -> int:
        """Numbers that come out in the end."""
        return int((self.convs + self.denses)[-1].weight.shape[0])

    @property
    def classes(self) -> int:
        """Two at least: a single output says how sure it is of the second."""
        return max(2, self.outputs)

    @property
    def is_channels_last(self) -> bool:
        """Whether kernels came with their channels or filters as the last axis."""
        return any(layer.is_channels_last for layer in self.convs)

    def parameters(self) -> dict[str, AnyArray]:
        """Return weights and biases by name, in the engine's order of axes."""
        arrays: dict[str, AnyArray] = {}
        for layer in self.convs + self.denses:
            w = layer.weight
            b = np.zeros(len(w), np.float32) if layer.bias is None else layer.bias
            if layer is (self.convs + self.denses)[-1] and self.outputs == 1:
                w, b = _with_zeros_before(w), _with_zeros_before(b)
            arrays |= {f"{layer.name}.w": w, f"{layer.name}.b": b}
        return arrays

    def notes(self) -> tuple[str, ...]:
        """Return what was added to the arrays of the file, in sentences."""
        bare = [layer.name for layer in self.convs + self.denses if layer.bias is None]
        told = []
        if bare:
            told.append(f"Biases that the file does not have are 0: {', '.join(bare)}.")
        if self.outputs == 1:
            told.append(
                "The single output is read as a sigmoid, the probability of the second of "
                "two classes: softmax of (0, z)."
            )
        return tuple(told)


def stack_of(reading: Reading) -> Stack:
    """Put the layers of a file into a row.

    Raises
    ------
    NoNetwork
        If there are none, or what one gives is not what the next one takes.
    """
    if not reading.layers:
        usual = "No weights of a network were recognised in the file."
        raise NoNetwork(reading.instead or usual)
    if len(reading.layers) > _MOST_LAYERS:
        got = grouped(len(reading.layers))
        raise NoNetwork(f"Networks of up to {_MOST_LAYERS} layers are proposed, not of {got}.")
    convs = tuple(layer for layer in reading.layers if layer.is_conv)
    denses = tuple(layer for layer in reading.layers if not layer.is_conv)
    if not denses and len(convs) == 1:
        raise NoNetwork("The file has a single convolution and no layer that gives classes.")
    for layer in convs + denses:
        _require_bias(layer)
    for before, after in itertools.pairwise(convs):
        _require_link(before, after, after.weight.shape[1], "channels")
    for before, after in itertools.pairwise(denses):
        _require_link(before, after, after.weight.shape[1], "numbers")
    return Stack(convs, denses)


def _require_link(before: LayerArrays, after: LayerArrays, takes: int, what: str) -> None:
    gives = before.weight.shape[0]
    if gives != takes:
        raise NoNetwork(
            f"The layers make no chain: {before.name} gives {grouped(gives)} {what}, "
            f"{after.name} takes {grouped(takes)}."
        )


def _require_bias(layer: LayerArrays) -> None:
    outputs = len(layer.weight)
    if layer.bias is not None and layer.bias.shape != (outputs,):
        raise NoNetwork(
            f"{layer.name} gives {grouped(outputs)} numbers, but what may be its bias has "
            f"{grouped(layer.bias.size)}."
        )


def _with_zeros_before(array: AnyArray) -> AnyArray:
    return np.concatenate([np.zeros_like(array), array])
