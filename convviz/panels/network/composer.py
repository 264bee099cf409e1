"""From the session's facts to a scene: layout, scales, pages; no widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.panels.network.layout import (
    FOLDED_HEIGHT,
    NetworkLayout,
    Station,
    arrange,
    arrange_folded,
    fits_unfolded,
)
from convviz.panels.network.scaling import Scales, groups_of
from convviz.panels.network.scene import Captions, Scene, captions_of, images_of, remarks_of
from convviz.panels.network.stations import stations_of
from convviz.panels.untrained import is_untrained
from convviz.session import RunState

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtCore import QSize

    from convviz.panels.network.flow import Flow
    from convviz.panels.network.style import Style
    from convviz.session import Frame, Selection, Session
    from engine.network import Network

SCROLL_BAR = 3
"""What a scroll bar takes of the maps: most of it has room below the colour bars."""


class Composer:
    """Remembers the choices of the person and what is costly to compute.

    Attributes
    ----------
    scales : Scales
    pages : dict of int to int
        The open page of layers with so many channels.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.scales = Scales()
        self.pages: dict[int, int] = {}
        self._stations: tuple[Station, ...] = ()
        self._captions: dict[int, Captions] = {}
        self._layouts: dict[object, NetworkLayout] = {}

    def begin(self) -> None:
        """Forget what belonged to another network."""
        self.scales.unlock()
        self.pages = {}
        self._stations = ()
        self._captions.clear()
        self._layouts.clear()

    def scene(
        self, frame: Frame, style: Style, size: QSize, flow: Flow | None, place: Selection
    ) -> Scene:
        """Return the scene of a frame.

        Parameters
        ----------
        frame : Frame
        style : Style
        size : QSize
            Of the visible canvas.
        flow : Flow or None
            Of the selected cell: a folded network shows its channels.
        place : Selection
        """
        session = self._session
        assert session.run_info is not None
        layout = self._layout(frame.network, style, size, flow, place)
        groups = groups_of(frame.network, self.scales.scope)
        scales = self.scales.of(groups, frame.trace.activations)
        moving = session.state is RunState.RUNNING
        return Scene(
            layout,
            frame,
            session.run_info.classes,
            scales,
            images_of(layout, frame, scales, style.theme),
            self._captions_of(frame),
            remarks_of(frame, scales),
            lit=None if moving else frame.operation,
            upcoming=None if moving else frame.upcoming,
            has_begun=not is_untrained(session, frame),
        )

    def _captions_of(self, frame: Frame) -> Captions:
        dataset = self._session.dataset
        assert dataset is not None
        divisor = dataset.split(frame.sample.split).divisor
        if divisor not in self._captions:
            self._captions[divisor] = captions_of(frame.network, divisor, frame.trace.criterion)
        return self._captions[divisor]

    def lock(self, frame: Frame) -> None:
        """Keep the scales as they are for `frame`."""
        groups = groups_of(frame.network, self.scales.scope)
        self.scales.lock(groups, frame.trace.activations)

    def show_channel_of(self, place: Selection, layout: NetworkLayout) -> bool:
        """Open the page with the selected channel; return whether it was another one."""
        column = layout.column(place.layer)
        if column is None or place.channel is None or column.pages == 1:
            return False
        channel = place.channel
        if column.station.form == "bands":
            channel //= column.station.shape[0] // column.station.channels
        count = column.station.channels
        page = channel // layout.terms.shown[count]
        changed = self.pages.get(count, 0) != page
        self.pages[count] = page
        return changed

    def _layout(
        self,
        network: Network,
        style: Style,
        size: QSize,
        flow: Flow | None,
        place: Selection,
    ) -> NetworkLayout:
        """Return the layout, arranged anew only if something that it rests on has changed."""
        if not self._stations:
            self._stations = stations_of(network, style.header_width)
        width, height = size.width(), size.height()
        if not fits_unfolded(self._stations, height):
            channels = channels_shown(self._stations, flow, place)
            room = min(height, FOLDED_HEIGHT)
            key = (width, room, *sorted(channels.items()))
            return self._kept(
                key, lambda: arrange_folded(self._stations, width, channels, room)
            )
        key = (width, height, *sorted(self.pages.items()))
        return self._kept(key, lambda: _arranged(self._stations, width, height, self.pages))

    def _kept(self, key: object, make: Callable[[], NetworkLayout]) -> NetworkLayout:
        if key not in self._layouts:
            self._layouts = {key: make()}
        return self._layouts[key]


def _arranged(
    stations: tuple[Station, ...], width: int, height: int, pages: dict[int, int]
) -> NetworkLayout:
    """Return the layout, with room for a scroll bar if it is too wide."""
    layout = arrange(stations, width, height, pages)
    if layout.width > width:
        return arrange(stations, width, height - SCROLL_BAR, pages)
    return layout


def channels_shown(
    stations: tuple[Station, ...], flow: Flow | None, place: Selection
) -> dict[str, int]:
    """Return the channel that each layer shows when the network is folded."""
    channels = {place.layer: place.index[0]} if place.index else {}
    if flow is not None:
        regions = {**flow.sources, **flow.fed}
        channels |= {name: region.channels.start for name, region in regions.items()}
        channels |= dict(flow.followed)
    for station in stations:
        if station.form == "bands" and station.name in channels:
            channels[station.name] //= station.shape[0] // station.channels
    return channels
