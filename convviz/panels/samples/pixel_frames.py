"""Which pixels of the pinned sample are framed, and where they stand in its thumbnail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QPoint, QRect, QSize

from convviz.session.selection_reach import reach_of
from engine.inspection import INPUT

if TYPE_CHECKING:
    from convviz.plotting import FrameKind
    from convviz.session import Selection, Session


@dataclass(frozen=True, slots=True)
class PixelFrame:
    """A frame around some pixels."""

    rows: range
    columns: range
    kind: FrameKind

    def rect(self, picture: QRect, image: QSize) -> QRect:
        """Return the frame in pixels of the screen; it leaves what it frames in sight."""
        left, right = (_scaled(k, image.width(), picture.width()) for k in _ends(self.columns))
        top, bottom = (_scaled(h, image.height(), picture.height()) for h in _ends(self.rows))
        inner = QRect(picture.topLeft() + QPoint(left, top), QSize(right - left, bottom - top))
        return inner.adjusted(-1, -1, 1, 1)


def pixel_frames(session: Session) -> tuple[PixelFrame, ...]:
    """Return the frames of what is selected and, above it, of what is pointed at.

    None while another sample is seen: one of a batch that is held.
    """
    run, frame = session.run_info, session.frame
    if run is None or (frame is not None and frame.sample != session.pinned):
        return ()
    places: tuple[tuple[FrameKind, Selection], ...] = (
        ("selected", session.selection),
        ("hovered", session.hover),
    )
    frames = []
    for kind, place in places:
        reach = reach_of(run.network, place)
        region = None if reach is None else reach.region(INPUT)
        if region is not None:
            frames.append(PixelFrame(region.rows, region.columns, kind))
    return tuple(frames)


def picture_rect(place: QRect, image: QSize) -> QRect:
    """Return where a sample stands in its place, enlarged by a whole factor."""
    factor = max(1, min(place.width(), place.height()) // max(image.width(), image.height()))
    size = QSize(image.width() * factor, image.height() * factor)
    target = QRect(place.topLeft(), size.boundedTo(place.size()))
    target.moveCenter(place.center())
    return target


def pixel_at(point: QPoint, picture: QRect, image: QSize) -> tuple[int, int] | None:
    """Return (row, column) of the pixel under a point."""
    if not picture.contains(point):
        return None
    inside = point - picture.topLeft()
    return (
        inside.y() * image.height() // picture.height(),
        inside.x() * image.width() // picture.width(),
    )


def _ends(places: range) -> tuple[int, int]:
    return places.start, places.stop


def _scaled(place: int, length: int, pixels: int) -> int:
    return place * pixels // length
