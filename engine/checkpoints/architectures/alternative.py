"""One network that the arrays of a file may belong to."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from engine.checkpoints.architectures.presets import ACTIVATIONS, Activation, numbered
from engine.checkpoints.architectures.words import reason_of, title_of
from engine.layers import Dense, Flatten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.arrays import Array, Shape
    from engine.checkpoints.node import AnyArray
    from engine.network import Network
    from engine.presets import LayerSpec, Preset

PoolingKind = Literal["max", "mean"]
FlattenOrder = Literal["channels first", "channels last"]
_CHOICES = {
    "activation": ACTIVATIONS,
    "pooling": get_args(PoolingKind),
    "flatten": get_args(FlattenOrder),
}


@dataclass(frozen=True, slots=True, eq=False)
class Alternative:
    """A complete network for the arrays of a file.

    Attributes
    ----------
    title : str
        The sizes of its maps: "28 → 24 → 20 → pool 10".
    reason : str
        What its convolutions and poolings are: "no padding, pooling 2×2 after conv2".
    preset : Preset
        The network, and how it would be trained.
    same_as : str or None
        Name of the program's own preset, if `preset` is exactly that one.
    notes : tuple of str
        What was added to the arrays of the file, in sentences.
    found : mapping of str to ndarray
        The arrays by parameter, in the engine's order of axes and the dtype of the file.
    flattened : tuple of int
        (C, H, W) of the maps that the first dense layer takes; () without one.
    flatten : {"channels first", "channels last"}
        In which order the file's first dense layer takes the maps.
    """

    title: str
    reason: str
    preset: Preset
    same_as: str | None
    notes: tuple[str, ...]
    found: Mapping[str, AnyArray]
    flattened: Shape = ()
    flatten: FlattenOrder = "channels first"

    @property
    def input_shape(self) -> Shape:
        """(C, H, W) of one image."""
        return self.preset.input_shape

    @property
    def classes(self) -> int:
        """How many there are to choose from."""
        return self.preset.classes

    def arrays(self) -> dict[str, Array]:
        """Return the parameters as float32, by name, in the engine's order of axes.

        Those that are not stored so are copied at every call.
        """
        with np.errstate(over="ignore"):
            arrays: dict[str, Array] = {
                name: np.ascontiguousarray(array, np.float32)
                for name, array in self.found.items()
            }
        if self.flatten == "channels last" and self._first_dense:
            name = f"{self._first_dense}.w"
            arrays[name] = _channels_first(arrays[name], self.flattened)
        return arrays

    @property
    def is_as_found(self) -> bool:
        """Whether the arrays are taken in the order in which the file has them."""
        return self.flatten == "channels first" or not self.has_order

    @property
    def in_words(self) -> str:
        """Title and reason: "28 → 24 → pool 12 (no padding, flattened with ...)"."""
        return f"{self.title} ({self.reason})" if self.reason else self.title

    @property
    def activation(self) -> str:
        """The kind after most layers; "" if there is none."""
        kinds = [s.kind for s in self.preset.layers if s.kind in ACTIVATIONS]
        return max(kinds, key=kinds.count, default="")

    @property
    def pooling(self) -> str:
        """The kind of the first pooling; "" if there is none."""
        pools = [s for s in self.preset.layers if s.kind == "pool2d"]
        return str(pools[0].options.get("pooling", "max")) if pools else ""

    @property
    def has_order(self) -> bool:
        """Whether the order in which maps are flattened makes a difference."""
        return len(self.flattened) == 3 and 1 < self.flattened[0] < math.prod(self.flattened)

    def network(self) -> Network:
        """Return the network with these parameters in it."""
        network = self.preset.assemble()
        network.load(self.arrays())
        return network

    def changed(
        self,
        *,
        activation: Activation | None = None,
        pooling: PoolingKind | None = None,
        flatten: FlattenOrder | None = None,
    ) -> Alternative:
        """Return the same with another choice of what no file says.

        Parameters
        ----------
        activation : str, optional
            In the place of every activation there is.
        pooling : str, optional
            What every pooling keeps of its windows.
        flatten : str, optional
            The order in which the file's first dense layer takes the maps.

        Raises
        ------
        ValueError
            If there is no such choice.
        """
        _require_choices(activation=activation, pooling=pooling, flatten=flatten)
        layers = tuple(_changed(spec, activation, pooling) for spec in self.preset.layers)
        order = flatten or self.flatten
        if layers == self.preset.layers and order == self.flatten:
            return self
        preset = replace(self.preset, layers=tuple(numbered(layers)))
        return replace(
            described(preset, self.found, self.notes, flatten=order),
            same_as=self.same_as if layers == self.preset.layers else None,
        )

    @property
    def _first_dense(self) -> str:
        return next((s.name for s in self.preset.layers if s.kind == "dense"), "")


def described(
    preset: Preset,
    found: Mapping[str, AnyArray],
    notes: tuple[str, ...],
    *,
    flatten: FlattenOrder = "channels first",
    network: Network | None = None,
    same_as: str | None = None,
) -> Alternative:
    """Return the alternative of a preset, with its title and its reason.

    Raises
    ------
    PresetError
        If the preset makes no network, or one that is too large.
    """
    network = network or preset.assemble()
    reason = reason_of(network)
    if flatten == "channels last":
        reason += ", flattened with the channels last"
    flattened = _flattened(network)
    title = title_of(network)
    return Alternative(title, reason, preset, same_as, notes, found, flattened, flatten)


def _flattened(network: Network) -> Shape:
    """Return the shape of the maps that a dense layer takes, () if none does."""
    for layer, after in itertools.pairwise(network.layers):
        if isinstance(layer, Flatten) and isinstance(after, Dense):
            return layer.input_shape
    return ()


def _require_choices(**chosen: str | None) -> None:
    for what, choice in chosen.items():
        if choice is not None and choice not in _CHOICES[what]:
            raise ValueError(f"{what} must be one of {_CHOICES[what]}, got {choice!r}")


def _changed(spec: LayerSpec, activation: str | None, pooling: str | None) -> LayerSpec:
    if activation and spec.kind in ACTIVATIONS and spec.kind != activation:
        return replace(spec, kind=activation, options={})
    kept = spec.options.get("pooling", "max")
    if pooling and spec.kind == "pool2d" and kept != pooling:
        return replace(spec, options={**spec.options, "pooling": pooling})
    return spec


def _channels_first(w: Array, maps: Shape) -> Array:
    """Return dense weights (out, H·W·C) for inputs in the order (C, H, W)."""
    channels, height, width = maps
    by_place = w.reshape(len(w), height, width, channels)
    return np.ascontiguousarray(by_place.transpose(0, 3, 1, 2).reshape(len(w), -1))
