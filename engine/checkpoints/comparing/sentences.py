"""What there is to say of a comparison, a sentence each, wherever it is shown.

How a number is written is left to whoever shows it: per cent in a window, four digits on a
terminal.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.checkpoints.wording import counted, grouped

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.checkpoints.comparing.alignment import Alignment
    from engine.checkpoints.comparing.comparison import Comparison
    from engine.checkpoints.comparing.flips import Flips

    Write = Callable[[float], str]


def verdict(found: Comparison, write_share: Write) -> str:
    """Say how far two sides are from each other.

    Parameters
    ----------
    found : Comparison
    write_share : callable
        Writes the change as a part of the norm of a.
    """
    alone = [
        f"{counted(len(items), 'array')} {'is' if len(items) == 1 else 'are'} only in {side}"
        for side, items in (("A", found.only_a), ("B", found.only_b))
        if items
    ]
    if not found.pairs:
        return _sentence("the two have no array in common", *alone)
    return _sentence(_of_pairs(found), *_sizes(found, write_share), *alone)


def alignment_sentence(found: Alignment, write: Write) -> str:
    """Say how filters were matched, or why not; `write` writes a cosine."""
    if found.reason:
        return found.reason
    every = sum(len(places) for places in found.places.values())
    return (
        f"{grouped(found.moved)} of {counted(every, 'filter')} of B moved to where they are "
        f"most like those of A: cosine {write(found.before)} → {write(found.after)}."
    )


def flips_sentence(found: Flips, write_share: Write) -> str:
    """Say how many predictions differ, and what that does to the accuracy; without a stop."""
    a, b = map(write_share, found.accuracies)
    every = counted(len(found.labels), "prediction")
    differ = "differs" if len(found.samples) == 1 else "differ"
    return f"{grouped(len(found.samples))} of {every} {differ}, {a} → {b} right"


def _of_pairs(found: Comparison) -> str:
    count, changed = counted(len(found.pairs), "array"), len(found.changed)
    if changed:
        differ = "differs" if changed == 1 else "differ"
        return f"{grouped(changed)} of {count} {differ}"
    both = "" if found.is_equal else " of both"
    is_same = all(p.difference is None or p.difference.is_bit_equal for p in found.pairs)
    how = "bit for bit" if is_same else "number by number"
    return f"{count}{both} {'is' if len(found.pairs) == 1 else 'are'} the same, {how}"


def _sizes(found: Comparison, write_share: Write) -> list[str]:
    """Return how large the change of all numbers is, where that is known."""
    if not found.changed or math.isnan(found.relative) or not found.relative:
        return []
    if math.isinf(found.relative):
        return ["the norm of A is 0"]
    return [f"the change is {write_share(found.relative)} of the norm of A"]


def _sentence(first: str, *more: str) -> str:
    return "; ".join([first[0].upper() + first[1:], *more]) + "."
