"""Parameters files: opening those of anyone, writing our own.

Nothing of a file is ever executed: pickles are read as data by a machine of our own.
"""

from __future__ import annotations

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
from engine.checkpoints.limits import DEFAULT, Limits
from engine.checkpoints.load import load_params
from engine.checkpoints.node import Node
from engine.checkpoints.params import Params

__all__ = [
    "DEFAULT",
    "BadArray",
    "Corrupt",
    "ForbiddenOpcode",
    "ForeignClass",
    "LimitExceeded",
    "Limits",
    "LoadCancelled",
    "Node",
    "NotAPickle",
    "Params",
    "ParamsFileError",
    "SaveError",
    "load_params",
]
