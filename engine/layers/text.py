"""How layers write numbers."""

from __future__ import annotations

_NARROW_SPACE = "\u202f"


def grouped(n: int) -> str:
    """Return a whole number with narrow spaces between thousands: "102 528"."""
    return f"{n:,}".replace(",", _NARROW_SPACE)
