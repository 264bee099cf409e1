"""The view of softmax and loss: from scores to probabilities to minus their logarithm."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QRectF, QSizeF

from convviz.panels.operation.areas import Target
from convviz.panels.operation.ledger import (
    Rows,
    paint_heads,
    paint_lit_row,
    paint_more,
)
from convviz.panels.operation.loss_words import gradient_equation, loss_block
from convviz.panels.operation.numbers import (
    ULP_TIP,
    difference_text,
    largest_size,
    signed,
    ulps_text,
)
from convviz.panels.operation.text_styles import (
    HEADING,
    HINT,
    LABEL,
    NAME,
    STRONG_VALUE,
    VALUE,
    TextStyle,
)
from convviz.panels.operation.view import HEADER, LINE, MARGIN, View
from convviz.plotting import format_exact, format_value
from convviz.session import Selection
from engine.inspection import UNIT_ROUNDOFF, Reconciliation
from engine.losses import CrossEntropy

if TYPE_CHECKING:
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Subject
    from convviz.panels.operation.view import Row
    from engine.arrays import Array
    from engine.inspection import SoftmaxTerms

_NAME, _SCORE, _SHIFTED, _EXP, _P, _BAR = 124, 186, 262, 344, 416, 428
_BAR_WIDTH, _NARROW_BAR = 74, 32
_LEAST_SIDE = 236
_BETWEEN = 24
_FOOT = 2 * LINE + 6
_AFTER_BAR = 10
_BETWEEN_BLOCKS = 10
_LOWEST_LINE = 15
_RIGHT = TextStyle(11, 600, "right")
_WRONG = TextStyle(11, 600, "wrong")
_VERDICT = {True: TextStyle(11, color="right"), False: TextStyle(11, color="wrong")}


class SoftmaxView(View):
    """Every term of the softmax, and the loss of the sample.

    Parameters
    ----------
    subject : Subject
    terms : SoftmaxTerms
    """

    directions = ("forward", "backward")
    minimum = QSizeF(_BAR + _NARROW_BAR + 238, 260)

    def __init__(self, subject: Subject, terms: SoftmaxTerms) -> None:
        self._subject = subject
        self.explanation = terms
        self.equation = terms.equation
        self.layers = (terms.layer, terms.source)
        self.direction = "forward" if subject.direction == "forward" else "backward"
        self._predicted = int(terms.stored_probabilities.argmax())
        self._logarithmic = isinstance(terms.criterion, CrossEntropy)
        if self.direction == "backward":
            self.equation = gradient_equation(terms, subject.trace.over)

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw the table of classes at the left, the loss at the right."""
        content = rect.adjusted(0, 4, -MARGIN, -4)
        fitting = content.width() - _BAR - _BETWEEN - _LEAST_SIDE - _AFTER_BAR
        bar = min(max(fitting, _NARROW_BAR), _BAR_WIDTH)
        table = _BAR + bar + _AFTER_BAR
        self._paint_table(ink, QRectF(0, content.y(), table, content.height()))
        left = table + _BETWEEN
        side = QRectF(left, content.y(), min(content.right() - left, 300), content.height())
        blocks = self._blocks()
        lines = sum(len(rows) + 4 for _, rows, _ in blocks)
        fixed = len(blocks) * (HEADER + 5) + _BETWEEN_BLOCKS
        line = min(LINE, max(_LOWEST_LINE, (side.height() - fixed) / lines))
        y = side.y()
        for title, rows, result in blocks:
            y = _paint_block(
                ink, side.adjusted(0, y - side.y(), 0, 0), title, rows, result, line
            )
            y += _BETWEEN_BLOCKS
        if self.direction == "backward":
            pushes = _PUSHES if self._logarithmic else _PUSHES_UP
            ink.paragraph(side.adjusted(0, y - side.y(), 0, 0), pushes, HINT)

    def _columns(self) -> list[tuple[str, float, Array, int]]:
        """Return head, right end, numbers and decimals of each column."""
        terms = self.explanation
        if self.direction == "backward":
            truth = np.zeros(len(terms.scores))
            truth[terms.label] = 1
            return [
                ("probability", _SCORE + 20, terms.probabilities, 7),
                ("truth", _SHIFTED, truth, 0),
                (self._gradient_head, _P, terms.gradient, 7),
            ]
        return [
            ("score", _SCORE, terms.scores, 4),
            ("− max", _SHIFTED, terms.shifted, 4),
            ("exp", _EXP, terms.exponentials, 6),
            ("probability", _P, terms.probabilities, 6),
        ]

    @property
    def _gradient_head(self) -> str:
        over = self._subject.trace.over
        if not self._logarithmic:
            return "gradient"
        return "p − y" if over == 1 else f"(p − y) / {over}"

    def _paint_table(self, ink: Ink, rect: QRectF) -> None:
        terms, columns = self.explanation, self._columns()
        heads = [("class", rect.x() + MARGIN, False)]
        heads += [(head, rect.x() + right, True) for head, right, _, _ in columns]
        paint_heads(ink, rect.y(), tuple(heads))
        rows = Rows.fit(len(terms.scores), rect.height() - HEADER - _FOOT, terms.index[0])
        top = rect.y() + HEADER
        for k in rows:
            line = rows.rect(k, rect.x(), top, rect.width())
            lit = k == terms.index[0]
            if lit:
                paint_lit_row(ink, line)
            name = line.adjusted(MARGIN, 0, _NAME - line.width(), 0)
            ink.text(name, self._subject.class_name(k), self._class_style(k, lit=lit))
            for _, right, values, digits in columns:
                number = QRectF(line.x() + right - 76, line.y(), 76, line.height())
                text = format_value(float(values[k]), digits)
                ink.text(number, text, STRONG_VALUE if lit else VALUE, "right")
            self._paint_bar(ink, line, k)
            tip = f"{terms.layer}[{k}] = {format_exact(float(terms.stored_probabilities[k]))}"
            ink.areas.add(line, Target(Selection(terms.layer, (k,)), tip=tip))
        paint_more(ink, rows, rect.right() - 3, top)
        self._paint_sums(ink, rect.x(), top + rows.total, columns)

    def _class_style(self, k: int, *, lit: bool) -> TextStyle:
        if k == self.explanation.label:
            return _RIGHT
        if k == self._predicted:
            return _WRONG
        return NAME if lit else LABEL

    def _paint_bar(self, ink: Ink, line: QRectF, k: int) -> None:
        """Draw probability or gradient as a bar, and who is right."""
        bar = QRectF(
            line.x() + _BAR, line.center().y() - 4, line.width() - _BAR - _AFTER_BAR, 8
        )
        if self.direction == "backward":
            gradient = self.explanation.gradient
            ink.bar(bar, float(gradient[k]), largest_size(gradient.tolist()))
            return
        p = float(self.explanation.probabilities[k])
        ink.fill(bar, ink.tokens.line)
        color = ink.tokens.line3
        if k == self.explanation.label:
            color = ink.tokens.right
        elif k == self._predicted:
            color = ink.tokens.wrong
        if math.isfinite(p):
            ink.fill(QRectF(bar.x(), bar.y(), bar.width() * p, bar.height()), color)

    def _paint_sums(
        self, ink: Ink, x: float, y: float, columns: list[tuple[str, float, Array, int]]
    ) -> None:
        """Write the largest score and the sums below the columns."""
        ink.rule(x + MARGIN, y + 3, _P - MARGIN, ink.tokens.line3)
        ink.text(QRectF(x + MARGIN, y + 6, 60, LINE), "sum", LABEL)
        for head, right, values, digits in columns:
            text = format_value(float(values.sum()), digits)
            if head == "score":
                text = f"max {format_value(self.explanation.maximum, digits)}"
            if head == "− max":
                continue
            ink.text(QRectF(x + right - 90, y + 6, 90, LINE), text, STRONG_VALUE, "right")
        if self.direction == "forward":
            t, k = self.explanation.label, self._predicted
            truth, predicted = self._subject.class_name(t), self._subject.class_name(k)
            ending = "✓ predicted" if t == k else f"✗ predicted: {predicted}"
            words = f"truth: {truth}, {ending}"
            ink.text(
                QRectF(x + MARGIN, y + 6 + LINE, _BAR + _NARROW_BAR - MARGIN, LINE), words, HINT
            )

    def _blocks(self) -> list[tuple[str, list[tuple[str, str]], Reconciliation]]:
        """Return titles, rows and reconciliations for the right side."""
        terms, subject = self.explanation, self._subject
        t, (k,) = terms.label, terms.index
        if self.direction == "backward":
            gradient = float(terms.gradient[k])
            stored = subject.trace.gradients.get(terms.source)
            found = gradient if stored is None else float(stored[k])
            result = Reconciliation(gradient, found, terms.result.tolerance + UNIT_ROUNDOFF)
            title = f"Gradient at {subject.class_name(k)}"
            return [(title, self._gradient_rows(k), result)]
        p = [
            ("exp(score − max)", signed(float(terms.exponentials[k]))),
            ("divided by the sum", signed(terms.total)),
        ]
        return [
            (*loss_block(terms, subject.class_name(t)), terms.loss),
            (f"Probability of {subject.class_name(k)}", p, terms.result),
        ]

    def _gradient_rows(self, k: int) -> list[tuple[str, str]]:
        """Return what the gradient of a score is made of."""
        rows = [("p", signed(float(self.explanation.probabilities[k])))]
        if self._logarithmic:
            rows.append(("− y", "−1" if k == self.explanation.label else "0"))
        if self._subject.trace.over > 1:
            rows.append(("divided by the samples", str(self._subject.trace.over)))
        return rows

    def table(self) -> list[Row]:
        """Return the table of classes, with all digits."""
        columns = self._columns()
        rows: list[Row] = [("class", *(head for head, *_ in columns))]
        for k in range(len(self.explanation.scores)):
            numbers = (float(values[k]) for _, _, values, _ in columns)
            rows.append((self._subject.class_name(k), *numbers))
        return rows

    def text(self) -> str:
        """Return the table, the loss and the reconciliations as plain text."""
        columns = self._columns()
        lines = [self.equation, "\t".join(["class", *(head for head, *_ in columns)])]
        for k in range(len(self.explanation.scores)):
            numbers = [format_exact(float(values[k])) for _, _, values, _ in columns]
            lines.append("\t".join([self._subject.class_name(k), *numbers]))
        for title, rows, result in self._blocks():
            lines += ["", title, *(f"{label}: {value}" for label, value in rows)]
            lines += [f"{label}: {value}" for label, value in _result_rows(result)]
            lines.append(ulps_text(result))
        return "\n".join(lines)


_PUSHES_UP = "A step against the gradient pushes the score of the truth up."
_PUSHES = (
    "A step against the gradient pushes the score of the truth up and each other score down, "
    "the more the higher its probability."
)


def _result_rows(result: Reconciliation) -> list[tuple[str, str]]:
    return [
        ("computed", signed(result.computed)),
        ("stored", signed(result.stored)),
        ("difference", difference_text(result)),
    ]


def _paint_block(
    ink: Ink,
    rect: QRectF,
    title: str,
    rows: list[tuple[str, str]],
    result: Reconciliation,
    height: float,
) -> float:
    """Write a title, its terms, and the result with what is stored; return the y below."""
    ink.text(QRectF(rect.x(), rect.y(), rect.width(), HEADER), title, HEADING)
    y = rect.y() + HEADER
    for number, (label, value) in enumerate([*rows, *_result_rows(result)]):
        if number == len(rows):
            ink.rule(rect.x(), y + 2, rect.width(), ink.tokens.line3)
            y += 5
        line = QRectF(rect.x(), y, rect.width(), height)
        strong = len(rows) <= number < len(rows) + 2
        used = ink.text(line, value, STRONG_VALUE if strong else VALUE, "right")
        ink.text(line.adjusted(0, 0, -used - 4, 0), label, LABEL)
        y += height
    verdict = QRectF(rect.x(), y, rect.width(), height)
    ink.text(verdict, ulps_text(result), _VERDICT[result.agrees], "right")
    ink.areas.add(verdict.adjusted(0, -height, 0, 0), Target(tip=ULP_TIP))
    return y + height
