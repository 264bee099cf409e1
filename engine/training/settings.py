"""What may be changed while a network learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import SettingError
from engine.numbers import require_whole
from engine.optimizers import make_optimizer, require_learning_rate
from engine.presets.bounds import CHANNELS, EPOCHS

if TYPE_CHECKING:
    from engine.optimizers import Optimizer


class Settings:
    """Settings of training: each acts from the next batch on, and is checked at once.

    Parameters
    ----------
    optimizer : Optimizer
    batch_size, epochs : int
        At least 1, and at most what a preset may ask for.

    Raises
    ------
    SettingError
        If a number breaks its rule, here or when it is assigned later.
    """

    def __init__(self, optimizer: Optimizer, batch_size: int, epochs: int) -> None:
        self.optimizer = self._first_optimizer = optimizer
        self.batch_size = batch_size
        self.epochs = epochs

    @property
    def optimizer(self) -> Optimizer:
        """What moves the parameters."""
        return self._optimizer

    @optimizer.setter
    def optimizer(self, value: Optimizer) -> None:
        self._optimizer = value
        self._learning_rate = value.learning_rate

    def set_optimizer(self, name: str) -> None:
        """Use another optimizer, with fresh memory, at the same learning rate.

        The one that training began with comes back with its options, others have theirs at
        the defaults.
        """
        rate, first = self.learning_rate, self._first_optimizer
        chosen = first.copy() if name == first.name else make_optimizer(name, rate)
        chosen.reset()
        chosen.learning_rate = rate
        self.optimizer = chosen

    @property
    def learning_rate(self) -> float:
        """The optimizer's learning rate."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        self._learning_rate = require_learning_rate("training", value)

    @property
    def batch_size(self) -> int:
        """Samples in a batch."""
        return self._batch_size

    @batch_size.setter
    def batch_size(self, value: int) -> None:
        count = require_count("batch size", value, CHANNELS)
        self._require_room(count)
        self._batch_size = count

    @property
    def epochs(self) -> int:
        """How many times every training image is to be seen."""
        return self._epochs

    @epochs.setter
    def epochs(self, value: int) -> None:
        self._epochs = require_count("epochs", value, EPOCHS)

    def _require_room(self, batch_size: int) -> None:
        """Check that there is memory for a batch; whoever knows the network does."""


def require_count(name: str, value: object, most: int | None = None) -> int:
    """Check that a setting is a whole number of at least 1, and no larger than `most`."""
    count = require_whole("training", name, value)
    if most is not None and count > most:
        raise SettingError("training", f"{name} must be at most {most}", value)
    return count
