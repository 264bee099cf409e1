"""What is explained: a network with its parameters, and one sample of a data set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from convviz.cli.datasets import load_for
from convviz.cli.explain.choice import ChoiceError
from convviz.cli.fitting import fitting
from engine.checkpoints import load_params
from engine.inspection import trace
from engine.losses import LOSSES
from engine.presets import DEFAULT_PRESET, load_preset

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from convviz.cli.console import Console
    from engine.arrays import Array
    from engine.data import Split
    from engine.inspection import Trace
    from engine.network import Network
    from engine.presets import Preset


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A sample, and the network that looks at it.

    Attributes
    ----------
    preset : Preset
    network : Network
    file : Path or None
        Where its parameters come from; None for the first ones of `seed`.
    seed : int or None
    dataset, split_name : str
    split : Split
    sample : int
        Place in the split.
    classes : tuple of str
    """

    preset: Preset
    network: Network
    file: Path | None
    seed: int | None
    dataset: str
    split_name: str
    split: Split
    sample: int
    classes: tuple[str, ...]

    @property
    def label(self) -> int:
        """The true class."""
        return int(self.split.labels[self.sample])

    @property
    def x(self) -> Array:
        """The image, shape (C, H, W), in [0, 1]."""
        image: Array = self.split.x(np.array([self.sample]))[0]
        return image

    def trace(self) -> Trace:
        """Send the sample through the network, and its gradient back."""
        return trace(self.network, self.x, self.label, loss=LOSSES[self.preset.loss]())

    def values(self) -> dict[str, Any]:
        """Return all this for a program."""
        return {
            "preset": self.network.name,
            "file": self.file,
            "seed": self.seed,
            "parameters_sha256": self.network.parameters.sha256(),
            "dataset": self.dataset,
            "split": self.split_name,
            "sample": self.sample,
            "label": self.label,
            "class": self.classes[self.label],
        }

    def lines(self) -> Iterator[str]:
        """Yield all this for a person."""
        origin = f"parameters of {self.file}" if self.file else f"untrained, seed {self.seed}"
        truth = f"{self.classes[self.label]} (class {self.label})"
        yield f"{self.network.name}, {origin}"
        yield f"{self.dataset}, {self.split_name} sample {self.sample}: {truth}"


def load_subject(options: argparse.Namespace, console: Console) -> Subject:
    """Load the network, the data set and the sample that the options name.

    Raises
    ------
    EngineError
        If a file, a preset or a data set is refused.
    ChoiceError
        If there is no such sample.
    """
    if options.file is None:
        preset = load_preset(options.preset or DEFAULT_PRESET)
        network = preset.build(options.seed)
    else:
        preset, network = fitting(load_params(options.file), options.preset)
    dataset = load_for(preset, options.dataset, options.data_dir, console)
    split = dataset.split(options.split)
    if options.sample >= len(split):
        has = f"{dataset.name} has {options.split} samples 0 to {len(split) - 1}"
        raise ChoiceError(f"--sample: {has}, got {options.sample}")
    return Subject(
        preset=preset,
        network=network,
        file=options.file,
        seed=options.seed if options.file is None else None,
        dataset=dataset.name,
        split_name=options.split,
        split=split,
        sample=options.sample,
        classes=dataset.classes,
    )
