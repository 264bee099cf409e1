"""Why filters are not matched."""

from __future__ import annotations


class NoChainError(Exception):
    """The filters of two sides cannot be matched, for a reason in a sentence."""
