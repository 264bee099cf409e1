"""From numbers to colours.

A scale turns a number x into one of 253 colours and three reserved ones::

    signed     index = round((x / limit + 1) / 2 * 252)    zero is 126, exactly the middle
    positive   index = round(x / limit * 252)              zero is 0, the low end
    image      index = round(x / limit * 252)              the same in greys
    NaN 253, +inf 254, -inf 255

What is outside the limits takes the colour of the limit and is counted; it never wraps.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
from PyQt6.QtGui import QColor, qRgb

from convviz.plotting._pyqtgraph import pg
from convviz.theming.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from convviz.theming import Theme, ThemeName

ScaleKind = Literal["signed", "positive", "image"]

LAST_COLOR = 252
NAN_INDEX, POSINF_INDEX, NEGINF_INDEX = 253, 254, 255
_MIDDLE = LAST_COLOR // 2
_SMALLEST_LIMIT = 1e-36  # below it the gain would overflow float32
_DARK_TEXT_ABOVE = 0.18  # luminance at which black and white are equally readable


@dataclass(frozen=True, slots=True)
class Scale:
    """Which colour a number gets.

    Parameters
    ----------
    kind : {"signed", "positive", "image"}
        Diverging around zero, from zero up, or the greys of an image.
    limit : float
        The number at the end of the scale, at least 0.
    scope : str, default="this map"
        What the limit was taken from, as it is written beside the bar: "this map",
        "layer", "block", "array", "network" or "locked".
    """

    kind: ScaleKind
    limit: float
    scope: str = "this map"

    @classmethod
    def of(
        cls,
        arrays: npt.NDArray[np.generic] | Iterable[npt.NDArray[np.generic]],
        kind: ScaleKind = "signed",
        scope: str = "this map",
    ) -> Scale:
        """Return the scale on which all of `arrays` just fit; it ignores NaN and inf."""
        if isinstance(arrays, np.ndarray):
            arrays = (arrays,)
        limit = max((_largest(x, kind) for x in arrays), default=0.0)
        return cls(kind, 1.0 if kind == "image" and limit <= 1 else limit, scope)

    @property
    def low(self) -> float:
        """The number at the low end."""
        return -self.limit if self.kind == "signed" else 0.0

    def to_index(self, x: npt.ArrayLike) -> npt.NDArray[np.uint8]:
        """Return the colour of each number of `x`, an array of the same shape."""
        x = np.asarray(x, np.float32)
        unit = self._to_unit(x)
        finite = np.isfinite(x)
        if finite.all():
            return unit.astype(np.uint8)
        index = np.where(finite, unit, 0).astype(np.uint8)
        index[np.isnan(x)] = NAN_INDEX
        index[np.isposinf(x)] = POSINF_INDEX
        index[np.isneginf(x)] = NEGINF_INDEX
        return index

    def clipped(self, x: npt.ArrayLike) -> int:
        """Return how many finite numbers of `x` lie outside the limits."""
        x = np.asarray(x)
        outside = (x > self.limit) | (x < self.low)
        return int(np.count_nonzero(outside & np.isfinite(x)))

    def _to_unit(self, x: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return indices in [0, 252] as floats; NaN stays NaN."""
        signed = self.kind == "signed"
        if self.limit < _SMALLEST_LIMIT:
            return np.full(x.shape, _MIDDLE if signed else 0, np.float32)
        gain = np.float32((_MIDDLE if signed else LAST_COLOR) / self.limit)
        with np.errstate(invalid="ignore", over="ignore"):
            unit = x * gain
            if signed:
                unit += _MIDDLE
            np.rint(unit, out=unit)
            np.clip(unit, 0, LAST_COLOR, out=unit)
        return unit


def _largest(x: npt.NDArray[np.generic], kind: ScaleKind) -> float:
    # As they are: to convert millions of weights takes longer than all the rest.
    values = x if np.issubdtype(x.dtype, np.floating) else np.asarray(x, np.float64)
    low, high = values.min(initial=0), values.max(initial=0)
    if not (np.isfinite(low) and np.isfinite(high)):
        values = values[np.isfinite(values)]
        low, high = values.min(initial=0), values.max(initial=0)
    return max(-float(low), float(high)) if kind == "signed" else float(high)


def color_table(kind: ScaleKind, theme: Theme) -> list[int]:
    """Return the 256 colours of a kind of scale, each as ``qRgb``."""
    return list(_list(kind, theme.name))


def color_array(kind: ScaleKind, theme: Theme) -> npt.NDArray[np.uint32]:
    """Return the same colours as an array of shape (256,), ``0xAARRGGBB``."""
    return _table(kind, theme.name)


def luminance_text(index: int, table: list[int]) -> QColor:
    """Return black or white, whichever can be read on colour `index` of `table`."""
    color = QColor.fromRgb(table[index])
    bright = luminance(color) > _DARK_TEXT_ABOVE
    return QColor(0, 0, 0) if bright else QColor(255, 255, 255)


def text_colors(kind: ScaleKind, theme: Theme) -> tuple[QColor, ...]:
    """Return black or white for each of the 256 colours of a kind of scale."""
    return _text_colors(kind, theme.name)


def luminance(color: QColor) -> float:
    """Return the relative luminance of WCAG 2, in [0, 1]."""
    weights = (0.2126, 0.7152, 0.0722)
    return sum(
        weight * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
        for weight, c in zip(weights, color.getRgbF()[:3], strict=True)
    )


def _color_map(kind: ScaleKind, name: ThemeName) -> pg.ColorMap:
    if kind == "image":
        return pg.ColorMap([0.0, 1.0], [(0, 0, 0), (255, 255, 255)])
    if kind == "positive":
        return pg.colormap.get("viridis")
    return pg.colormap.get("CET-D4" if name == "dark" else "CET-D1")


@cache
def _table(kind: ScaleKind, name: ThemeName) -> npt.NDArray[np.uint32]:
    colors = _color_map(kind, name).map(np.linspace(0, 1, LAST_COLOR + 1), mode="byte")
    tokens = tokens_of(name)
    table = [qRgb(*map(int, color[:3])) for color in colors]
    table += [color.rgb() for color in (tokens.nan, tokens.posinf, tokens.neginf)]
    array = np.array(table, np.uint32)
    array.flags.writeable = False
    return array


@cache
def _list(kind: ScaleKind, name: ThemeName) -> tuple[int, ...]:
    return tuple(int(color) for color in _table(kind, name))


@cache
def _text_colors(kind: ScaleKind, name: ThemeName) -> tuple[QColor, ...]:
    table = list(_list(kind, name))
    return tuple(luminance_text(index, table) for index in range(len(table)))
