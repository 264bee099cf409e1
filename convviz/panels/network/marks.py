"""Frames and links of a selected cell, and frames of a hovered one, in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPointF, QRect, QRectF

from convviz.panels.network.flow import is_single

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convviz.panels.network.flow import Flow
    from convviz.panels.network.layout import Index, NetworkLayout
    from convviz.plotting import FrameKind
    from convviz.session import Selection
    from convviz.session.selection_reach import Reach
    from engine.inspection import Region

THIN = 11
"""Frames up to this size are linked by one line instead of two."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A frame around cells."""

    rect: QRect
    kind: FrameKind


@dataclass(frozen=True, slots=True)
class Link:
    """A thin line from layer to layer; a weak one belongs to another part of the sum."""

    start: QPointF
    end: QPointF
    strong: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """What is drawn over the pictures."""

    frames: tuple[Mark, ...] = ()
    links: tuple[Link, ...] = ()


def marks_of_place(layout: NetworkLayout, place: Selection) -> Marks:
    """Return the frame of a whole layer or channel, or of the loss."""
    column = layout.column(place.layer)
    if column is None:
        return Marks()
    if column.grid is None:
        height = layout.bottom - layout.name_height
        whole = QRect(column.x - 4, layout.name_height, column.width + 5, height)
        return Marks((Mark(whole, "selected"),))
    if not place.index:
        return Marks((Mark(column.grid.rect.adjusted(-3, -3, 3, 3), "selected"),))
    rect = column.grid.cell_rect(place.index)
    return Marks() if rect is None else Marks((Mark(_around(rect), "selected"),))


def marks_of_hover(layout: NetworkLayout, reach: Reach) -> Marks:
    """Return the frames of what is pointed at, of all that it sees and of all that it feeds."""
    regions = [*reach.sources.values(), reach.own]
    if reach.fed is not None:
        regions.append(reach.fed)
    rects = [rect for region in regions for rect in _rects(layout, region).values()]
    return Marks(tuple(Mark(rect, "hovered") for rect in rects))


def marks_of_selection(layout: NetworkLayout, flow: Flow) -> Marks:
    """Return frames and links of a selected cell, with the links below the frames."""
    own = _own(layout, flow.layer, flow.index)
    frames: list[Mark] = []
    strong: list[QRect] = list(own)
    links: list[Link] = []
    summed = False
    for name, region in flow.sources.items():
        rects = _rects(layout, region)
        followed = rects.pop(flow.followed[name], None) if name in flow.followed else None
        frames += [Mark(rect, "same_sum") for rect in rects.values()]
        if not summed and strong and len(region.channels) > 1:
            fan = _fan_in if name in flow.followed else _wedge_in
            links += fan(list(rects.values()), strong[-1])
        summed = summed or len(region.channels) > 1
        if followed is None:
            strong = []
            continue
        frames.append(Mark(followed, "selected"))
        if strong:
            links += _between(followed, strong[-1], single=is_single(region))
        strong = [followed]
    frames += [Mark(rect, "selected") for rect in own]
    onward_frames, onward_links = _onward(layout, flow, own)
    frames += onward_frames
    # Folded to one line, the lines would cross the words beside the maps.
    return Marks(tuple(frames), () if layout.folded else (*links, *onward_links))


def _onward(
    layout: NetworkLayout, flow: Flow, own: list[QRect]
) -> tuple[list[Mark], list[Link]]:
    """Return frames and links of the cells that are fed."""
    frames, links, last = [], [], own
    for region in flow.fed.values():
        rects = _rects(layout, region)
        if is_single(region):
            frames += [Mark(rect, "selected") for rect in rects.values()]
            for a in last:
                links += [link for b in rects.values() for link in _between(a, b, single=True)]
            last = list(rects.values())
        else:
            if len(region.rows) > 1 or len(region.columns) > 1:
                frames += [Mark(rect, "same_sum") for rect in rects.values()]
            links += [link for a in last for link in _wedge_out(a, list(rects.values()))]
    return frames, links


def _rects(layout: NetworkLayout, region: Region) -> dict[int, QRect]:
    """Return the frames around a region, by channel."""
    column = layout.column(region.layer)
    if column is None or column.grid is None or not region:
        return {}
    return {c: _around(rect) for c, rect in column.grid.region_rects(region).items()}


def _own(layout: NetworkLayout, layer: str, index: Index) -> list[QRect]:
    column = layout.column(layer)
    rect = column.grid.cell_rect(index) if column and column.grid else None
    return [] if rect is None else [_around(rect)]


def _around(rect: QRect) -> QRect:
    """Return the frame that leaves all of `rect` in sight."""
    return rect.adjusted(-1, -1, 1, 1)


def _between(left: QRect, right: QRect, *, single: bool = False) -> Iterator[Link]:
    """Yield the lines from a rectangle to the one that it becomes."""
    a, b = QRectF(left), QRectF(right)
    if single or max(a.height(), b.height()) <= THIN:
        yield Link(QPointF(a.right(), a.center().y()), QPointF(b.left(), b.center().y()), True)
        return
    yield Link(_shifted(a.topRight(), 0.5), _shifted(b.topLeft(), 0.5), strong=True)
    yield Link(_shifted(a.bottomRight(), -0.5), _shifted(b.bottomLeft(), -0.5), strong=True)


def _fan_in(rects: list[QRect], right: QRect) -> Iterator[Link]:
    """Yield the weak lines from the other parts of a sum to the cell that is their sum."""
    end = _middle_left(right)
    for part in map(QRectF, rects):
        yield Link(QPointF(part.right(), part.center().y()), end, strong=False)


def _wedge_in(rects: list[QRect], right: QRect) -> Iterator[Link]:
    """Yield the weak lines from a whole layer to the one cell that reads it all."""
    if rects:
        whole = _united(rects)
        yield Link(_shifted(whole.topRight(), 0.5), _middle_left(right), strong=False)
        yield Link(_shifted(whole.bottomRight(), -0.5), _middle_left(right), strong=False)


def _wedge_out(left: QRect, rects: list[QRect]) -> Iterator[Link]:
    """Yield the weak lines from a cell to all that it feeds."""
    if rects:
        a, whole = QRectF(left), _united(rects)
        start = QPointF(a.right(), a.center().y())
        yield Link(start, _shifted(whole.topLeft(), 0.5), strong=False)
        yield Link(start, _shifted(whole.bottomLeft(), -0.5), strong=False)


def _united(rects: list[QRect]) -> QRectF:
    return QRectF(reduce(QRect.united, rects))


def _middle_left(rect: QRect) -> QPointF:
    return QPointF(rect.x(), QRectF(rect).center().y())


def _shifted(point: QPointF, down: float) -> QPointF:
    """Return a corner moved onto the middle of its frame's line."""
    return QPointF(point.x(), point.y() + down)
