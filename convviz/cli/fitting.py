"""The preset that the parameters in a file belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints import match_params
from engine.errors import EngineError
from engine.presets import load_preset, preset_names

if TYPE_CHECKING:
    from engine.checkpoints import Params
    from engine.network import Network
    from engine.presets import Preset


class NoFitError(EngineError):
    """The parameters in a file are not those of the network."""


def fitting(params: Params, name: str | None) -> tuple[Preset, Network]:
    """Return the preset called `name`, or the first that fits, with the parameters in it.

    Raises
    ------
    NoFitError
        If they are not its parameters, or those of no preset.
    """
    reasons = []
    for candidate in (name,) if name else preset_names():
        preset = load_preset(candidate)
        network = preset.assemble()
        match = match_params(params, network)
        if match.fits:
            network.load(match.assignment)
            return preset, network
        reasons.append(f"{preset.name}: {match.reasons[0]}")
    what = f"the preset {name}" if name else "any preset"
    raise NoFitError(f"{params.path} does not fit {what}. {' '.join(reasons)}")
