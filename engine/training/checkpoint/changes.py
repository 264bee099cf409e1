"""Settings that were changed in the course of a training."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What may be changed while a network learns."""

    learning_rate: float
    batch_size: int
    optimizer: str
    epochs: int


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """A change, and after how many steps it was made."""

    step: int
    before: RunSettings
    after: RunSettings
