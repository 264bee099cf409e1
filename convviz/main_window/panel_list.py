"""Which panels the window has, in the order of its menu and of its tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.panels.curves import CurvesPanel
from convviz.panels.filters import FiltersPanel
from convviz.panels.histograms import HistogramsPanel
from convviz.panels.log import LogPanel
from convviz.panels.network import NetworkPanel
from convviz.panels.operation import OperationPanel
from convviz.panels.parameters import ParametersPanel
from convviz.panels.predictions import PredictionsPanel
from convviz.panels.samples import SamplesPanel

TURN_MS = 7
TURNS: dict[type[Panel], int] = {
    NetworkPanel: 0,
    SamplesPanel: 1,
    OperationPanel: 2,
    FiltersPanel: 2,
    HistogramsPanel: 2,
    ParametersPanel: 2,
    LogPanel: 2,
    PredictionsPanel: 3,
    CurvesPanel: 4,
}
"""In which turn after a frame each panel draws; those behind one row of tabs share one."""

if TYPE_CHECKING:
    from convviz.panels.panel import Panel

PANELS = tuple(TURNS)
