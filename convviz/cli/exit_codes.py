"""What the exit code of a command says."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended."""

    DONE = 0
    USAGE = 2
    REFUSED = 3
    """The input was refused or unreadable; one sentence on standard error says why."""
    DIVERGED = 4
    """The input was in order, but training came to numbers that are none."""

    INTERRUPTED = 130

    READER_LEFT = 141
    """Who read the results did not read all; as of other programs that SIGPIPE ends."""
