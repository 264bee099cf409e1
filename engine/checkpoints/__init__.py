"""Parameters files: opening those of anyone, writing our own.

Nothing of a file is ever executed: pickles are read as data by a machine of our own.
"""

from __future__ import annotations

from engine.checkpoints.atomic import write_atomically
from engine.checkpoints.described import described_preset, description_of
from engine.checkpoints.errors import (
    BadArray,
    Corrupt,
    ForbiddenOpcode,
    ForeignClass,
    LimitExceeded,
    LoadCancelled,
    NotAPickle,
    ParamsFileError,
    SaveError,
)
from engine.checkpoints.layouts import LayerArrays, Reading, read_layers
from engine.checkpoints.limits import DEFAULT, Limits
from engine.checkpoints.load import load_params
from engine.checkpoints.match import Match, match_params
from engine.checkpoints.node import Node
from engine.checkpoints.params import Params
from engine.checkpoints.save import save_params
from engine.checkpoints.statistics import Statistics, statistics_of

__all__ = [
    "DEFAULT",
    "BadArray",
    "Corrupt",
    "ForbiddenOpcode",
    "ForeignClass",
    "LayerArrays",
    "LimitExceeded",
    "Limits",
    "LoadCancelled",
    "Match",
    "Node",
    "NotAPickle",
    "Params",
    "ParamsFileError",
    "Reading",
    "SaveError",
    "Statistics",
    "described_preset",
    "description_of",
    "load_params",
    "match_params",
    "read_layers",
    "save_params",
    "statistics_of",
    "write_atomically",
]
