"""What a comparison of two parameters files says, as lines to print."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.checkpoints.wording import counted, grouped, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.checkpoints.comparing import Alignment, Comparison, Flips, Item, Pair

MOST_ROWS = 500
MOST_MOVES = 10
MOST_NAMES = 20
LONGEST_NAME = 40
HEADS = ("array", "shape", "max |b−a|", "relative", "cosine", "changed")


def array_lines(found: Comparison) -> Iterator[str]:
    """Yield a head and a line per pair of arrays, then the arrays of one side alone."""
    rows = [_row(pair) for pair in found.pairs[:MOST_ROWS]]
    widths = [max(len(row[i]) for row in (HEADS, *rows) if len(row) > 3) for i in range(6)]
    widths[:2] = [max(len(row[i]) for row in (HEADS, *rows)) for i in range(2)]
    if rows:
        yield ""
        for row in (HEADS, *rows):
            left = [f"{text:{width}}" for text, width in zip(row[:2], widths, strict=False)]
            figures = zip(row[2:], widths[2:], strict=False)
            right = [f"{text:>{width}}" for text, width in figures]
            yield "  ".join([*left, *(row[2:] if len(row) == 3 else right)]).rstrip()
    if len(found.pairs) > MOST_ROWS:
        yield f"… and {counted(len(found.pairs) - MOST_ROWS, 'array')} more"
    for side, items in (("A", found.only_a), ("B", found.only_b)):
        if items:
            yield f"Only in {side}: {_listed(items)}"
    yield ""
    if found.alignment is not None:
        yield alignment_line(found.alignment)


def verdict(found: Comparison) -> str:
    """Say in a sentence how far the two are from each other."""
    count = counted(len(found.pairs), "array")
    if not found.pairs:
        return "The two have no array in common."
    if found.is_equal:
        bits = all(p.difference is None or p.difference.is_bit_equal for p in found.pairs)
        return (
            f"The two are the same: {count}, {'bit for bit' if bits else 'number by number'}."
        )
    changed = len(found.changed)
    differ = f"{grouped(changed)} of {count} {'differs' if changed == 1 else 'differ'}"
    if math.isnan(found.relative):
        return f"{differ}."
    return f"{differ}; all numbers together changed by {number(found.relative)} of their norm."


def alignment_line(found: Alignment) -> str:
    """Say how filters were matched, or why not."""
    if found.reason:
        return found.reason
    every = sum(len(places) for places in found.places.values())
    return (
        f"Filters of B matched to those of A: {grouped(found.moved)} of {grouped(every)} "
        f"moved, cosine of all layers {number(found.before)} → {number(found.after)}."
    )


def flip_lines(found: Flips, title: str, split: str, classes: Sequence[str]) -> Iterator[str]:
    """Yield how many are right, how many predictions differ, and which the most."""
    a, b = found.accuracies
    yield (
        f"{title}, {split}: accuracy of A {a:.4f}, of B {b:.4f}; "
        f"{grouped(len(found.samples))} of {counted(len(found.labels), 'prediction')} differ"
    )
    if not len(found.samples):
        return
    worse, better, other = (len(found.of_kind(kind)) for kind in ("worse", "better", "other"))
    yield f"  right → wrong {worse:,}, wrong → right {better:,}, to another wrong {other:,}"
    moves = found.moves()
    width = max(len(f"{classes[i]} → {classes[j]}") for i, j, _ in moves[:MOST_MOVES])
    for i, j, count in moves[:MOST_MOVES]:
        yield f"  {f'{classes[i]} → {classes[j]}':{width}}  {count:>6,}"
    if len(moves) > MOST_MOVES:
        yield f"  … and {counted(len(moves) - MOST_MOVES, 'more pair')} of classes"


def number(x: float) -> str:
    """Write a number with four digits, its minus as such; – where there is none."""
    return "–" if math.isnan(x) else f"{x:.4g}".replace("-", "−")


def _row(pair: Pair) -> tuple[str, ...]:
    name = quoted(pair.name, LONGEST_NAME)
    shape = "×".join(map(str, pair.a.array.shape)) or "single"
    known = pair.difference
    if known is None:
        return name, shape, pair.words
    if pair.is_equal:
        how = "the same" if known.is_bit_equal else "the same numbers"
        return name, shape, " ".join([how, *([f"({pair.words[:-1]})"] if pair.words else [])])
    return (
        name,
        shape,
        number(known.largest),
        number(known.relative),
        number(known.cosine),
        f"{100 * known.changed_share:.3g} %",
    )


def _listed(items: Sequence[Item]) -> str:
    names = [quoted(item.name, LONGEST_NAME) for item in items[:MOST_NAMES]]
    more = len(items) - len(names)
    return ", ".join([*names, *([f"and {counted(more, 'more array')}"] if more else [])])
