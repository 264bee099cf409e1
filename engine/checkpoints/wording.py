"""Putting foreign text and large numbers into sentences."""

from __future__ import annotations

import codecs

from engine.layers.text import grouped

__all__ = ["counted", "dimensions", "grouped", "quoted", "shortened"]

LONGEST_QUOTE = 100
LONGEST_MESSAGE = 2000


def quoted(text: str, longest: int = LONGEST_QUOTE) -> str:
    """Make text from a file fit to be shown.

    Line breaks, control characters, direction marks, lone surrogates and everything else
    that is not printable are written as escapes, so that a name can neither break a
    sentence nor turn it around.

    Parameters
    ----------
    text : str
        Anything a file may contain.
    longest : int, default=100
        Characters kept; what is cut off is marked by an ellipsis.
    """
    cut = text[: longest + 1]
    escaped = "".join(c if c.isprintable() else _escape(c) for c in cut)
    return escaped if len(escaped) <= longest else escaped[: longest - 1] + "…"


def dimensions(shape: tuple[int, ...]) -> str:
    """Write a shape as code does: (2, 3), (5,), ()."""
    return str(tuple(int(n) for n in shape))


def counted(number: int, thing: str) -> str:
    """Write a number and its noun: "1 array", "3 arrays"."""
    return f"{grouped(number)} {thing}" if number == 1 else f"{grouped(number)} {thing}s"


def shortened(message: str) -> str:
    """Cut a message to the length that a dialog or a terminal can show."""
    if len(message) <= LONGEST_MESSAGE:
        return message
    return message[: LONGEST_MESSAGE - 1] + "…"


def _escape(character: str) -> str:
    # Asking by the codec's name would import it while a file is read.
    return codecs.unicode_escape_encode(character)[0].decode("ascii")
