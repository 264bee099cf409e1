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

if TYPE_CHECKING:
    from convviz.panels.panel import Panel

PANELS: tuple[type[Panel], ...] = (
    NetworkPanel,
    SamplesPanel,
    OperationPanel,
    FiltersPanel,
    HistogramsPanel,
    ParametersPanel,
    LogPanel,
    PredictionsPanel,
    CurvesPanel,
)
