"""All helper processes of a training, and what each of them does of a batch."""

from __future__ import annotations

import logging
import sys
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from engine.description import is_describable
from engine.losses import LOSSES
from engine.training.helpers.batch_memory import BatchMemory, samples_of, slot_of
from engine.training.helpers.helper import Helper, HelperError
from engine.training.helpers.race import Race
from engine.training.helpers.shared_memory import SharedMemory
from engine.training.helpers.tasks import Setup, Task
from engine.training.interruption import BatchInterruptedError
from engine.training.shard import shard_samples

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.training.helpers.terms import HelperTerms
    from engine.training.shard import Shard

logger = logging.getLogger(__name__)

_PATIENCE_SECONDS = 10.0
"""For a helper that is late, and ten times what our own share has taken."""


class Crew:
    """Helper processes: not there until they are worth it, and gone when they fail.

    A batch that they cannot help with is computed here, to the same bits.

    Parameters
    ----------
    count : int
        How many there are to be.
    terms : HelperTerms
    before_shard : callable, optional
        Called before every shard that is computed here; may raise
        `BatchInterruptedError`, which ends the helpers at once.
    """

    def __init__(
        self, count: int, terms: HelperTerms, before_shard: Callable[[], object] = list
    ) -> None:
        self._count, self._terms, self._before_shard = count, terms, before_shard
        self._helpers: list[Helper] = []
        self._model: tuple[object, ...] | None = None
        self._shared: SharedMemory | None = None
        self._memory: BatchMemory | None = None
        self._races: dict[int, Race] = {}
        self._seconds = 0.0
        self._tasks = 0

    def run(self, shards: Sequence[Shard], alone: Callable[[Sequence[Shard]], object]) -> None:
        """Take the shards of a batch all the way: with helpers, or alone if that is quicker.

        Parameters
        ----------
        shards : sequence of Shard
            All of a batch, in their order.
        alone : callable
            Takes shards all the way without helpers.
        """
        samples, started = shards[0].over, perf_counter()
        race = self._races.setdefault(samples, Race(self._terms.trials))
        can_help = len(shards) > 1 and self._are_ready(shards[0])
        alone(self._left_by_helpers(shards) if can_help and race.with_helpers else shards)
        seconds = perf_counter() - started
        self._seconds += seconds
        if can_help:
            race.note(seconds)

    def close(self) -> None:
        """End the processes; they come back if there is work again."""
        for helper in self._helpers:
            helper.close()
        self._helpers, self._model = [], None
        self._memory = self._shared = None

    def _are_ready(self, shard: Shard) -> bool:
        """Start helpers when it is time; return whether there are any to help now."""
        model = (shard.network, shard.loss, shard.split)
        if self._model is None and self._seconds >= self._terms.after:
            self._model = model
            self._start(shard)
        if not self._helpers or self._model != model:
            return False
        if not (self._terms.wait or all(helper.has_greeted for helper in self._helpers)):
            return False
        for helper in tuple(self._helpers):
            try:
                helper.require_ready()
            except HelperError as error:
                self._drop(helper, error)
        return bool(self._helpers)

    def _start(self, shard: Shard) -> None:
        if not can_be_helped(shard):
            return
        try:
            self._shared = SharedMemory()
            setup = Setup.of(shard, self._shared.key)
            for _ in range(self._count):
                self._helpers.append(Helper(setup, self._shared))
        except OSError as error:
            logger.warning("a helper process cannot be started, threads train: %s", error)

    def _left_by_helpers(self, shards: Sequence[Shard]) -> list[Shard]:
        """Compute with all helpers; return the shards that have still to be computed."""
        *others, own = shared_out(shards, 1 + len(self._helpers))
        try:
            memory = self._filled([shard for part in others for shard in part])
        except OSError as error:
            for helper in tuple(self._helpers):
                self._drop(helper, error)
            return list(shards)
        asked = self._asked(others, memory)
        started = perf_counter()
        left: list[Shard] = []
        try:
            self._compute(own)
        finally:
            patience = _PATIENCE_SECONDS + 10 * (perf_counter() - started)
            for helper, task, part in asked if self._helpers else []:
                try:
                    helper.finish(task, patience)
                    _take_results(memory, part)
                except HelperError as error:
                    self._drop(helper, error)
                    left += part
        return left

    def _asked(
        self, parts: Sequence[Sequence[Shard]], memory: BatchMemory
    ) -> list[tuple[Helper, Task, Sequence[Shard]]]:
        """Let every helper begin with its part, unless that is empty."""
        asked = []
        for helper, part in zip(tuple(self._helpers), parts, strict=True):
            if part:
                self._tasks += 1
                asked.append((helper, _task(self._tasks, memory, part), part))
                helper.ask(asked[-1][1])
        return asked

    def _compute(self, own: Sequence[Shard]) -> None:
        """Compute our own part; nobody waits for the helpers if it is interrupted."""
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                for shard in own:
                    self._before_shard()
                    shard.run()
        except BatchInterruptedError:
            self.close()
            raise

    def _filled(self, shards: Sequence[Shard]) -> BatchMemory:
        """Return the shared memory, with the parameters and the samples of these shards."""
        first, samples = shards[0], shards[0].over
        if self._memory is None or self._memory.capacity < samples:
            assert self._shared is not None, "made before the helpers"
            self._memory = BatchMemory(self._shared, first.network, samples, grow=True)
        memory = self._memory
        memory.parameters.flat[...] = first.network.parameters.flat
        for shard in shards:
            place = samples_of(shard.training.shard, samples)
            memory.images[place] = shard.split.images[shard.indices]
            memory.labels[place] = shard.labels
        return memory

    def _drop(self, helper: Helper, error: Exception) -> None:
        logger.warning("a helper process is given up, training goes on without: %s", error)
        self._helpers.remove(helper)
        helper.close()


def can_be_helped(shard: Shard) -> bool:
    """Whether another process can compute shards like this one, to the same bits.

    It must know all classes; have the images in the same order in memory; and nothing may
    be told but gradients, losses and counts: what layers measure stays here.
    """
    network, loss = shard.network, shard.loss
    return (
        bool(sys.executable)
        and not hasattr(sys, "frozen")  # a bundle would open another window
        and is_describable(network)
        and not any(layer.untrained for layer in network.layers)
        and network.parameters.flat.dtype == np.float32
        and LOSSES.get(loss.name) is type(loss)
        and shard.split.images.flags.c_contiguous
    )


def shared_out(shards: Sequence[Shard], parts: int) -> list[Sequence[Shard]]:
    """Cut shards into runs of about as many samples; some are empty if there are too few."""
    samples = shards[0].over
    run = samples / shard_samples(samples) / parts
    cuts = [min(len(shards), round(run * k)) for k in range(parts)]
    return [shards[a:b] for a, b in zip(cuts, [*cuts[1:], len(shards)], strict=True)]


def _task(number: int, memory: BatchMemory, shards: Sequence[Shard]) -> Task:
    first, last = shards[0].training, shards[-1].training
    return Task(
        *(number, memory.capacity, first.shard, last.shard + 1, shards[0].over),
        *(first.seed, first.step),
    )


def _take_results(memory: BatchMemory, shards: Sequence[Shard]) -> None:
    first = shards[0].training.shard
    for shard in shards:
        place = shard.training.shard
        slot = slot_of(place, first)
        gradients = memory.gradients[slot] if slot == place else {}
        losses = memory.losses[samples_of(place, shard.over)]
        shard.take_results(gradients, losses, int(memory.right[place]))
