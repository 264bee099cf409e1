"""Threads that share out work, and helper processes that share out whole batches."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from engine.numbers import require_whole
from engine.training.helpers import Crew
from engine.training.interruption import Interruption
from engine.training.memory import keep_freed_memory
from engine.training.shard import Shard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.training.helpers import HelperTerms

T = TypeVar("T")

_WORTH_SHARING = 8
"""Pieces of a buffer, from which on the work outweighs waking the other threads."""


def available_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers:
    """Threads that stay alive between batches; NumPy lets them compute side by side.

    Parameters
    ----------
    threads : int, optional
        How many compute at once, with the one that calls; the cores of this process if
        not given.
    helpers : HelperTerms, optional
        When processes are to help with whole batches; never if not given, nor with one
        thread.

    Raises
    ------
    SettingError
        If `threads` is no whole number of at least 1.

    Attributes
    ----------
    interruption : Interruption
        Asked before every shard of a batch.
    """

    def __init__(self, threads: int | None = None, helpers: HelperTerms | None = None) -> None:
        given = available_cores() if threads is None else threads
        self.threads = require_whole("workers", "threads", given)
        self._pool: ThreadPoolExecutor | None = None
        count = helpers.count(self.threads, available_cores()) if helpers is not None else 0
        self.interruption = Interruption()
        before = self.interruption.require_none
        self._crew = Crew(count, helpers, before) if helpers is not None and count else None
        keep_freed_memory()

    def each(self, work: Callable[[T], object], items: Sequence[T]) -> None:
        """Call `work` on every item, and return when all are done.

        Raises
        ------
        Exception
            The first that `work` raised; items not begun by then are left out.
        """
        waiting = deque(items)

        def drain() -> None:
            try:
                # What is not finite is told by those who use the numbers.
                with np.errstate(over="ignore", invalid="ignore"):
                    for item in _taken_from(waiting):
                        work(item)
            except BaseException:
                waiting.clear()
                raise

        others = min(self.threads, len(items)) - 1
        futures = [self._other_threads().submit(drain) for _ in range(others)]
        try:
            drain()
        finally:
            wait(futures)
        for future in futures:
            future.result()

    def each_shard(self, work: Callable[[Shard], object], shards: Sequence[Shard]) -> None:
        """Call `work` on every shard of a batch.

        Raises
        ------
        BatchInterruptedError
            If that was asked for before all were begun.
        """

        def work_if_wanted(shard: Shard) -> None:
            self.interruption.require_none()
            work(shard)

        self.each(work_if_wanted, shards)

    def run(self, shards: Sequence[Shard]) -> None:
        """Take all shards of a batch all the way, by threads or with helper processes.

        Raises
        ------
        BatchInterruptedError
            As `each_shard`.
        """
        by_threads = partial(self.each_shard, Shard.run)
        if self._crew is None:
            by_threads(shards)
        else:
            self._crew.run(shards, by_threads)

    def each_piece(self, work: Callable[[slice], object], pieces: Sequence[slice]) -> None:
        """Call `work` on every piece of a buffer; alone, where that takes less time."""
        if len(pieces) < _WORTH_SHARING:
            for piece in pieces:
                work(piece)
        else:
            self.each(work, pieces)

    def close(self) -> None:
        """End the threads and processes; they come back if there is work again."""
        if self._crew is not None:
            self._crew.close()
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def _other_threads(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.threads - 1, thread_name_prefix="shards")
        return self._pool


def _taken_from(waiting: deque[T]) -> Iterator[T]:
    """Yield what is first in line, until others and we have taken all of it."""
    with suppress(IndexError):
        while True:
            item = waiting.popleft()
            yield item
