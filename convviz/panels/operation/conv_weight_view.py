"""The view of what comes back through a convolution to one of its weights, or to a bias."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF

from convviz.panels.operation.details import details_of
from convviz.panels.operation.ledger import FootWords
from convviz.panels.operation.maps import Maps, Mark
from convviz.panels.operation.scaling import value_scale
from convviz.panels.operation.subject import Detail
from convviz.panels.operation.sum_ledger import SumLedger, SumLine
from convviz.panels.operation.sum_view import SumView
from convviz.plotting import Scale, format_count
from convviz.session import Selection
from engine.inspection import BatchTrace, explain_parameter

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Subject
    from engine.arrays import Array
    from engine.inspection import Contribution, ParameterSum

_BETWEEN = 14
_BELOW = 4
_LARGEST = 36


class ConvWeightView(SumView):
    """The gradient of one weight or bias: every sample and position that it had a part in.

    Parameters
    ----------
    subject : Subject
    detail : Detail
    """

    def __init__(self, subject: Subject, detail: Detail) -> None:
        super().__init__(subject, detail)
        name = f"{subject.layer}.{detail.letter}"
        self.sum: ParameterSum = explain_parameter(
            subject.network, subject.seen, name, detail.index
        )
        self.equation = self.sum.equation
        self.layers = (subject.source, subject.layer)
        self.details = details_of(subject, detail)
        shown = self.sum.largest(self.rows)
        self.terms = tuple(one.term for one in shown)
        wanted = subject.term if subject.term in range(self.sum.products.size) else None
        self.term = next(iter(self.terms), 0) if wanted is None else wanted
        self.chosen: Contribution = self.sum.contribution(self.term)
        self.ledger = self._ledger(shown)

    def _ledger(self, shown: tuple[Contribution, ...]) -> SumLedger:
        total = self.sum.products.size
        lines = tuple(self._line(one) for one in shown)
        samples = len(self.sum)
        what = f"{format_count(total)} terms"
        of = f"of {samples} samples" if samples > 1 else "of this sample"
        is_weight = self.detail.letter == "w"
        return SumLedger(
            heads=(
                "largest terms",
                self.sum.source if is_weight else "",
                f"dL/d {self.sum.layer}" if is_weight else "",
            ),
            lines=(*lines, *self.rest(total, len(shown), self.sum.rest(shown))),
            term=self.term,
            result=self.sum.result,
            words=FootWords(f"{what} {of}", f"dL/d {self.sum.parameter}"),
        )

    def _line(self, one: Contribution) -> SumLine:
        sample = f"n {one.sample} " if len(self.sum) > 1 else ""
        label = f"{sample}[{', '.join(map(str, one.position))}]"
        is_weight = self.detail.letter == "w"
        f = self.detail.index[0]
        place: Selection | None = Selection(self.sum.layer, (f, *one.position))
        if is_weight and one.cell is not None:
            inside = not one.padding
            index = (self.detail.index[1], *one.cell)
            place = Selection(self.sum.source, index) if inside else None
        return SumLine(
            label=label,
            product=one.product,
            first=one.factor if is_weight else None,
            second=one.dy if is_weight else None,
            term=one.term,
            place=place,
        )

    def paint_pictures(self, ink: Ink, rect: QRectF) -> None:
        """Draw the gradients of all kernels of the filter, and where this one comes from."""
        width, height = (rect.width() - _BETWEEN) / 2, (rect.height() - _BELOW) / 2
        places = [
            QRectF(rect.x() + (width + _BETWEEN) * column, rect.y() + down, width, height)
            for down in (0.0, height + _BELOW)
            for column in (0, 1)
        ]
        pictures = (self._kernels("dw"), self._kernels("w"), self._input(), self._output())
        for place, picture in zip(places, pictures, strict=True):
            picture.paint(ink, place)

    def _kernels(self, letter: str) -> Maps:
        """Return the kernels of the filter, or their gradients; a click chooses a weight."""
        subject, f = self.subject, self.detail.index[0]
        name = f"{subject.layer}.w"
        if letter == "w":
            all_of = subject.network.parameters[name]
        else:
            gradients = subject.seen.parameter_gradients
            assert gradients is not None
            all_of = gradients[name]
        scale = Scale.of(all_of, "signed", "array")
        index = self.detail.index
        marks = [Mark(index[1:], "selected")] if self.detail.letter == "w" else []
        written = f"dL/d {name}[{f}]" if letter == "dw" else f"{name}[{f}]"
        return Maps(
            name=written,
            layer="",
            x=all_of[f],
            scale=scale,
            note=scale.scope,
            largest=_LARGEST,
            marks=marks,
            written=written,
            detail=lambda place: Detail("w", (f, *place)),
        )

    def _input(self) -> Maps:
        subject, one = self.subject, self.chosen
        c = self.detail.index[1] if self.detail.letter == "w" else 0
        x = self._of_sample(subject.source)[c : c + 1]
        scale = value_scale(subject.network, subject.trace, subject.source)
        marks = self._region(c, x.shape)
        if one.cell is not None and not one.padding:
            marks.append(Mark((c, *one.cell), "selected"))
        return Maps(
            name=f"{subject.source}[{self._n}{c}]",
            layer=subject.source,
            x=x,
            scale=scale,
            note=scale.scope,
            first=c,
            marks=marks,
        )

    def _region(self, c: int, shape: tuple[int, ...]) -> list[Mark]:
        """Return the frame of all cells that the weight was multiplied with."""
        rows = [row for row in self.sum.rows if 0 <= row < shape[1]]
        columns = [column for column in self.sum.columns if 0 <= column < shape[2]]
        if not rows or not columns:
            return []
        down, across = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
        return [Mark((c, rows[0], columns[0]), "same_sum", down, across)]

    def _output(self) -> Maps:
        """Return what each position adds: dy, lit as much as it counts in the sum."""
        subject, f = self.subject, self.detail.index[0]
        products = self.sum.products[self.chosen.sample]
        scale = Scale.of(self.sum.products, "signed", "batch")
        is_weight = self.detail.letter == "w"
        name = f"dL/d {subject.layer}[{self._n}{f}]"
        return Maps(
            name=f"{name} · {subject.source}" if is_weight else name,
            layer=subject.layer,
            x=products[None],
            scale=scale,
            note=scale.scope,
            first=f,
            written="term at",
            marks=[Mark((f, *self.chosen.position), "selected")],
        )

    @property
    def _n(self) -> str:
        return f"n {self.chosen.sample}, " if len(self.sum) > 1 else ""

    def _of_sample(self, layer: str) -> Array:
        seen = self.subject.seen
        x = seen.activations[layer]
        return x[self.chosen.sample] if isinstance(seen, BatchTrace) else x
