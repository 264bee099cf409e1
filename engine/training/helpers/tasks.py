"""What a helper is told, and what it says: one line of JSON each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from engine.description import describe

if TYPE_CHECKING:
    from engine.description import Description
    from engine.training.shard import Shard


class Setup(NamedTuple):
    """What a helper must know before the first batch.

    Attributes
    ----------
    memory : str
        Key of the memory that it shares with us.
    network : dict
        Its description.
    loss : str
        By its name.
    divisor : int
        The stored value of an image that means 1.
    """

    memory: str
    network: Description
    loss: str
    divisor: int

    @classmethod
    def of(cls, shard: Shard, memory: str) -> Self:
        """Return what is needed to compute shards like this one."""
        return cls(memory, describe(shard.network), shard.loss.name, shard.split.divisor)


class Task(NamedTuple):
    """Shards of a batch that a helper is to compute.

    Attributes
    ----------
    number : int
        Of the task, to be given back with the answer.
    capacity : int
        Samples that the shared memory is laid out for.
    first, stop : int
        Places of the shards in the batch: from the first to that before the stop.
    samples : int
        In the whole batch.
    seed, step : int
        Of the training, and updates done before.
    """

    number: int
    capacity: int
    first: int
    stop: int
    samples: int
    seed: int
    step: int


def line_of(message: Any) -> bytes:
    """Return a message as a line: a `Setup` or `Task` as the list of its entries."""
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def message_of(line: bytes) -> Any:
    """Return what a line says; ValueError if it is no JSON."""
    return json.loads(line)


def ready(kernels: list[list[str]]) -> dict[str, Any]:
    """Return what a helper says when it can begin: with which BLAS it multiplies."""
    return {"ready": kernels}


def done(number: int) -> dict[str, Any]:
    """Return what a helper says when the results of a task lie in the memory."""
    return {"done": number}


def failed(error: Exception) -> dict[str, Any]:
    """Return what a helper says when it could not do a task."""
    return {"failed": f"{type(error).__name__}: {error}"}
