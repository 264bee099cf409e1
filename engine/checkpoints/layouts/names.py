"""Names that people give to weights and biases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_ROLE = r"(?:(?P<w>w|weights?|kernels?|filters?|f|theta)|(?P<b>b|bias|biases))"
# W1, b_1, bias2, params.W1
_ROLE_FIRST = re.compile(rf"(?P<before>(?:.+[./])?){_ROLE}_?(?P<stem>[0-9]+)", re.IGNORECASE)
# conv1.w, layers.0.weight, fc1_bias, [3].W
_ROLE_LAST = re.compile(rf"(?P<before>)(?P<stem>.+?)[._/ -]{_ROLE}", re.IGNORECASE)
_DIGITS = re.compile(r"([0-9]+)")
_PARTS = re.compile(r"[./\[\]]+")

HISTORY_NAMES = frozenset({"cost", "costs", "loss", "losses", "cost_history", "loss_history"})
_NOT_PARAMETERS = frozenset(
    {"v", "m", "s", "grad", "grads", "gradients", "momentum", "rmsprop", "velocity", "cache"}
    | {"optimizer", "optim", "adam", "moments"}
)


@dataclass(frozen=True, slots=True)
class ParsedName:
    """Which layer a name belongs to, and whether it is its weight or its bias."""

    stem: str
    role: Literal["w", "b"]


def parse_name(name: str) -> ParsedName | None:
    """Tell the layer and the role of a name, or None if it does not say.

    Parameters
    ----------
    name : str
        A place in the file: "W1", "conv1.w", "fc1_bias", "layers.0.kernel". What belongs
        to an optimizer is no parameter.
    """
    if _NOT_PARAMETERS.intersection(_PARTS.split(name.lower())[:-1]):
        return None
    match = _ROLE_FIRST.fullmatch(name) or _ROLE_LAST.fullmatch(name)
    if match is None:
        return None
    return ParsedName(match["before"] + match["stem"], "w" if match["w"] else "b")


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts numbers in names by their size: W2 before W10."""
    parts = _DIGITS.split(name)
    return tuple((1, int(p), "") if p.isdigit() else (0, 0, p) for p in parts)
