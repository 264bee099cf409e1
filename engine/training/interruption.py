"""Leaving a batch half-way, from another thread."""

from __future__ import annotations

import threading


class BatchInterruptedError(Exception):
    """A batch was left half-way because somebody asked for it; it has changed nothing."""


class Interruption:
    """Whether batches are to be left: once asked for, for good."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def ask(self) -> None:
        """Have the batch under way, and any to come, left; from any thread."""
        self._asked.set()

    def require_none(self) -> None:
        """Go on, unless it was asked for.

        Raises
        ------
        BatchInterruptedError
            If it was.
        """
        if self._asked.is_set():
            raise BatchInterruptedError
