"""Chooses the factor, and how many maps stand across, down and on one page.

The factor is the largest at which every map is seen. Where even a factor of 2 is too wide,
the widest layers are cut into pages, and only then the factor falls to 1. A full rectangle
of maps is preferred if it takes at most half as many columns again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convviz.panels.network.layout.forms import GAP, NUMBER_PITCH, Terms, grid_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from convviz.panels.network.layout.station import Station

MOST_FACTOR = 12
LEAST_COLUMN_GAP = 16
MARGIN = 12
WIDEST_ROW_GAP = 12
MOST_PAGES = 4
"""More pages hide more than a small factor does."""
ACCEPTABLE = 1.25
"""How much wider a scrolled canvas may be for a factor of 2."""
COMFORTABLE_HEIGHT = 10 * NUMBER_PITCH - GAP
"""Ten numbers below each other, whatever the maps take."""


def fit(stations: Sequence[Station], width: int, height: int) -> Terms:
    """Return the terms for a canvas `width` wide and maps at most `height` high.

    If nothing fits, the canvas is scrolled: with a factor of 2 where that costs little.
    """
    for terms in _candidates(stations, width, height):
        if needed_width(stations, terms) <= width:
            return terms
    narrow = _paged(stations, 1, width, max(height, _tallest(stations)))
    most = ACCEPTABLE * needed_width(stations, narrow)
    plain = _whole(stations, 2, height)
    return plain if plain and needed_width(stations, plain) <= most else narrow


def _candidates(stations: Sequence[Station], width: int, height: int) -> Iterator[Terms]:
    """Yield terms from the best to the smallest."""
    wholes = (_whole(stations, factor, height) for factor in range(MOST_FACTOR, 1, -1))
    yield from (terms for terms in wholes if terms is not None)
    paged = _paged(stations, 2, width, height)
    if all(channels <= MOST_PAGES * shown for channels, shown in paged.shown.items()):
        yield paged
    smallest = (_whole(stations, 1, height), _whole(stations, 1, height, full=False))
    yield from (terms for terms in smallest if terms is not None)


def column_width(station: Station, terms: Terms) -> int:
    """Return the pixels that a column needs."""
    grid = grid_of(station, terms)
    return max(station.text, grid.rect.width() if grid else 0)


def needed_width(stations: Sequence[Station], terms: Terms) -> int:
    """Return the least width of the canvas, margins included."""
    widths = sum(column_width(station, terms) for station in stations)
    return widths + LEAST_COLUMN_GAP * (len(stations) - 1) + 2 * MARGIN


def across_for(channels: int, rows: int, *, full: bool = True) -> int:
    """Return how many maps stand side by side if `rows` fit below each other.

    With `full` a rectangle without holes is preferred.
    """
    least = -(-channels // rows)
    if not full:
        return least
    even = (n for n in range(least, least * 3 // 2 + 1) if channels % n == 0)
    return next(even, least)


def _maps(stations: Sequence[Station]) -> list[Station]:
    return [station for station in stations if station.form == "maps"]


def _tallest(stations: Sequence[Station]) -> int:
    return max((station.shape[1] * station.stride for station in _maps(stations)), default=1)


def _whole(
    stations: Sequence[Station], factor: int, height: int, *, full: bool = True
) -> Terms | None:
    """Return terms that show every map; None if one is too high."""
    maps = _maps(stations)
    plate = _tallest(stations) * factor
    image = max((s.shape[1] * (factor + 1) for s in stations if s.form == "image"), default=0)
    rows = (height + GAP) // (plate + GAP)
    if rows < 1 or image > height:
        return None
    across = {s.shape[0]: across_for(s.shape[0], rows, full=full) for s in maps}
    return _with_heights(Terms(factor, 0, 0, across, {}), plate, height)


def _with_heights(terms: Terms, plate: int, height: int) -> Terms:
    """Return `terms` with the pitch and the height that the maps take."""
    shown = {c: terms.shown.get(c, c) for c in terms.across}
    rows = max((-(-shown[c] // n) for c, n in terms.across.items()), default=1)
    gap = min(WIDEST_ROW_GAP, (height - rows * plate) // max(rows - 1, 1))
    pitch = plate + max(gap, GAP)
    used = rows * pitch - (pitch - plate) if terms.across else 0
    return replace(terms, pitch=pitch, height=max(used, min(height, COMFORTABLE_HEIGHT)))


def _paged(stations: Sequence[Station], factor: int, width: int, height: int) -> Terms:
    """Return terms that halve the widest layers until all fit or nothing is gained."""
    plate = _tallest(stations) * factor
    rows = max((height + GAP) // (plate + GAP), 1)
    down = 1 << (rows.bit_length() - 1)
    across = {s.shape[0]: across_for(s.shape[0], rows) for s in _maps(stations)}
    terms = _with_heights(Terms(factor, 0, 0, across, {}), plate, height)
    while needed_width(stations, terms) > width:
        widest = max(terms.across, key=lambda c: (terms.across[c], -c), default=0)
        half = terms.across.get(widest, 0) // 2
        shown = {**terms.shown, widest: half * down}
        narrower = replace(terms, across={**terms.across, widest: half}, shown=shown)
        if not half or needed_width(stations, narrower) >= needed_width(stations, terms):
            break
        terms = _with_heights(narrower, plate, height)
    return terms
