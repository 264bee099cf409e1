"""The frozen facts that the session's signals carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from engine.checkpoints import Match, Params
    from engine.checkpoints.architectures import Proposal
    from engine.network import Network
    from engine.presets import Preset


class RunState(Enum):
    """What the training is doing."""

    LOADING = "loading"
    READY = "ready"
    RUNNING = "running"
    STEPPING = "stepping"
    HELD = "paused"
    FINISHED = "finished"
    FAILED = "failed"

    @property
    def is_moving(self) -> bool:
        """Whether events are passing."""
        return self in {RunState.RUNNING, RunState.STEPPING}


class Granularity(Enum):
    """How much one step is."""

    OPERATION = "operation"
    BATCH = "batch"
    EPOCH = "epoch"


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A network and the data it learns from, as they were at the start.

    `source` is what the preset was asked for by: its name, the path of a file, or itself.
    `origin` says where its parameters are from, if not from the seed.
    """

    preset: Preset
    dataset: str
    classes: tuple[str, ...]
    seed: int
    network: Network
    source: str | Preset = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of training that may change while it runs.

    `pending` names those that act only from the next batch.
    """

    learning_rate: float
    batch_size: int
    optimizer: str
    epochs: int
    pending: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Notice:
    """A message for the bar under the toolbar; `actions` are labels and what they do."""

    text: str
    detail: str = ""
    kind: Literal["info", "warning", "error"] = "info"
    actions: tuple[tuple[str, Callable[[], object]], ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception that nobody expected."""

    title: str
    message: str
    traceback: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far long work has come; `done` equals `total` when it has ended."""

    label: str
    done: int
    total: int
    cancel: Callable[[], None] | None = field(default=None, compare=False)

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.done >= self.total


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """What the network said of a whole split at one step.

    Attributes
    ----------
    split : {"train", "validation", "test"}
    classes : ndarray of uint8, shape (N,)
        The predicted class of every sample.
    right : ndarray of bool, shape (N,)
    step : int
        Training step of the parameters that were asked.
    """

    split: str
    classes: npt.NDArray[np.uint8]
    right: npt.NDArray[np.bool_]
    step: int

    @property
    def accuracy(self) -> float:
        """The fraction that is right."""
        return float(self.right.mean()) if self.right.size else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class OpenedParams:
    """A parameters file that was opened: what is in it, or why it was refused.

    `again` is set when a file of before was only held against another network. `proposal`
    are the networks that it may be of.
    """

    path: Path
    params: Params | None = None
    error: Exception | None = None
    match: Match | None = None
    again: bool = False
    proposal: Proposal | None = None
