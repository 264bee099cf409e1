"""The view of the gradient of a scale or a shift of a batch normalisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.panels.operation.details import norm_details
from convviz.panels.operation.ledger import FootWords
from convviz.panels.operation.maps import Maps, Mark
from convviz.panels.operation.sum_ledger import SumLedger, SumLine
from convviz.panels.operation.sum_view import SumView
from convviz.plotting import Scale, format_count
from convviz.session import Selection
from engine.inspection import explain_parameter

if TYPE_CHECKING:
    from PyQt6.QtCore import QRectF

    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Detail, Subject
    from engine.inspection import Contribution, ParameterSum


class NormSumView(SumView):
    """dγ or dβ of a channel or unit: every number of it that the batch has.

    Parameters
    ----------
    subject : Subject
    detail : Detail
        "gamma" or "beta", (c,).
    """

    def __init__(self, subject: Subject, detail: Detail) -> None:
        super().__init__(subject, detail)
        name = f"{subject.layer}.{detail.letter}"
        found: ParameterSum = explain_parameter(
            subject.network, subject.seen, name, detail.index
        )
        self.sum = found
        self.equation = found.equation
        self.layers = (subject.source, subject.layer)
        self.details = norm_details(subject)
        shown = found.largest(self.rows)
        self.terms = tuple(one.term for one in shown)
        wanted = subject.term if subject.term in range(found.products.size) else None
        self.term = next(iter(self.terms), 0) if wanted is None else wanted
        self.chosen: Contribution = found.contribution(self.term)
        total, is_scale = found.products.size, detail.letter == "gamma"
        self.ledger = SumLedger(
            heads=(
                "largest terms",
                "x̂" if is_scale else "",
                f"dL/d {subject.layer}" if is_scale else "",
            ),
            lines=(
                *(self._line(one) for one in shown),
                *self.rest(total, len(shown), found.rest(shown)),
            ),
            term=self.term,
            result=found.result,
            words=FootWords(f"{format_count(total)} terms", f"dL/d {name}"),
        )

    def _line(self, one: Contribution) -> SumLine:
        sample = f"n {one.sample} " if len(self.sum) > 1 else ""
        is_scale = self.detail.letter == "gamma"
        index = (self.detail.index[0], *one.position)
        return SumLine(
            label=f"{sample}[{', '.join(map(str, index))}]",
            product=one.product,
            first=one.factor if is_scale else None,
            second=one.dy if is_scale else None,
            term=one.term,
            place=Selection(self.subject.layer, index),
        )

    def paint_pictures(self, ink: Ink, rect: QRectF) -> None:
        """Draw what each number of the chosen sample adds, or each sample of a vector."""
        c, n, layer = self.detail.index[0], self.chosen.sample, self.subject.layer
        scale = Scale.of(self.sum.products, "signed", "batch")
        is_map = self.sum.products.ndim == 3
        where = f"n {n}, {c}" if is_map else f"n, {c}"
        times = " · x̂" if self.detail.letter == "gamma" else ""
        Maps(
            name=f"dL/d {layer}[{where}]{times}",
            layer=layer if is_map else "",
            x=self.sum.products[n][None] if is_map else self.sum.products,
            scale=scale,
            note=scale.scope,
            first=c if is_map else 0,
            written="term at",
            marks=[Mark((c, *self.chosen.position) if is_map else (n,), "selected")],
        ).paint(ink, rect)
