"""Reading the layers of a file so that each takes what the one before it gives.

Every weight has some forms (`forms`). The chain of forms with the least cost is found by
dynamic programming over the layers (Viterbi's algorithm); the same sums from both ends
tell what any other form of a layer would cost at least, and so whether it is certain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.checkpoints.layouts.forms import Form, forms_of, is_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.arrays import Shape

BREAK = 5.0
"""Cost of a layer that does not take what the one before it gives."""
_CERTAIN = 1.0
_KNOWN_IMAGE = 0.1
_KNOWN_IMAGE_AND_ONE = 1.0


@dataclass(frozen=True, slots=True)
class Chain:
    """The best reading of layers in a row.

    Attributes
    ----------
    forms : tuple of Form
        One per layer.
    certain : tuple of bool
        Whether every other order of the layer's axes costs clearly more.
    cost : float
    """

    forms: tuple[Form, ...]
    certain: tuple[bool, ...]
    cost: float

    @property
    def breaks(self) -> tuple[int, ...]:
        """The layers that do not take what the one before gives."""
        pairs = enumerate(pairwise(self.forms), start=1)
        return tuple(i for i, (before, after) in pairs if not links(before, after))


def links(before: Form, after: Form) -> bool:
    """Whether a layer can take what another gives."""
    given, taken = before.shape[0], after.shape[1]
    if before.is_conv and not after.is_conv:
        return taken % given == 0
    return before.is_conv == after.is_conv and given == taken


def best_chain(layers: Sequence[tuple[Shape, int | None]]) -> Chain:
    """Return the best reading of weights in a row.

    Parameters
    ----------
    layers : sequence of (tuple of int, int or None)
        Shape of each weight, with one to four axes, and the length of its bias.
    """
    choices = [forms_of(shape, bias) for shape, bias in layers]
    if not choices:
        return Chain((), (), 0.0)
    choices[0] = tuple(_as_first(form) for form in choices[0])
    ahead = _sums(choices)
    behind = _sums(choices[::-1], backwards=True)[::-1]
    totals = [
        [a + b - form.cost for a, b, form in zip(there, back, forms, strict=True)]
        for there, back, forms in zip(ahead, behind, choices, strict=True)
    ]
    picked = _picked(choices, ahead)
    forms = tuple(forms[i] for forms, i in zip(choices, picked, strict=True))
    certain = tuple(
        _is_certain(form, others, costs)
        for form, others, costs in zip(forms, choices, totals, strict=True)
    )
    return Chain(forms, certain, min(ahead[-1]))


def _is_certain(form: Form, others: Sequence[Form], costs: list[float]) -> bool:
    """Whether every other order of axes costs clearly more."""
    least = min(costs)
    return all(
        cost - least >= _CERTAIN
        for other, cost in zip(others, costs, strict=True)
        if (other.axes, other.expand) != (form.axes, form.expand)
    )


def _as_first(form: Form) -> Form:
    """Favour a first layer that takes an image of a usual size."""
    if form.is_conv or not is_image(form.shape[1]):
        return form
    gain = _KNOWN_IMAGE_AND_ONE if form.folded else _KNOWN_IMAGE
    return replace(form, cost=form.cost - gain)


def _sums(choices: Sequence[tuple[Form, ...]], *, backwards: bool = False) -> list[list[float]]:
    """Return for every form the least cost of a chain that ends with it."""
    sums = [[form.cost for form in choices[0]]]
    for before, after in pairwise(choices):
        sums.append(
            [
                form.cost
                + min(
                    cost + (_step(form, other) if backwards else _step(other, form))
                    for other, cost in zip(before, sums[-1], strict=True)
                )
                for form in after
            ]
        )
    return sums


def _picked(choices: Sequence[tuple[Form, ...]], ahead: list[list[float]]) -> list[int]:
    """Walk back from the best last form."""
    picked = [min(range(len(ahead[-1])), key=ahead[-1].__getitem__)]
    for k in range(len(choices) - 2, -1, -1):
        after = choices[k + 1][picked[-1]]
        costs = [
            cost + _step(form, after) for form, cost in zip(choices[k], ahead[k], strict=True)
        ]
        picked.append(min(range(len(costs)), key=costs.__getitem__))
    return picked[::-1]


def _step(before: Form, after: Form) -> float:
    """Return the cost of one layer after another: people keep to one order of axes."""
    cost = 0.0 if links(before, after) else BREAK
    if before.is_conv != after.is_conv:
        return cost + 0.02 * (before.turned != after.turned) + _odd_map(before, after)
    return cost + 0.1 * (before.turned != after.turned) + 0.5 * (before.folded != after.folded)


def _odd_map(conv: Form, dense: Form) -> float:
    """Return the cost of a last map that is not square."""
    cells, rest = divmod(dense.shape[1], conv.shape[0])
    return 0.3 if rest == 0 and math.isqrt(cells) ** 2 != cells else 0.0
