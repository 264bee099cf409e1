"""A box with one slot, in which the newest thing replaces the one before."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Hand the newest `T` from one thread to another; older ones are lost on purpose.

    `wanted` tells the producer that the last one was taken, so that it makes no more
    than are looked at.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._item: T | None = None

    @property
    def wanted(self) -> bool:
        """Whether the slot is empty."""
        with self._lock:
            return self._item is None

    def put(self, item: T) -> None:
        """Fill the slot, whatever was in it."""
        with self._lock:
            self._item = item

    def take(self) -> T | None:
        """Empty the slot and return what was in it, or None."""
        with self._lock:
            item, self._item = self._item, None
        return item
