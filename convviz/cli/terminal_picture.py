"""An image made of characters."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, TextIO

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Grey = npt.NDArray[np.floating[Any]]

SHADES: Final = " .:-=+*#%@"
"""From black to white, as ink on a dark ground."""

UPPER_HALF: Final = "\u2580"
_PLAIN: Final = "\x1b[0m"
_RED_GREEN_BLUE: Final = (0.2126, 0.7152, 0.0722)
"""Shares in the luminance (ITU-R BT.709)."""


def picture_lines(x: Grey, *, coloured: bool) -> Iterator[str]:
    """Yield the lines of a picture.

    Parameters
    ----------
    x : ndarray, shape (C, H, W)
        In [0, 1]; three channels are red, green and blue, of others the mean is shown.
    coloured : bool
        Whether a character is a pixel above another, in greys; else each pixel is a letter
        of its shade, twice, because letters are about as narrow again as they are high.
    """
    grey = luminance(x)
    return _half_blocks(grey) if coloured else _shades(grey)


def luminance(x: Grey) -> Grey:
    """Return one number for each pixel, shape (H, W), in [0, 1]."""
    weights = _RED_GREEN_BLUE if len(x) == 3 else np.full(len(x), 1 / len(x))
    return np.clip(np.tensordot(weights, x, axes=1), 0.0, 1.0)


def takes_colours(stream: TextIO) -> bool:
    """Return whether a stream is a terminal that shows greys and blocks, and may be so used.

    NO_COLOR (https://no-color.org), if it is set to anything, forbids it.
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    try:
        UPPER_HALF.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _shades(grey: Grey) -> Iterator[str]:
    places = np.rint(grey * (len(SHADES) - 1)).astype(int)
    for row in places:
        yield "".join(SHADES[place] * 2 for place in row).rstrip()


def _half_blocks(grey: Grey) -> Iterator[str]:
    """Two rows a line: the upper one in the colour of the letter, the lower one behind it."""
    levels = np.rint(grey * 255).astype(int)
    if len(levels) % 2:
        levels = np.vstack([levels, np.zeros_like(levels[:1])])
    for upper, lower in zip(levels[::2], levels[1::2], strict=True):
        cells = (
            f"\x1b[38;2;{a};{a};{a}m\x1b[48;2;{b};{b};{b}m{UPPER_HALF}"
            for a, b in zip(upper.tolist(), lower.tolist(), strict=True)
        )
        yield "".join(cells) + _PLAIN
