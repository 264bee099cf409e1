"""Paints a whole scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.panels.network.paint_columns import paint_columns
from convviz.panels.network.paint_ends import paint_channels, paint_loss, paint_sample
from convviz.panels.network.paint_pager import paint_pagers
from convviz.panels.network.paint_rail import paint_rail

if TYPE_CHECKING:
    from PyQt6.QtGui import QPainter

    from convviz.panels.network.scene import Scene
    from convviz.panels.network.style import Style


def paint_scene(painter: QPainter, scene: Scene, style: Style) -> None:
    """Paint everything but the marks."""
    paint_rail(
        painter, scene.layout, scene.lit, scene.upcoming, style, complete=scene.has_begun
    )
    paint_columns(painter, scene, style)
    paint_sample(painter, scene, style)
    paint_loss(painter, scene, style)
    if scene.layout.folded:
        paint_channels(painter, scene, style)
    paint_pagers(painter, scene.layout, style)
