"""What the softmax's view says of the loss, in the words of the loss that there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convviz.panels.operation.numbers import signed
from engine.losses import CrossEntropy

if TYPE_CHECKING:
    from engine.inspection import SoftmaxTerms


def gradient_equation(terms: SoftmaxTerms, over: int = 1) -> str:
    """Return how the gradient of the score that is looked at comes about.

    Parameters
    ----------
    terms : SoftmaxTerms
    over : int, default=1
        Samples that the loss is the mean of.
    """
    (k,) = terms.index
    p, truth = f"{terms.layer}[{k}]", " − 1" if k == terms.label else ""
    left = f"dL/d {terms.source}[{k}]"
    classes = len(terms.scores)
    if isinstance(terms.criterion, CrossEntropy):
        whole = f"{p}{truth}"
        if over == 1:
            return f"{left} = {whole}"
        return f"{left} = ({whole}) / {over}" if truth else f"{left} = {whole} / {over}"
    return f"{left} = 2/{classes * over} · {p} · ({p}{truth} − Σ (p − y) · p)"


def loss_block(terms: SoftmaxTerms, truth: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a title, and the terms that the loss is made of.

    Parameters
    ----------
    terms : SoftmaxTerms
    truth : str
        What the true class is called.
    """
    if isinstance(terms.criterion, CrossEntropy):
        return f"Loss, −ln p of {truth}", [
            ("ln of the sum of exp", signed(float(np.log(terms.total)))),
            ("minus (score − max)", signed(-float(terms.shifted[terms.label]))),
        ]
    off = terms.probabilities - np.eye(len(terms.scores))[terms.label]
    return f"Loss, mean of {terms.criterion.formula}", [
        (f"sum of {terms.criterion.formula}", signed(float((off**2).sum()))),
        ("divided by the classes", signed(len(terms.scores))),
    ]
