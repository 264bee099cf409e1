"""The order of layers that are found by name: by numbers, and so that they make a chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints.layouts.chain import links
from engine.checkpoints.layouts.forms import MISFIT, Form, forms_of
from engine.checkpoints.layouts.pairing import chain_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.checkpoints.layouts.chain import Chain
    from engine.checkpoints.layouts.pairing import Pair, Pairs

_MOST_LAYERS = 16
_MOST_STEPS = 20_000


def in_order(pairs: Pairs, *, named: bool) -> tuple[Pairs, Chain]:
    """Put layers in order and read their axes.

    Parameters
    ----------
    pairs : list of (Leaf, Leaf or None)
        In the order of the file.
    named : bool
        Whether they were found by name; a list is in its order as it is.

    Returns
    -------
    pairs : list of (Leaf, Leaf or None)
        In the likeliest order in which each layer takes what the one before gives; where
        there is none, by the numbers in the names, convolutions first.
    chain : Chain
    """
    orders = list(_orders(pairs)) if named else [pairs]
    read = [(ordered, chain_of(ordered)) for ordered in orders]
    whole = [(ordered, chain) for ordered, chain in read if not chain.breaks]
    may_be_mixed = any(w.name.base for w, _ in pairs)  # a list is in its order
    if not whole and may_be_mixed and (linked := _linked(pairs)):
        whole = [(ordered, chain_of(ordered)) for ordered in (linked, linked[::-1])]
    return min(whole, key=lambda found: found[1].cost) if whole else read[0]


def _orders(pairs: Pairs) -> Iterator[Pairs]:
    bases: dict[str, int] = {}
    for w, _ in pairs:
        bases.setdefault(w.name.base, len(bases))

    def by_base(pair: Pair) -> tuple[bool, int, tuple[int, ...]]:
        name = pair[0].name
        return pair[0].array.ndim < 3, bases[name.base], name.numbers

    def by_number(pair: Pair) -> tuple[bool, tuple[int, ...]]:
        return pair[0].array.ndim < 3, pair[0].name.numbers

    yield sorted(pairs, key=by_base)
    if len(bases) > 1:
        yield sorted(pairs, key=by_number)
        yield pairs
        if not any(w.name.numbers for w, _ in pairs):
            yield pairs[::-1]


def _linked(pairs: Pairs) -> Pairs:
    """Search for an order without a break, in the file's order where there are several."""
    if not 2 < len(pairs) + 1 <= _MOST_LAYERS:
        return []
    for folded in (False, True):
        choices = [
            [form for form in _forms(pair) if form.folded == folded or form.is_conv]
            for pair in pairs
        ]
        if places := _Search(choices).run():
            return [pairs[i] for i in places]
    return []


def _forms(pair: Pair) -> list[Form]:
    w, b = pair
    forms = forms_of(w.array.shape, None if b is None else b.array.size)
    return [form for form in forms if form.cost < MISFIT]


class _Search:
    """Depth first, with an end to its patience."""

    def __init__(self, choices: list[list[Form]]) -> None:
        self._choices = choices
        self._steps = 0

    def run(self) -> list[int]:
        for i, forms in enumerate(self._choices):
            for form in forms:
                if path := self._on([i], form):
                    return path
        return []

    def _on(self, path: list[int], last: Form) -> list[int]:
        if len(path) == len(self._choices):
            return path
        self._steps += 1
        if self._steps > _MOST_STEPS:
            return []
        for i, forms in enumerate(self._choices):
            if i in path:
                continue
            for form in forms:
                if links(last, form) and (longer := self._on([*path, i], form)):
                    return longer
        return []
