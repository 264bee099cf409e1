"""What can be compared: a file, or a network at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.checkpoints import match_params
from engine.checkpoints.architectures import propose_for
from engine.checkpoints.comparing import Side
from engine.checkpoints.wording import grouped, quoted
from engine.training import why_not_applicable

if TYPE_CHECKING:
    from convviz.session.state import RunInfo
    from engine.checkpoints import Params, Reading
    from engine.checkpoints.architectures import Alternative
    from engine.data import Dataset
    from engine.network import Network
    from engine.training import Position

FIRST_VALUES = "first values"


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
        return cls(Side.of_network(name, network), network)

    @classmethod
    def of_file(
        cls,
        params: Params,
        run: RunInfo | None,
        dataset: Dataset | None,
        reading: Reading | None = None,
    ) -> Subject:
        """Take a file; its network is the running one, or else the likeliest that it fits.

        Parameters
        ----------
        params : Params
        run : RunInfo or None
            What runs.
        dataset : Dataset or None
            Whose images the network has to take, and whose classes it has to know.
        reading : Reading, optional
            What its arrays mean, if that is known already.
        """
        side = Side.of_params(params, reading)
        if run is not None and _suits(run.network, dataset):
            match = match_params(params, run.network, side.reading)
            if match.fits:
                network = run.network.replica(freeze=False)
                network.load(match.assignment)
                return cls(side, network)
        name = quoted(side.name)
        presets = () if run is None else (run.preset,)
        for found in propose_for(params, side.reading, presets=presets).alternatives:
            if _suits(found, dataset):
                return cls(side, found.network())
        reason = f"{name} fits no network that takes images like those of the data set."
        return cls(side, reason=reason)


def _suits(network: Network | Alternative, dataset: Dataset | None) -> bool:
    return dataset is None or not why_not_applicable(network, dataset)


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """The parameters of a run at one moment."""

    name: str
    run: RunInfo
    network: Network

    @property
    def full_name(self) -> str:
        """Its name with that of the network: "conv-net at epoch 2, batch 341"."""
        return _joined(self.name, self.network)

    def label(self, now: RunInfo | None) -> str:
        """Return its name, and of which run it is if that is not the one of now."""
        if self.run is now:
            return self.name
        return f"{self.name} of {self.run.network.name} with seed {self.run.seed}"


def name_of_moment(position: Position) -> str:
    """Say which moment of a run it is: "epoch 2, batch 341"."""
    if not position.step:
        return FIRST_VALUES
    return f"epoch {grouped(position.epoch)}, batch {grouped(position.batch)}"


def name_at(position: Position, network: Network) -> str:
    """Say which moment of which network it is: "conv-net at epoch 2, batch 341"."""
    return _joined(name_of_moment(position), network)


def _joined(name: str, network: Network) -> str:
    is_first = name == FIRST_VALUES
    return f"{name} of {network.name}" if is_first else f"{network.name} at {name}"
