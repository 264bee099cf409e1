"""Presets that the arrays of a file fit as they are: the program's own, or a running one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints.architectures.alternative import described
from engine.checkpoints.match import match_params
from engine.errors import PresetError
from engine.presets import load_preset, own_name, preset_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.checkpoints.architectures.alternative import Alternative
    from engine.checkpoints.node import AnyArray
    from engine.checkpoints.params import Params
    from engine.network import Network
    from engine.presets import Preset


def own_presets() -> tuple[Preset, ...]:
    """Return the presets that come with the program, the default one first."""
    return tuple(load_preset(name) for name in preset_names())


def fitting_presets(
    found: Mapping[str, AnyArray],
    notes: tuple[str, ...],
    presets: Sequence[Preset],
    params: Params | None,
) -> Iterator[tuple[Alternative, Network]]:
    """Yield an alternative for each of `presets` that the arrays fit, and its network.

    Parameters
    ----------
    found : mapping of str to ndarray
        Weights and biases in their order; empty if none were recognised.
    notes : tuple of str
        Of these.
    presets : sequence of Preset
    params : Params or None
        The file, for networks whose parameters are found by their names alone.
    """
    for preset in presets:
        try:
            network = preset.assemble()
        except PresetError:
            continue  # not even the network that runs could be made again
        arrays = _in_order(found, network) or _by_name(params, network)
        if arrays:
            yield (
                described(preset, arrays, notes, network=network, same_as=own_name(preset)),
                network,
            )


def _in_order(found: Mapping[str, AnyArray], network: Network) -> dict[str, AnyArray]:
    shapes = list(network.parameters.shapes.values())
    if [array.shape for array in found.values()] != shapes:
        return {}
    return dict(zip(network.parameters, found.values(), strict=True))


def _by_name(params: Params | None, network: Network) -> dict[str, AnyArray]:
    if params is None or all(name.endswith((".w", ".b")) for name in network.parameters):
        return {}
    return dict(match_params(params, network).found)
