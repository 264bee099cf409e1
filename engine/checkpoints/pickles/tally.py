"""What the pickles of a file ask for, all of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints.errors import too_many

if TYPE_CHECKING:
    from engine.checkpoints.limits import Limits

_WHAT = {
    "calls": "names and calls",
    "containers": "lists and dictionaries",
    "items": "items",
    "expanded_items": "items, shared ones counted each time",
    "arrays": "arrays",
    "array_bytes": "bytes of arrays",
    "all_text_bytes": "bytes of text",
    "unpacked_bytes": "bytes",
    "other_keys": "keys that are no text",
}
"""What the limits are about, in words."""


class Tally:
    """Adds up, and refuses what is above a limit.

    Parameters
    ----------
    limits : Limits
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._found = dict.fromkeys(_WHAT, 0)

    def add(self, limit: str, amount: int = 1, offset: int | None = None) -> None:
        """Count some more.

        Parameters
        ----------
        limit : str
            Name of the field of `Limits`.
        amount : int, default=1
        offset : int, optional
            The byte at which it is asked for.

        Raises
        ------
        LimitExceeded
        """
        found = self._found[limit] = self._found[limit] + amount
        allowed: int = getattr(self._limits, limit)
        if found > allowed:
            raise too_many(_WHAT[limit], limit, allowed, found, offset=offset)
