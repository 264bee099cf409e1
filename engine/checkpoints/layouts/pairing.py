"""Finding out by position which array is whose bias."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.checkpoints.layouts.placed import Placed

Slot: TypeAlias = "Placed | None"
"""An array, or None where a layer has no parameters."""
Pair: TypeAlias = "tuple[Placed, Slot]"


def pair_by_position(slots: Sequence[Slot]) -> tuple[list[Pair], str]:
    """Pair weights and biases of a list; the arrangement counts whose every pair fits.

    Parameters
    ----------
    slots : sequence of Placed or None

    Returns
    -------
    pairs : list of (Placed, Placed or None)
        Empty if no arrangement fits.
    how : str
        The arrangement in a sentence.
    """
    for arrange, how in _ARRANGEMENTS:
        pairs = _checked(arrange(list(slots)))
        if pairs:
            return pairs, how
    return [], ""


def fits(w: Placed, b: Placed) -> bool:
    """Whether `b` can be the bias of `w`: a vector as long as the first or last axis."""
    return w.is_weight and b.is_vector and b.array.size in {w.array.shape[0], w.array.shape[-1]}


def _grouped(slots: list[Slot]) -> list[tuple[Slot, Slot]]:
    half = len(slots) // 2
    return list(zip(slots[:half], slots[half:], strict=False)) if len(slots) % 2 == 0 else []


def _swapped(slots: list[Slot]) -> list[tuple[Slot, Slot]]:
    return [(w, b) for b, w in _grouped(slots)]


def _in_turn(slots: list[Slot]) -> list[tuple[Slot, Slot]]:
    return list(zip(slots[::2], slots[1::2], strict=False)) if len(slots) % 2 == 0 else []


def _alone(slots: list[Slot]) -> list[tuple[Slot, Slot]]:
    return [(w, None) for w in slots if w is not None]


def _checked(pairs: list[tuple[Slot, Slot]]) -> list[Pair]:
    """Return the pairs without empty ones, or nothing if one of them does not fit."""
    found: list[Pair] = []
    for w, b in pairs:
        if w is None and b is None:
            continue
        if w is None or not w.is_weight or (b is not None and not fits(w, b)):
            return []
        found.append((w, b))
    return found


_ARRANGEMENTS: tuple[tuple[Callable[[list[Slot]], list[tuple[Slot, Slot]]], str], ...] = (
    (_grouped, "Weights and biases are paired by position: all weights, then all biases."),
    (
        _in_turn,
        "Weights and biases are paired by position: each weight is followed by its bias.",
    ),
    (_swapped, "Weights and biases are paired by position: all biases, then all weights."),
    (_alone, "The weights stand alone; there are no biases."),
)
