"""Pictures of numbers. The only package that imports pyqtgraph."""

from convviz.plotting.cells import CellGrid, paint_cells
from convviz.plotting.colorbar import ColorBar, colorbar_width, paint_colorbar
from convviz.plotting.frames import CellFrame, FrameKind, draw_empty, draw_frame, draw_hatching
from convviz.plotting.images import (
    MosaicGrid,
    draw_map,
    draw_mosaic,
    map_image,
    mosaic_image,
    whole_cell,
)
from convviz.plotting.matrix import MatrixView
from convviz.plotting.numbers import (
    format_count,
    format_exact,
    format_exponent,
    format_limit,
    format_percent,
    format_value,
    ulp,
)
from convviz.plotting.scales import (
    Scale,
    ScaleKind,
    color_table,
    luminance_text,
)

__all__ = [
    "CellFrame",
    "CellGrid",
    "ColorBar",
    "FrameKind",
    "MatrixView",
    "MosaicGrid",
    "Scale",
    "ScaleKind",
    "color_table",
    "colorbar_width",
    "draw_empty",
    "draw_frame",
    "draw_hatching",
    "draw_map",
    "draw_mosaic",
    "format_count",
    "format_exact",
    "format_exponent",
    "format_limit",
    "format_percent",
    "format_value",
    "luminance_text",
    "map_image",
    "mosaic_image",
    "paint_cells",
    "paint_colorbar",
    "ulp",
    "whole_cell",
]
