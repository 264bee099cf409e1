"""The preset that the parameters in a file belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints import described_preset, match_params, read_layers
from engine.errors import EngineError
from engine.presets import load_preset, preset_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.checkpoints import Params, Reading
    from engine.network import Network
    from engine.presets import Preset


class NoFitError(EngineError):
    """The parameters in a file are not those of the network."""


def fitting(
    params: Params, name: str | None, reading: Reading | None = None
) -> tuple[Preset, Network]:
    """Return the preset that parameters belong to, with the parameters in its network.

    It is the one called `name`, or else the one that the file describes, or else the first
    that fits. `reading` is what the arrays mean, if that is known already.

    Raises
    ------
    NoFitError
        If they are not its parameters, or those of no preset.
    PresetError, Corrupt
        If `name` is no preset, or the file's own description is none.
    """
    reading = reading or read_layers(params.tree)
    reasons: list[str] = []
    whys: list[str] = []
    for preset in (load_preset(name),) if name else _candidates(params):
        network = preset.assemble()
        match = match_params(params, network, reading)
        if match.fits:
            network.load(match.assignment)
            return preset, network
        whys.append(match.reasons[0])
        reasons.append(f"{preset.name}: {match.reasons[0]}")
    if not reading.layers and len(set(whys)) == 1:
        reasons = whys[:1]
    what = f"the preset {name}" if name else "any preset"
    raise NoFitError(f"{params.path} does not fit {what}. {' '.join(reasons)}")


def _candidates(params: Params) -> Iterator[Preset]:
    described = described_preset(params)
    if described is not None:
        yield described
    yield from map(load_preset, preset_names())
