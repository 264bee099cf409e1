"""Pictures of numbers. The only package that imports pyqtgraph."""

from convviz.plotting.cell_numbers import NUMBERS_FROM_PX
from convviz.plotting.cells import CellGrid, paint_cells
from convviz.plotting.colorbar import ColorBar, colorbar_width, paint_colorbar
from convviz.plotting.curve import ACCURACY, LOSS, CurveView
from convviz.plotting.distribution import Distribution
from convviz.plotting.empty import EmptyNote
from convviz.plotting.export import save_csv
from convviz.plotting.frames import (
    CellFrame,
    FrameKind,
    draw_empty,
    draw_focus,
    draw_frame,
    draw_hatching,
)
from convviz.plotting.histogram import HistogramView
from convviz.plotting.images import (
    MosaicGrid,
    draw_map,
    draw_mosaic,
    map_image,
    mosaic_image,
    tiles_image,
    whole_cell,
)
from convviz.plotting.legend import LegendEntry
from convviz.plotting.matrix import MatrixView
from convviz.plotting.numbers import (
    format_count,
    format_exact,
    format_exponent,
    format_limit,
    format_percent,
    format_short,
    format_value,
    ulp,
)
from convviz.plotting.readout import Readout
from convviz.plotting.sample_image import sample_image
from convviz.plotting.scales import (
    Scale,
    ScaleKind,
    color_table,
    luminance_text,
)
from convviz.plotting.time_axis import Timeline
from convviz.plotting.track import TrackSpec
from convviz.plotting.value_axis import LinearAxis, LogAxis, PercentAxis

__all__ = [
    "ACCURACY",
    "LOSS",
    "NUMBERS_FROM_PX",
    "CellFrame",
    "CellGrid",
    "ColorBar",
    "CurveView",
    "Distribution",
    "EmptyNote",
    "FrameKind",
    "HistogramView",
    "LegendEntry",
    "LinearAxis",
    "LogAxis",
    "MatrixView",
    "MosaicGrid",
    "PercentAxis",
    "Readout",
    "Scale",
    "ScaleKind",
    "Timeline",
    "TrackSpec",
    "color_table",
    "colorbar_width",
    "draw_empty",
    "draw_focus",
    "draw_frame",
    "draw_hatching",
    "draw_map",
    "draw_mosaic",
    "format_count",
    "format_exact",
    "format_exponent",
    "format_limit",
    "format_percent",
    "format_short",
    "format_value",
    "luminance_text",
    "map_image",
    "mosaic_image",
    "paint_cells",
    "paint_colorbar",
    "sample_image",
    "save_csv",
    "tiles_image",
    "ulp",
    "whole_cell",
]
