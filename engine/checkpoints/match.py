"""Whether the arrays of a file fit a network, or why not, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.fitting import Fit, as_float32, fit_bias, fit_weight
from engine.checkpoints.layouts import LayerArrays, Placed, Reading, read_layers
from engine.checkpoints.layouts.noting import order_notes
from engine.checkpoints.pytorch_names import state_names
from engine.checkpoints.turning import Turned, bias_of, turned_layers
from engine.checkpoints.wording import counted, quoted
from engine.layers import Conv2D

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.arrays import Array, Shape
    from engine.checkpoints.node import AnyArray
    from engine.checkpoints.params import Params
    from engine.network import Network

_MOST_REASONS = 20


@dataclass(frozen=True, eq=False)
class Match:
    """How the arrays of a file and the parameters of a network go together.

    Attributes
    ----------
    found : mapping of str to ndarray
        A view of the file's array in the right shape for every parameter; empty if one is
        missing.
    reasons : tuple of str
        Why it does not fit, a sentence per array; empty if it does.
    notes : tuple of str
        What is worth knowing although it fits, a sentence each.
    places : mapping of str to str
        Where in the file each parameter was found, by its name.
    reading : Reading
        What the arrays of the file mean by themselves.
    """

    found: Mapping[str, AnyArray]
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    places: Mapping[str, str]
    reading: Reading

    @property
    def fits(self) -> bool:
        """Whether the arrays can be loaded into the network."""
        return not self.reasons

    @cached_property
    def assignment(self) -> Mapping[str, Array]:
        """What was found as float32, read-only: copied when it is first asked for."""
        return MappingProxyType({name: as_float32(a) for name, a in self.found.items()})


def match_params(params: Params, network: Network, reading: Reading | None = None) -> Match:
    """Find an array in a file for every parameter of a network.

    Arrays that are named as the network names its own, or as an export to PyTorch does, are
    taken by name, others in the order of the layers; parameters beside weights and biases
    have no order and need their names. A bias may be (n,), (n, 1) or (1, n). A weight must
    have the very shape, or be read in another order of axes that the biases and the chain of
    layers leave no doubt of: any other may as well be of another network.

    No more than one array is copied at a time, to count what is not finite in float32.

    Parameters
    ----------
    params : Params
    network : Network
    reading : Reading, optional
        What `read_layers` found in the file, for whoever asks of several networks.
    """
    reading = reading or read_layers(params.tree)
    by_name = _by_network_names(params, network)
    matcher = _Matcher(network.parameters.shapes, turned_layers(reading))
    if by_name:
        for name, placed in by_name.items():
            matcher.add(name, placed)
        matcher.reasons += _of_normalisations(params, network, by_name)
    elif unnamed := _without_order(params, network):
        matcher.reasons.append(
            f"{network.name} has parameters beside weights and biases, which are found by "
            f"their names alone: {unnamed} is missing in the file."
        )
    else:
        _match_in_order(matcher, reading, network)
    fits = not matcher.reasons
    return Match(
        found=MappingProxyType(matcher.found if fits else {}),
        reasons=tuple(matcher.reasons[:_MOST_REASONS]),
        notes=tuple(matcher.notes),
        places=MappingProxyType(matcher.places),
        reading=reading,
    )


@dataclass(slots=True)
class _Matcher:
    """Collects what fits and the reasons why something does not."""

    shapes: Mapping[str, Shape]
    turned: Mapping[str, Turned]
    found: dict[str, AnyArray] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, placed: Placed | None) -> None:
        """Fit one array to the parameter called `name`."""
        shape = self.shapes[name]
        if placed is None:
            self.reasons.append(f"{name} is missing in the file; it has the shape {shape}.")
            return
        self.places[name] = placed.place
        turned = self.turned.get(placed.place)
        if turned is not None and turned.array.shape == shape:
            fit = Fit(turned.array)
            self.notes.append(turned.note(name, placed))
        else:
            fit = (fit_weight if name.endswith(".w") else fit_bias)(placed.array, shape)
        if fit.array is None:
            where = quoted(placed.place)
            self.reasons.append(f"{name} is {where} in the file: {fit.reason}.")
            return
        self.found[name] = fit.array
        unusable = fit.array.size - int(np.isfinite(as_float32(fit.array)).sum())
        if unusable:
            self.notes.append(f"{name} has {counted(unusable, 'value')} that are not finite.")


def _by_network_names(params: Params, network: Network) -> dict[str, Placed]:
    """Return the arrays under the network's own names, or PyTorch's, if all are there."""
    arrays = params.arrays
    for names in ({name: name for name in network.parameters}, state_names(network)):
        if all(name in arrays for name in names.values()):
            return {own: Placed(name, arrays[name]) for own, name in names.items()}
    return {}


def _of_normalisations(
    params: Params, network: Network, found: Mapping[str, Placed]
) -> list[str]:
    """Return why a file with batch normalisations is none for a network without them."""
    known = {placed.place for placed in found.values()}
    return [
        f"{quoted(name)} belongs to a batch normalisation that {network.name} does not have."
        for name in params.arrays
        if name.endswith((".gamma", ".running_mean"))
        and name not in known
        and not name.startswith("optimizer.")
    ]


def _without_order(params: Params, network: Network) -> str:
    """Return the first name that is missing, if the order of layers cannot replace names."""
    if all(name.endswith((".w", ".b")) for name in network.parameters):
        return ""
    return next(name for name in network.parameters if name not in params.arrays)


def _match_in_order(matcher: _Matcher, reading: Reading, network: Network) -> None:
    needed = [layer.name for layer in network.layers if layer.parameter_shapes]
    if not reading.layers:
        matcher.reasons.append(f"No weights were recognised in the file. {reading.instead}")
        return
    if len(reading.layers) != len(needed):
        matcher.reasons.append(
            f"The file has {counted(len(reading.layers), 'layer')} with weights "
            f"({_listed(reading.layers)}), "
            f"{network.name} has {len(needed)} ({', '.join(needed)})"
            f"{_missing(reading, network)}."
        )
        return
    if other := _other_beginning(reading, network):
        matcher.reasons.append(other)
        return
    for name, layer in zip(needed, reading.layers, strict=True):
        matcher.add(f"{name}.w", layer.w)
        matcher.add(f"{name}.b", bias_of(layer))
    matcher.notes += order_notes(reading.layers)


def _other_beginning(reading: Reading, network: Network) -> str:
    """Say that one of the two begins with a convolution, and the other has none at all."""
    name, shape = next(
        (layer.name, layer.parameter_shapes["w"])
        for layer in network.layers
        if "w" in layer.parameter_shapes
    )
    has_convs = any(layer.is_conv for layer in reading.layers)
    if len(shape) == 4 and not has_convs:
        return f"The file has no convolution; {network.name} begins with {name}."
    if reading.layers[0].is_conv and not any(isinstance(x, Conv2D) for x in network.layers):
        return f"The file begins with a convolution; {network.name} has none."
    return ""


def _listed(layers: tuple[LayerArrays, ...]) -> str:
    names = [layer.name for layer in layers]
    return ", ".join(names if len(names) <= 8 else [*names[:7], "…"])


def _missing(reading: Reading, network: Network) -> str:
    """Say which layers are missing, if all of the file's are there in their order."""
    stored = [layer.weight.shape for layer in reading.layers]
    missing = []
    for layer in network.layers:
        shape = layer.parameter_shapes.get("w")
        if shape is not None and stored and stored[0] == shape:
            stored.pop(0)
        elif shape is not None:
            missing.append(layer.name)
    return "" if stored or not missing else f"; {' and '.join(missing)} would be missing"
