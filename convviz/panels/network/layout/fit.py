"""Chooses the factor, and how many maps stand across, down and on one page.

The factor is the largest at which every map is seen; before it falls, deep layers are drawn
at half their size. Where even a factor of 2 is too wide, the widest layers are cut into
pages, and only then the factor falls to 1. A full rectangle of maps is preferred if it
takes at most half as many columns again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from convviz.panels.network.layout.forms import (
    IMAGE_CAPTION,
    NUMBER_GAP,
    NUMBER_PITCH,
    TIGHT_PITCH,
    grid_of,
    label_width,
)
from convviz.panels.network.layout.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from convviz.panels.network.layout.station import Station

MOST_FACTOR = 20
LEAST_COLUMN_GAP = 16
MARGIN = 12
LEAST_ROW_GAP, WIDEST_ROW_GAP = 3, 12
MOST_PAGES = 4
"""More pages hide more than a small factor does."""
ACCEPTABLE = 1.25
"""How much wider a scrolled canvas may be for a factor of 2."""
COMFORTABLE_HEIGHT = 10 * NUMBER_PITCH - NUMBER_GAP
"""Ten numbers below each other, whatever the maps take; without maps, all there is."""


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


def least_height(stations: Sequence[Station]) -> int:
    """Return the pixels in which the numbers and the image with its lines are whole."""
    numbers = (TIGHT_PITCH * s.shape[0] for s in stations if s.form == "numbers")
    images = (s.shape[1] + IMAGE_CAPTION for s in stations if s.form == "image")
    return max((*numbers, *images), default=0)


def _candidates(stations: Sequence[Station], width: int, height: int) -> Iterator[Terms]:
    """Yield terms from the best to the smallest."""
    deep = _deep(stations)
    for factor in range(MOST_FACTOR, 1, -1):
        yield from _some(_whole(stations, factor, height))
        if deep:
            yield from _some(_whole(stations, factor, height, halved=deep))
    paged = _paged(stations, 2, width, height)
    if all(channels <= MOST_PAGES * shown for channels, shown in paged.shown.items()):
        yield paged
    for full in (True, False):
        yield from _some(_whole(stations, 1, height, full=full))


def _some(terms: Terms | None) -> tuple[Terms, ...]:
    return () if terms is None else (terms,)


def column_width(station: Station, terms: Terms) -> int:
    """Return the pixels that a column needs."""
    grid = grid_of(station, terms)
    drawn = grid.rect.width() + label_width(station, terms) if grid else 0
    return max(station.text, drawn)


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


def _deep(stations: Sequence[Station]) -> frozenset[int]:
    """Return the numbers of channels that only coarse layers have."""
    coarse = {s.channels for s in _maps(stations) if s.stride % 2 == 0}
    return frozenset(coarse - {s.channels for s in _maps(stations) if s.stride % 2})


def _tallest(stations: Sequence[Station]) -> int:
    return max((station.shape[1] * station.stride for station in _maps(stations)), default=1)


def _plates(stations: Sequence[Station], terms: Terms) -> dict[int, int]:
    """Return the height of the highest map, by the number of channels.

    All that are not halved share one, so that a channel keeps its row.
    """
    heights: dict[int, int] = {}
    for station in _maps(stations):
        key = station.channels if station.channels in terms.halved else 0
        heights[key] = max(heights.get(key, 0), station.shape[1] * terms.cell(station))
    return {s.channels: heights.get(s.channels, heights.get(0, 1)) for s in _maps(stations)}


def _whole(
    stations: Sequence[Station],
    factor: int,
    height: int,
    *,
    full: bool = True,
    halved: frozenset[int] = frozenset(),
) -> Terms | None:
    """Return terms that show every map; None if one is too high."""
    terms = Terms(factor, halved=halved)
    image = max((s.shape[1] * (factor + 1) for s in stations if s.form == "image"), default=0)
    plates = _plates(stations, terms)
    if max(image, *plates.values(), 0) > height:
        return None
    across = {c: across_for(c, _rows(height, plate), full=full) for c, plate in plates.items()}
    return _with_heights(replace(terms, across=across), plates, height)


def _rows(height: int, plate: int) -> int:
    return max((height + LEAST_ROW_GAP) // (plate + LEAST_ROW_GAP), 1)


def _with_heights(terms: Terms, plates: Mapping[int, int], height: int) -> Terms:
    """Return `terms` with the pitches and the heights that follow."""
    down = {c: -(-terms.shown.get(c, c) // n) for c, n in terms.across.items()}
    level = [c for c in down if c not in terms.halved]
    rows = max((down[c] for c in level), default=1)
    spare = (height - rows * max((plates[c] for c in level), default=0)) // max(rows - 1, 1)
    gap = max(LEAST_ROW_GAP, min(WIDEST_ROW_GAP, spare))
    pitches = {c: plates[c] + (gap if c in level else LEAST_ROW_GAP) for c in down}
    used = max(
        (down[c] * pitch - (pitch - plates[c]) for c, pitch in pitches.items()), default=0
    )
    least = min(height, COMFORTABLE_HEIGHT) if plates else height
    return replace(terms, pitches=pitches, maps_height=used, height=max(used, least))


def _paged(stations: Sequence[Station], factor: int, width: int, height: int) -> Terms:
    """Return terms that halve the widest layers until all fit or nothing is gained."""
    plates = _plates(stations, Terms(factor))
    rows = _rows(height, max(plates.values(), default=1))
    down = 1 << (rows.bit_length() - 1)
    across = {c: across_for(c, rows) for c in plates}
    terms = _with_heights(Terms(factor, across=across), plates, height)
    while needed_width(stations, terms) > width:
        widest = max(terms.across, key=lambda c: (terms.across[c], -c), default=0)
        half = terms.across.get(widest, 0) // 2
        shown = {**terms.shown, widest: half * down}
        narrower = replace(terms, across={**terms.across, widest: half}, shown=shown)
        if not half or needed_width(stations, narrower) >= needed_width(stations, terms):
            break
        terms = _with_heights(narrower, plates, height)
    return terms
