"""Numbers as the command line writes them."""

from __future__ import annotations


def short(value: float) -> str:
    """Write a number with four digits and a real minus: −0.01234."""
    return f"{value:.4g}".replace("-", "−")
