"""Where everything of the network's picture stands: arithmetic only, no widgets."""

from convviz.panels.network.layout.arrange import (
    TOP,
    Column,
    NetworkLayout,
    arrange,
    fits_unfolded,
)
from convviz.panels.network.layout.cell_list import CellList
from convviz.panels.network.layout.folded import FOLDED_HEIGHT, arrange_folded
from convviz.panels.network.layout.folded_grid import FoldedGrid
from convviz.panels.network.layout.grid import Grid, Index
from convviz.panels.network.layout.map_grid import MapGrid
from convviz.panels.network.layout.station import Station

__all__ = [
    "FOLDED_HEIGHT",
    "TOP",
    "CellList",
    "Column",
    "FoldedGrid",
    "Grid",
    "Index",
    "MapGrid",
    "NetworkLayout",
    "Station",
    "arrange",
    "arrange_folded",
    "fits_unfolded",
]
