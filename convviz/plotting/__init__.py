"""Pictures of numbers. The only package that imports pyqtgraph."""

from convviz.plotting.images import (
    MosaicGrid,
    draw_map,
    draw_mosaic,
    map_image,
    mosaic_image,
    whole_cell,
)
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
    "MosaicGrid",
    "Scale",
    "ScaleKind",
    "color_table",
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
    "ulp",
    "whole_cell",
]
