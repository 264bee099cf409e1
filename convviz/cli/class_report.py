"""What an evaluation says of each class, as lines to print and as values for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.metrics import f1, precision, recall

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.metrics import Confusion

MOST_COLUMNS = 20
"""Of a confusion matrix on a terminal."""


def values_per_class(confusion: Confusion, classes: Sequence[str]) -> dict[str, Any]:
    """Return precision, recall, F1 and number of samples by the name of each class."""
    columns = precision(confusion), recall(confusion), f1(confusion), confusion.sum(axis=1)
    heads = "precision", "recall", "f1", "samples"
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return {
        name: dict(zip(heads, row, strict=True))
        for name, row in zip(classes, rows, strict=True)
    }


def class_lines(confusion: Confusion, classes: Sequence[str]) -> Iterator[str]:
    """Yield a head and a line per class: precision, recall, F1, samples; – for 0/0."""
    width = max(map(len, ("class", *classes)))
    yield f"  {'class':{width}}  precision  recall     f1  samples"
    for name, row in values_per_class(confusion, classes).items():
        p, r, f = (_share(row[head]) for head in ("precision", "recall", "f1"))
        yield f"  {name:{width}}  {p:>9}  {r:>6}  {f:>5}  {row['samples']:>7,}"


def confusion_lines(confusion: Confusion, classes: Sequence[str]) -> Iterator[str]:
    """Yield the confusion matrix, its columns under the numbers of the classes."""
    if len(classes) > MOST_COLUMNS:
        yield f"  The confusion matrix of {len(classes)} classes is in the output of --json."
        return
    names = [f"{k} {name}" for k, name in enumerate(classes)]
    left = max(map(len, ("truth", *names)))
    cell = max(len(f"{int(confusion.max(initial=0)):,}"), len(str(len(classes))))
    yield f"  {'truth':{left}}  taken for"
    yield f"  {'':{left}}" + "".join(f"  {k:>{cell}}" for k in range(len(classes)))
    for name, row in zip(names, confusion.tolist(), strict=True):
        yield f"  {name:{left}}" + "".join(f"  {count:>{cell},}" for count in row)


def _share(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.3f}"
