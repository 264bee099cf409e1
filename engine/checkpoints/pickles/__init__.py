"""Pickles, read as data: nothing that a file names is imported, looked up or called.

A pickle is a program for a small machine. This package has a machine of its own whose
values are inert: a class is its name, a call is a note that something was to be called.
Only the handful of calls by which NumPy describes an array are understood, and what they
mean is done here, after checking it. So one parser both decides and builds, and there is
no list of forbidden functions that could miss one.
"""

from __future__ import annotations

from engine.checkpoints.pickles.opcodes import is_instruction
from engine.checkpoints.pickles.reader import PickleContent, read_pickle

__all__ = ["PickleContent", "is_instruction", "read_pickle"]
