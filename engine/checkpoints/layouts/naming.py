"""Pairing weights and biases by their names, where a file has names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints.layouts.names import natural, parse_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.checkpoints.layouts.pairing import Pair
    from engine.checkpoints.layouts.placed import Placed

HOW = "Weights and biases are paired by their names."
_LONGEST_NAME = 200


def pair_by_name(arrays: Sequence[Placed], prefix: str) -> list[Pair]:
    """Pair the arrays whose names say layer and role; others are passed over.

    Parameters
    ----------
    arrays : sequence of Placed
    prefix : str
        Begin of the places that is no part of the names.

    Returns
    -------
    list of (Placed, Placed or None)
        Convolutions first, each kind by the numbers in the names, or in the file's order
        where a name has none. Empty if no name says anything.
    """
    weights: dict[str, Placed] = {}
    biases: dict[str, Placed] = {}
    for placed in arrays:
        name = placed.place.removeprefix(prefix).lstrip(".")
        parsed = parse_name(name) if len(name) <= _LONGEST_NAME else None
        if parsed and parsed.role == "w" and placed.is_weight:
            weights.setdefault(parsed.stem, placed)
        elif parsed and parsed.role == "b" and placed.is_vector:
            biases.setdefault(parsed.stem, placed)
    stems = list(weights)
    if all(any(c.isdigit() for c in stem) for stem in stems):
        stems.sort(key=natural)
    stems.sort(key=lambda stem: weights[stem].array.ndim < 3)
    return [(weights[stem], biases.get(stem)) for stem in stems]
