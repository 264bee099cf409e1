"""What a helper process runs: it waits for tasks, and ends with the process that asks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.data import Split
from engine.description import network_from
from engine.layers import Training
from engine.losses import LOSSES
from engine.network import Network
from engine.training.blas import blas_kernels, one_blas_thread
from engine.training.helpers.batch_memory import BatchMemory, samples_of, slot_of
from engine.training.helpers.patience import wait_awake
from engine.training.helpers.shared_memory import SharedMemory
from engine.training.helpers.tasks import Setup, Task, done, failed, line_of, message_of, ready
from engine.training.memory import keep_freed_memory
from engine.training.shard import Shard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO


class Work:
    """Shards of somebody else's batches.

    Parameters
    ----------
    setup : Setup
    """

    def __init__(self, setup: Setup) -> None:
        self._shared = SharedMemory(setup.memory)
        self._network = network_from(setup.network)
        self._loss = LOSSES[setup.loss]()
        self._divisor = setup.divisor
        self._memory: BatchMemory | None = None

    def do(self, task: Task) -> None:
        """Compute the shards of a task, and write down what came out."""
        memory = self._laid_out(task.capacity)
        for place in range(task.first, task.stop):
            samples = samples_of(place, task.samples)
            split = Split(memory.images[samples], memory.labels[samples], self._divisor)
            shard = Shard(
                *(self._network, self._loss, split, np.arange(len(split)), task.samples),
                Training(task.seed, task.step, place),
            )
            shard.run()
            memory.right[place] = shard.right
            # Nothing may be rounded: another precision is an error.
            np.copyto(memory.losses[samples], shard.losses, casting="no")
            slot = slot_of(place, task.first)
            for name, gradient in shard.parameter_gradients.items():
                total = memory.gradients[slot][name]
                if slot == place:
                    np.copyto(total, gradient, casting="no")
                else:
                    np.add(total, gradient, out=total, casting="no")

    def _laid_out(self, capacity: int) -> BatchMemory:
        if self._memory is None or self._memory.capacity != capacity:
            self._memory = BatchMemory(self._shared, self._network, capacity)
            network = self._network
            self._network = Network(network.name, network.layers, self._memory.parameters)
        return self._memory


def serve(tasks: Iterator[bytes], answers: BinaryIO) -> None:
    """Answer every line with one, until there are no more."""

    def say(message: dict[str, Any]) -> None:
        answers.write(line_of(message))
        answers.flush()

    work = Work(Setup(*message_of(next(tasks))))
    say(ready(blas_kernels()))
    for line in tasks:
        task = Task(*message_of(line))
        try:
            work.do(task)
        except Exception as error:  # noqa: BLE001 - it is told, and computed elsewhere
            say(failed(error))
        else:
            say(done(task.number))


def _lines(pipe: BinaryIO) -> Iterator[bytes]:
    while True:
        wait_awake(pipe)
        line = pipe.readline()
        if not line:
            return
        yield line


def main() -> None:
    """Serve the process that has started this one."""
    keep_freed_memory()
    # What is not finite is told by those who use the numbers.
    with one_blas_thread(), np.errstate(over="ignore", invalid="ignore"):
        serve(_lines(sys.stdin.buffer), sys.stdout.buffer)


if __name__ == "__main__":
    main()
