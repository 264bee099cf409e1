"""Comparing two files, a file and a network, or two moments of a training."""

from __future__ import annotations

from engine.checkpoints.comparing.alignment import Alignment, align
from engine.checkpoints.comparing.comparison import Comparison, Pair, compare
from engine.checkpoints.comparing.difference import Difference, change_statistics, measure
from engine.checkpoints.comparing.flips import FLIP_KINDS, FlipKind, Flips, class_name, flips
from engine.checkpoints.comparing.sentences import alignment_sentence, flips_sentence, verdict
from engine.checkpoints.comparing.side import Item, Side
from engine.checkpoints.comparing.subtracting import change_of

__all__ = [
    "FLIP_KINDS",
    "Alignment",
    "Comparison",
    "Difference",
    "FlipKind",
    "Flips",
    "Item",
    "Pair",
    "Side",
    "align",
    "alignment_sentence",
    "change_of",
    "change_statistics",
    "class_name",
    "compare",
    "flips",
    "flips_sentence",
    "measure",
    "verdict",
]
