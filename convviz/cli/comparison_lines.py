"""What a comparison of two parameters files says, as lines to print."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.checkpoints.comparing import alignment_sentence, class_name, flips_sentence, verdict
from engine.checkpoints.wording import counted, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.checkpoints.comparing import Comparison, Flips, Item, Pair

MOST_ROWS = 500
MOST_MOVES = 10
MOST_NAMES = 20
LONGEST_NAME = 40
HEADS = ("array", "shape", "max |b−a|", "relative", "cosine", "changed")


def array_lines(found: Comparison) -> Iterator[str]:
    """Yield a line per pair of arrays, what one side has alone, and how far the two are."""
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
        yield alignment_sentence(found.alignment, number)
    yield verdict(found, number)


def flip_lines(found: Flips, title: str, split: str, classes: Sequence[str]) -> Iterator[str]:
    """Yield how many are right, how many predictions differ, and which the most."""
    yield f"{title}, {split}: {flips_sentence(found, number)}"
    if not len(found.samples):
        return
    worse, better, other = (len(found.of_kind(kind)) for kind in ("worse", "better", "other"))
    yield f"  right → wrong {worse:,}, wrong → right {better:,}, to another wrong {other:,}"
    moves = found.moves()
    shown = [
        (f"{class_name(classes, i)} → {class_name(classes, j)}", count)
        for i, j, count in moves[:MOST_MOVES]
    ]
    width = max(len(words) for words, _ in shown)
    for words, count in shown:
        yield f"  {words:{width}}  {count:>6,}"
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
