"""What the page says of a comparison, in sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from convviz.plotting import format_count, format_exponent, format_percent, format_value
from engine.checkpoints.wording import counted

if TYPE_CHECKING:
    from engine.checkpoints.comparing import Alignment, Comparison, Flips


def verdict(found: Comparison) -> str:
    """Say in a sentence how far two sides are from each other."""
    count = counted(len(found.pairs), "array")
    if not found.pairs:
        return "They have no array in common."
    alone = len(found.only_a) + len(found.only_b)
    rest = f" {counted(alone, 'array')} only in one of them." if alone else ""
    if not found.changed:
        return f"All numbers of {count} are the same.{rest}"
    changed = len(found.changed)
    differ = f"{format_count(changed)} of {count} {'differs' if changed == 1 else 'differ'}"
    if math.isnan(found.relative):
        return f"{differ}.{rest}"
    return f"{differ}; the change is {share(found.relative)} of the norm of A.{rest}"


def alignment_words(found: Alignment) -> str:
    """Say how filters were matched, or why not."""
    if found.reason:
        return found.reason
    every = sum(len(places) for places in found.places.values())
    return (
        f"{format_count(found.moved)} of {counted(every, 'filter')} of B moved to where they "
        f"are most like those of A: cosine {number(found.before)} → {number(found.after)}."
    )


def flips_words(found: Flips) -> str:
    """Say how many samples are told differently, and what that did to the accuracy."""
    a, b = found.accuracies
    changed = format_count(len(found.samples))
    return (
        f"{changed} of {format_count(len(found.labels))} changed, "
        f"{format_percent(a)} → {format_percent(b)} right"
    )


def number(x: float) -> str:
    """Write a number of the table: four decimals, or a power of ten; – where there is none."""
    if math.isnan(x):
        return "–"
    if x != 0 and math.isfinite(x) and not 1e-4 <= abs(x) < 1e5:
        return format_exponent(x, 2, sign=False)
    return format_value(x, 4)


def share(x: float) -> str:
    """Write a part of a whole: per cent, or ∞."""
    if math.isnan(x):
        return "–"
    if math.isinf(x):
        return "∞"
    if 0 < x < 0.001:
        return "<0.1\u202f%"
    return format_percent(x) if x < 10 else f"{format_count(round(100 * x))}\u202f%"
