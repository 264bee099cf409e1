"""The loss of one sample as a sum over the classes, in float64.

With probabilities p, true class t and one-hot truth y of K classes::

    cross-entropy       l = sum_k -y[k] ln p[k]         -ln p[t] = ln sum_j e[j] - shifted[t]
    mean squared error  l = sum_k (p[k] - y[k])² / K
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from convviz.cli.explain.figures import exact, number, table
from convviz.cli.explain.values import reconciled
from engine.losses import MeanSquaredError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convviz.cli.explain.figures import Look
    from engine.arrays import Array
    from engine.inspection import SoftmaxTerms


def terms_of_loss(term: SoftmaxTerms) -> Array:
    """Return what each class adds to the loss, float64, shape (K,)."""
    t, p = term.label, term.probabilities
    y = np.zeros(len(p))
    y[t] = 1
    if isinstance(term.criterion, MeanSquaredError):
        squares: Array = np.square(p - y) / len(p)
        return squares
    y[t] = math.log(term.total) - float(term.shifted[t])
    return y


def loss_values(term: SoftmaxTerms, classes: tuple[str, ...]) -> dict[str, Any]:
    """Return the loss and its terms for a program."""
    return {
        "formula": term.criterion.formula,
        "unit": term.criterion.unit,
        "terms": [
            {
                "class": k,
                "name": classes[k],
                "probability": float(term.probabilities[k]),
                "truth": int(k == term.label),
                "term": float(share),
                "gradient": float(term.gradient[k]),
            }
            for k, share in enumerate(terms_of_loss(term))
        ],
        **reconciled(term.loss, "sum"),
    }


def loss_lines(term: SoftmaxTerms, look: Look) -> Iterator[str]:
    """Yield the loss and its terms for a person."""
    criterion, digits = term.criterion, look.digits
    yield f"{criterion.title}: l = {criterion.formula} {criterion.note}".rstrip()
    yield ""
    shares = terms_of_loss(term)
    yield from table(
        ("class", "p", "y", "term of l", "dL/dz"),
        [
            (
                f"{k} {look.classes[k]}",
                number(float(term.probabilities[k]), digits),
                str(int(k == term.label)),
                number(float(shares[k]), digits),
                number(float(term.gradient[k]), digits),
            )
            for k in range(len(shares))
        ],
    )
    yield ""
    unit = f" {criterion.unit}".rstrip()
    yield f"sum        {exact(term.loss.computed)}{unit}"
    yield from look.stored(term.loss)
