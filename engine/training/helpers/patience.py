"""Waiting for a line so that it is read at once.

Whoever sleeps must be woken, which takes some fifty microseconds, and often enough the
system wakes it on the very core where the other one is computing. So both sides stay awake
for about as long as the gap between two batches lasts, let others have the core whenever
they want it, and only then go to sleep.
"""

from __future__ import annotations

import os
import select
import sys
from time import perf_counter
from typing import IO

_AWAKE_SECONDS = 0.001


def wait_awake(pipe: IO[bytes]) -> None:
    """Return when there is something to read, or when it is time to sleep.

    On Windows, where a pipe cannot be asked, at once.
    """
    if sys.platform == "win32":
        return
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    end = perf_counter() + _AWAKE_SECONDS
    while not poll.poll(0) and perf_counter() < end:
        os.sched_yield()
