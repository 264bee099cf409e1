"""Finding out by position which array is whose bias."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeAlias

from engine.checkpoints.layouts.chain import BREAK, Chain, best_chain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.checkpoints.layouts.leaf import Leaf, Slot

Pair: TypeAlias = "tuple[Leaf, Slot]"
Pairs: TypeAlias = "list[tuple[Leaf, Slot]]"

_BY_POSITION = "Weights and biases are paired by position: "
_LEFT_OVER = 4.0
_WITHOUT_BIAS = 0.5


def pair_by_position(slots: Sequence[Slot]) -> tuple[Pairs, str]:
    """Pair weights and biases of a list: the arrangement whose layers make the best chain.

    Parameters
    ----------
    slots : sequence of Leaf or None

    Returns
    -------
    pairs : list of (Leaf, Leaf or None)
        Empty if there are no weights.
    how : str
        The arrangement in a sentence.
    """
    found: list[tuple[float, Pairs, str]] = []
    for arrange, how in _ARRANGEMENTS:
        pairs = arrange(list(slots))
        if pairs:
            found.append((_cost(pairs, slots), pairs, how))
            if not found[-1][0] >= BREAK:
                break
    if not found:
        return [], ""
    _, pairs, how = min(found, key=lambda candidate: candidate[0])
    return pairs, _WEIGHTS_ALONE if all(b is None for _, b in pairs) else how


def fits(w: Leaf, b: Leaf) -> bool:
    """Whether `b` can be the bias of `w`: a vector as long as one of its axes may be."""
    return b.is_vector and b.array.size in outputs_of(w)


def outputs_of(w: Leaf) -> frozenset[int]:
    """Return how many outputs a weight may have."""
    shape = w.array.shape
    return frozenset(
        {shape[0], shape[-1], 1} if len(shape) in {1, 3} else {shape[0], shape[-1]}
    )


def chain_of(pairs: Sequence[Pair]) -> Chain:
    """Return the best reading of pairs in this order."""
    return best_chain([(w.array.shape, None if b is None else b.array.size) for w, b in pairs])


def _cost(pairs: Pairs, slots: Sequence[Slot]) -> float:
    """Judge an arrangement by its chain, and by what it leaves without a use."""
    used = len(pairs) + sum(b is not None for _, b in pairs)
    left = sum(slot is not None for slot in slots) - used
    alone = sum(b is None for _, b in pairs) if used > len(pairs) else 0
    return chain_of(pairs).cost + _LEFT_OVER * left + _WITHOUT_BIAS * alone


def _grouped(slots: list[Slot]) -> Pairs:
    half = len(slots) // 2
    even = len(slots) % 2 == 0
    return _checked(list(zip(slots[:half], slots[half:], strict=False))) if even else []


def _swapped(slots: list[Slot]) -> Pairs:
    half = len(slots) // 2
    even = len(slots) % 2 == 0
    return _checked(list(zip(slots[half:], slots[:half], strict=False))) if even else []


def _in_turn(slots: list[Slot]) -> Pairs:
    even = len(slots) % 2 == 0
    return _checked(list(zip(slots[::2], slots[1::2], strict=False))) if even else []


def _in_turn_swapped(slots: list[Slot]) -> Pairs:
    even = len(slots) % 2 == 0
    return _checked(list(zip(slots[1::2], slots[::2], strict=False))) if even else []


def _checked(pairs: list[tuple[Slot, Slot]]) -> Pairs:
    """Return the pairs without empty ones, or nothing if one of them does not fit."""
    found: Pairs = []
    for w, b in pairs:
        if w is None and b is None:
            continue
        if w is None or not w.may_be_weight or (b is not None and not fits(w, b)):
            return []
        found.append((w, b))
    return found


def _bias_after(slots: list[Slot]) -> Pairs:
    """Give each vector to the first weight before it that waits for such a one."""
    biases: dict[int, Leaf] = {}
    waiting: deque[int] = deque()
    for i, slot in enumerate(slots):
        if slot is not None and slot.is_weight:
            waiting.append(i)
        elif slot is not None:
            taker = next((k for k in waiting if _takes(slots[k], slot)), None)
            if taker is not None:
                waiting.remove(taker)
                biases[taker] = slot
    return [
        (slot, biases.get(i))
        for i, slot in enumerate(slots)
        if slot is not None and slot.is_weight
    ]


def _bias_before(slots: list[Slot]) -> Pairs:
    return _bias_after(slots[::-1])[::-1]


def _takes(w: Slot, b: Leaf) -> bool:
    return w is not None and fits(w, b)


def _without_none(arrange: Callable[[list[Slot]], Pairs]) -> Callable[[list[Slot]], Pairs]:
    return lambda slots: arrange([slot for slot in slots if slot is not None])


def _alone(slots: list[Slot]) -> Pairs:
    return [(w, None) for w in slots if w is not None and w.may_be_weight]


_AFTER = "each weight is followed by its bias."
_BEFORE = "each bias is followed by its weight."
_WEIGHTS_FIRST = "all weights, then all biases."
_BIASES_FIRST = "all biases, then all weights."
_MIXED = "each bias goes to the first weight before it that it fits."
_MIXED_BEFORE = "each bias goes to the first weight after it that it fits."
_WEIGHTS_ALONE = "The weights stand alone; there are no biases."

_ARRANGEMENTS: tuple[tuple[Callable[[list[Slot]], Pairs], str], ...] = (
    (_grouped, _BY_POSITION + _WEIGHTS_FIRST),
    (_in_turn, _BY_POSITION + _AFTER),
    (_swapped, _BY_POSITION + _BIASES_FIRST),
    (_in_turn_swapped, _BY_POSITION + _BEFORE),
    (_without_none(_grouped), _BY_POSITION + _WEIGHTS_FIRST),
    (_without_none(_in_turn), _BY_POSITION + _AFTER),
    (_without_none(_swapped), _BY_POSITION + _BIASES_FIRST),
    (_without_none(_in_turn_swapped), _BY_POSITION + _BEFORE),
    (_bias_after, _BY_POSITION + _MIXED),
    (_bias_before, _BY_POSITION + _MIXED_BEFORE),
    (_alone, _WEIGHTS_ALONE),
)
