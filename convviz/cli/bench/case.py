"""What is trained in a measurement, the same for everyone who is measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from engine.data import Split
from engine.training import Trainer
from engine.training.helpers import HelperTerms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.data import Dataset
    from engine.presets import Preset

ENDLESS = 100_000
"""Epochs of a training that ends when it has been measured."""

OPTIMIZER = "adam"
LEARNING_RATE = 0.001
"""Small enough for every preset to learn with Adam, so that no number overflows."""

PLAINLY: Mapping[str, Any] = MappingProxyType(
    {
        "optimizer": OPTIMIZER,
        "optimizer_options": {},
        "learning_rate": LEARNING_RATE,
        "schedule": "constant",
        "l2": None,
        "clip_norm": None,
        "sampling": "epochs",
        "early_stopping": None,
    }
)
"""What is the same for all presets, so that PyTorch can do just that in its plainest way."""

HELPERS = HelperTerms(after=0, wait=True)
"""They start, and are kept if they make training quicker, before anything is measured."""

SEED = 0
_WATCHED = 64


@dataclass(frozen=True, slots=True)
class Case:
    """What is trained, in which portions, by how many threads.

    Everything is trained as `PLAINLY` says, whatever the preset says.
    """

    preset: Preset
    dataset: Dataset
    batch_size: int
    threads: int

    def trainer(self) -> Trainer:
        """Return a trainer that does not end, and hardly looks at the validation images."""
        seen = self.dataset.validation
        watched = Split(seen.images[:_WATCHED], seen.labels[:_WATCHED], seen.divisor)
        return Trainer.from_preset(
            self.preset,
            replace(self.dataset, validation=watched),
            seed=SEED,
            threads=self.threads,
            helpers=HELPERS,
            batch_size=self.batch_size,
            epochs=ENDLESS,
            **PLAINLY,
        )
