"""What can be compared: a file, or a network at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.checkpoints import match_params
from engine.checkpoints.architectures import propose
from engine.checkpoints.comparing import Side
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from convviz.session.state import RunInfo
    from engine.arrays import Shape
    from engine.checkpoints import Params, Reading
    from engine.data import Dataset
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
        needs = None if dataset is None else (images_of(dataset), len(dataset.classes))
        if run is not None and needs in {None, (run.network.input_shape, run.network.classes)}:
            match = match_params(params, run.network, side.reading)
            if match.fits:
                network = run.network.replica(freeze=False)
                network.load(match.assignment)
                return cls(side, network)
        name = quoted(side.name)
        presets = () if run is None else (run.preset,)
        proposal = propose(side.reading, name, params=params, presets=presets)
        for found in proposal.alternatives:
            if needs in {None, (found.input_shape, found.classes)}:
                return cls(side, found.network())
        reason = f"{name} fits no network that takes images like those of the data set."
        return cls(side, reason=reason)


def images_of(dataset: Dataset) -> Shape:
    """Return the shape (C, H, W) of a data set's images."""
    channels, height, width = dataset.validation.images.shape[1:]
    return int(channels), int(height), int(width)


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """The parameters of a run at one moment."""

    name: str
    run: RunInfo
    network: Network

    def label(self, now: RunInfo | None) -> str:
        """Return its name, and of which run it is if that is not the one of now."""
        if self.run is now:
            return self.name
        return f"{self.name} of {self.run.network.name} with seed {self.run.seed}"


def name_of_moment(position: Position) -> str:
    """Say which moment of a run it is: "epoch 2, batch 341"."""
    if not position.step:
        return "first values"
    return f"epoch {position.epoch}, batch {position.batch}"
