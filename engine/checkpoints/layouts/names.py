"""What the name of an array says: layer, role, or that it is no parameter at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from engine.checkpoints.layouts.words_in_names import (
    BIAS,
    COST,
    DATA,
    LAYER,
    NORMALISATION,
    OPTIMIZER,
    SCORE,
    WEIGHT,
    parts_of,
)

Role = Literal["w", "b", ""]
Kind = Literal["parameter", "optimizer", "cost", "score", "record", "data", "normalisation"]

# wih, who, Wxh, bh, wc1, bd2: a letter for the role, one or two for the layer.
_SHORT = re.compile(r"([wb])([a-z]{1,2})")
_NO_SHORT = frozenset({"bn", "bp", "bs", "be", "we"})


@dataclass(frozen=True, slots=True)
class ParsedName:
    """What a name says.

    Attributes
    ----------
    words : tuple of str
        Of the layer, without the word for the role: ("conv", "1").
    role : {"w", "b", ""}
    kind : str
        "parameter", or what it belongs to otherwise.
    """

    words: tuple[str, ...]
    role: Role
    kind: Kind = "parameter"

    @property
    def stem(self) -> str:
        """The layer: "conv 1"."""
        return " ".join(self.words)

    @property
    def says_layer(self) -> bool:
        """Whether it says that it is a weight, a bias, or of a layer."""
        return bool(self.role) or not LAYER.isdisjoint(self.words)

    @property
    def base(self) -> str:
        """The words of the layer without numbers."""
        return " ".join(word for word in self.words if not word.isdigit())

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the layer, by which layers of one base are in order."""
        return tuple(int(word) for word in self.words if word.isdigit())


def parse_name(path: tuple[str, ...]) -> ParsedName:
    """Tell the layer and the role of an array from the labels on the way to it.

    Parameters
    ----------
    path : tuple of str
        ("W1",), ("fc1_bias",), ("layers.0.kernel",), ("conv1", "W"), ("weights", "[0]").
    """
    parts = parts_of(path)
    words = tuple(word for part in parts for word in part)
    if any(map(_is_of_optimizer, parts)):
        return ParsedName(words, "", "optimizer")
    for i in reversed(range(len(parts))):
        role, rest = _role_in(parts[i])
        if role:
            before, after = parts[:i], parts[i + 1 :]
            layer = [word for part in (*before, rest, *after) for word in part]
            return ParsedName(tuple(layer), role)
    return ParsedName(words, "", _kind(words))


@lru_cache(maxsize=4096)
def _role_in(part: tuple[str, ...]) -> tuple[Role, tuple[str, ...]]:
    """Return the role that a part of a name says, and the part without it."""
    for i in reversed(range(len(part))):
        if part[i] in WEIGHT or part[i] in BIAS:
            role: Role = "w" if part[i] in WEIGHT else "b"
            return role, part[:i] + part[i + 1 :]
    short = _SHORT.fullmatch(part[0])
    if short and part[0] not in _NO_SHORT and all(word.isdigit() for word in part[1:]):
        return ("w" if short[1] == "w" else "b"), (short[2], *part[1:])
    return "", part


@lru_cache(maxsize=4096)
def _is_of_optimizer(part: tuple[str, ...]) -> bool:
    """Whether a part of a name says it; a d before the word for the role does, too: dW1."""
    return not OPTIMIZER.isdisjoint(part) or any(
        word == "d" and (after in WEIGHT or after in BIAS) for word, after in pairwise(part)
    )


def _kind(words: tuple[str, ...]) -> Kind:
    found = frozenset(words)
    if found & SCORE:
        return "score"
    if found & COST or words[-1:] == ("history",):
        return "cost"
    if "history" in found:
        return "record"
    if found & NORMALISATION:
        return "normalisation"
    return "data" if found & DATA else "parameter"
