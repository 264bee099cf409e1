"""The view of an update: what the optimizer made of one parameter, and of its layer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QRectF, QSizeF

from convviz.panels.operation.areas import Target
from convviz.panels.operation.details import parameter_details
from convviz.panels.operation.ink import text_width
from convviz.panels.operation.maps import Maps, Mark
from convviz.panels.operation.numbers import (
    difference_text,
    ledger_digits,
    signed,
    ulps_text,
)
from convviz.panels.operation.subject import Detail
from convviz.panels.operation.text_styles import (
    HEADING,
    HINT,
    LABEL,
    NAME,
    STRONG_VALUE,
    VALUE,
    TextStyle,
)
from convviz.panels.operation.view import MARGIN, View
from convviz.plotting import Scale, format_exponent, format_percent
from engine.inspection import DenseSum, explain, explain_update

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Subject
    from convviz.panels.operation.view import Row
    from engine.arrays import Array, Shape
    from engine.inspection import Folded, LossChange, Update, UpdateTerms

_HEAD = 24
_LINE = 16
_IN, _LINES = 196, 262
_BETWEEN = 18
_LARGEST = 20
_RIGHT = TextStyle(11, color="right")
_WRONG = TextStyle(11, color="wrong")
_WAITING = "being measured …"


class UpdateView(View):
    """What went into the step of one parameter, the optimizer's lines, and the layer's change.

    Parameters
    ----------
    subject : Subject
        With an update.
    detail : Detail
        The parameter.
    """

    direction = "update"
    directions = ("forward", "backward", "update")
    minimum = QSizeF(_IN + _LINES + 270, 236)

    def __init__(self, subject: Subject, detail: Detail) -> None:
        assert subject.held is not None
        assert subject.held.update is not None
        self.subject = subject
        self.detail = detail
        self.update: Update = subject.held.update
        self.name = f"{subject.layer}.{detail.letter}"
        self.terms_of_update: UpdateTerms = explain_update(self.update, self.name, detail.index)
        self.details = parameter_details(subject, detail)
        self.layers = ()
        place = ", ".join(map(str, detail.index))
        last = self.terms_of_update.lines[-1]
        self.equation = f"{self.name}[{place}]: {last.letter} = {last.formula}"

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw the numbers from left to right as they follow from each other."""
        content = rect.adjusted(MARGIN, 2, -MARGIN, -4)
        self._paint_head(ink, QRectF(content.x(), content.y(), content.width(), _HEAD))
        y, height = content.y() + _HEAD, content.height() - _HEAD
        left = QRectF(content.x(), y, _IN, height)
        _paint_column(ink, left, "What goes in", self.inputs())
        middle = QRectF(left.right() + _BETWEEN, y, _LINES, height)
        below = _paint_column(ink, middle, self._title, self.lines())
        self._paint_verdict(ink, QRectF(middle.x(), below, middle.width(), _LINE))
        x = middle.right() + _BETWEEN
        self._paint_layer(ink, QRectF(x, y, content.right() - x, height))

    @property
    def _title(self) -> str:
        return f"Step {self.terms_of_update.t} of {self.update.optimizer.title}"

    def _paint_head(self, ink: Ink, line: QRectF) -> None:
        x = line.x()
        for words, detail in self.details:
            chosen = detail.letter == self.detail.letter
            style = NAME if chosen else LABEL
            place = QRectF(x, line.y(), text_width(words, style) + 1, line.height())
            ink.text(place, words, style)
            if chosen:
                ink.fill(QRectF(x, line.bottom() - 5, place.width(), 1), ink.tokens.accent)
            ink.areas.add(place, Target(detail=detail, tip=f"Look at {words}"))
            x = place.right() + 16
        ink.text(line.adjusted(x - line.x(), 0, 0, 0), self._loss_words(), HINT, "right")

    def _loss_words(self) -> str:
        change = self.change
        if change is None:
            return f"loss of this batch: {_WAITING}"
        return (
            f"loss of this batch: {signed(change.predicted, 5)} predicted by dL · Δw, "
            f"{signed(change.measured, 5)} measured"
        )

    @property
    def change(self) -> LossChange | None:
        """What the update did to the loss of its batch; None while it is measured."""
        return self.subject.loss_change

    def inputs(self) -> list[tuple[str, str]]:
        """Return what the optimizer is given."""
        terms = self.terms_of_update
        rows = [
            ("old value", signed(terms.old)),
            ("gradient of the batch", _small(terms.gradient)),
        ]
        if terms.strength:
            rows.append((f"+ {terms.strength:g} · w", _small(terms.penalty)))
        if terms.clip_scale != 1:
            rows.append(("· clipping", f"{terms.clip_scale:.4g}"))
        rows.append(("g", _small(terms.g.stored)))
        rows.append(("learning rate", f"{terms.learning_rate:.6g}"))
        if terms.factor != 1:
            rows.append(("· schedule", f"{terms.factor:.4g}"))
        rows.append(("α", f"{terms.alpha:.6g}"))
        rows += [(f"{moment.letter} before", _small(moment.before)) for moment in terms.moments]
        return rows

    def lines(self) -> list[tuple[str, str]]:
        """Return the optimizer's lines, the step, and the new value beside the stored one."""
        terms = self.terms_of_update
        rows = [(f"{line.letter} = {line.formula}", _small(line.value)) for line in terms.lines]
        rows[-1] = (rows[-1][0], signed(terms.result.computed))
        return [
            *rows,
            ("step", _small(terms.step)),
            ("stored", signed(terms.result.stored)),
            ("difference", difference_text(terms.result)),
        ]

    def _paint_verdict(self, ink: Ink, line: QRectF) -> None:
        result = self.terms_of_update.result
        ink.text(line, ulps_text(result), _RIGHT if result.agrees else _WRONG, "right")

    def changes(self) -> list[tuple[str, str]]:
        """Return |Δw| / |w| of this layer's arrays."""
        layer = f"{self.subject.layer}."
        return [
            (change.parameter, _ratio(change.ratio))
            for change in self.update.changes
            if change.parameter.startswith(layer)
        ]

    def _paint_layer(self, ink: Ink, rect: QRectF) -> None:
        """Draw what was added to the weights of the filter or unit, and the layer's shares."""
        rows = self.changes()
        table = QRectF(rect.x(), rect.y(), min(rect.width(), 220), 0)
        below = _paint_column(ink, table, "|Δw| / |w| of the layer", rows)
        self._change_maps().paint(ink, rect.adjusted(0, below + 8 - rect.y(), 0, 0))

    def _change_maps(self) -> Maps:
        letter, first = self.subject.letters[0], self.detail.index[0]
        name = f"{self.subject.layer}.{letter}"
        if letter == "gamma":
            return self._changes_of_scales(name)
        difference: Array = self.update.after[name][first] - self.update.before[name][first]
        whole = self.update.after[name] - self.update.before[name]
        place: Shape = self.detail.index[1:]
        folded = self._folded() if difference.ndim == 1 else None
        if folded is not None:
            difference = difference.reshape(folded.shape)
            place = folded.place(place[0]) if place else ()

        def detail_at(index: Shape) -> Detail:
            if folded is not None:
                index = (int(np.ravel_multi_index(index, folded.shape)),)
            return Detail("w", (first, *index))

        return Maps(
            name=f"Δ {name}[{first}]",
            layer="",
            x=difference,
            scale=Scale.of(whole, "signed", "array"),
            note="array" if folded is None else f"as {folded.source}, array",
            written=f"Δ {name}[{first}]",
            largest=_LARGEST,
            marks=[Mark(place, "selected")] if self.detail.letter == "w" else [],
            detail=detail_at,
        )

    def _changes_of_scales(self, name: str) -> Maps:
        """Return what was added to the scales of a batch normalisation."""
        difference: Array = self.update.after[name] - self.update.before[name]
        return Maps(
            name=f"Δ {name}",
            layer="",
            x=difference,
            scale=Scale.of(difference, "signed", "array"),
            note="array",
            written=f"Δ {name}",
            largest=_LARGEST,
            marks=[Mark(self.detail.index, "selected")],
            detail=lambda index: Detail("gamma", index),
        )

    def _folded(self) -> Folded | None:
        """Return the maps that the inputs of a dense layer were, if they were any."""
        subject, index = self.subject, self.detail.index[:1]
        found = explain(subject.network, subject.trace, subject.layer, index)
        return found.folded if isinstance(found, DenseSum) else None

    def text(self) -> str:
        """Return all of it as plain text."""
        rows = [*self.inputs(), ("", ""), *self.lines(), ("", ""), *self.changes()]
        lines = [self.equation, "", *(f"{a:<36} {b}" if a else "" for a, b in rows)]
        return "\n".join([*lines, "", self._loss_words()])

    def table(self) -> list[Row]:
        """Return label and value with all digits."""
        terms = self.terms_of_update
        rows: list[Row] = [
            ("quantity", "value"),
            ("old", np.float32(terms.old)),
            ("gradient", np.float32(terms.gradient)),
            ("penalty", np.float32(terms.penalty)),
            ("clip scale", terms.clip_scale),
            ("g", np.float32(terms.g.stored)),
            ("alpha", terms.alpha),
        ]
        rows += [(f"{m.letter} before", np.float32(m.before)) for m in terms.moments]
        rows += [(f"{m.letter} after", np.float32(m.after.stored)) for m in terms.moments]
        rows += [(f"{line.letter} = {line.formula}", line.value) for line in terms.lines]
        rows.append(("stored", np.float32(terms.result.stored)))
        rows.append(("difference", terms.result.difference))
        return rows


def _small(x: float) -> str:
    """Return a number with seven decimals, or with a power of ten where these say little."""
    if x == 0 or abs(x) >= 1e-3:
        return signed(x, ledger_digits([x]))
    return format_exponent(x, 4)


def _ratio(ratio: float) -> str:
    """Return a share, or what there is to say where all was 0."""
    if math.isnan(ratio):
        return "stays 0"
    return "from 0" if math.isinf(ratio) else format_percent(ratio, 3)


def _paint_column(ink: Ink, rect: QRectF, title: str, rows: list[tuple[str, str]]) -> float:
    """Write a title and rows of label and value; return the y below."""
    ink.text(QRectF(rect.x(), rect.y(), rect.width(), 20), title, HEADING)
    y = rect.y() + 20
    for label, value in rows:
        line = QRectF(rect.x(), y, rect.width(), _LINE)
        used = ink.text(line, value, STRONG_VALUE if label == "stored" else VALUE, "right")
        ink.text(line.adjusted(0, 0, -used - 6, 0), label, LABEL)
        y += _LINE
    return y
