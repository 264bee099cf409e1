"""What can be compared: a file, or a network at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.checkpoints import match_params
from engine.checkpoints.comparing import Side
from engine.checkpoints.wording import quoted
from engine.presets import load_preset, preset_names

if TYPE_CHECKING:
    from engine.arrays import Shape
    from engine.checkpoints import Params
    from engine.network import Network
    from engine.training import Position


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """One of two things that are compared.

    Attributes
    ----------
    side : Side
        Its name and its arrays.
    network : Network or None
        What its predictions are asked of.
    reason : str
        Why there is no network, in a sentence.
    """

    side: Side
    network: Network | None = None
    reason: str = ""

    @classmethod
    def of_network(cls, network: Network, name: str) -> Subject:
        """Take a network whose parameters stay as they are."""
        return cls(Side.of_parameters(name, network.parameters), network)

    @classmethod
    def of_file(cls, params: Params, running: Network | None, images: Shape | None) -> Subject:
        """Take a file; its network is the running one or a preset, if it fits one.

        Parameters
        ----------
        params : Params
        running : Network or None
        images : tuple of int or None
            Shape of the images that the network has to take, if there are any.
        """
        side = Side.of_params(params)
        candidates = [] if running is None else [running]
        candidates += [load_preset(name).assemble() for name in preset_names()]
        for candidate in candidates:
            if images is not None and candidate.input_shape != images:
                continue
            match = match_params(params, candidate)
            if match.fits:
                network = candidate.replica(freeze=False)
                network.load(match.assignment)
                return cls(side, network)
        name = quoted(side.name)
        reason = f"{name} fits no network that takes images like those of the data set."
        return cls(side, reason=reason)


def name_of_moment(position: Position) -> str:
    """Say which moment of a run it is: "epoch 2, batch 341"."""
    if not position.step:
        return "first values"
    return f"epoch {position.epoch}, batch {position.batch}"
