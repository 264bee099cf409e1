"""The observable state of the program; no widgets in here."""

from convviz.session.files import ParameterFiles
from convviz.session.flipping import Compared
from convviz.session.frame import Frame, Part
from convviz.session.held import HeldBatch
from convviz.session.history import History
from convviz.session.runs import Request, Runs
from convviz.session.selection import Selection
from convviz.session.session import Session
from convviz.session.state import (
    Failure,
    Granularity,
    Notice,
    OpenedParams,
    Predictions,
    Progress,
    RunInfo,
    RunState,
    Settings,
)
from convviz.session.trials import Trials

__all__ = [
    "Compared",
    "Failure",
    "Frame",
    "Granularity",
    "HeldBatch",
    "History",
    "Notice",
    "OpenedParams",
    "ParameterFiles",
    "Part",
    "Predictions",
    "Progress",
    "Request",
    "RunInfo",
    "RunState",
    "Runs",
    "Selection",
    "Session",
    "Settings",
    "Trials",
]
