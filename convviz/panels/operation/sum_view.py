"""What the views of gradients that are sums have in common: the choice, the list, the check."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF, QSizeF

from convviz.panels.operation.areas import Target
from convviz.panels.operation.ink import text_width
from convviz.panels.operation.sum_ledger import LEDGER_WIDTH, SumLedger, SumLine
from convviz.panels.operation.text_styles import HINT, LABEL, LINK, NAME
from convviz.panels.operation.view import MARGIN, View
from convviz.plotting import format_count

if TYPE_CHECKING:
    from convviz.panels.operation.checking import Checked
    from convviz.panels.operation.ink import Ink
    from convviz.panels.operation.subject import Detail, Subject
    from convviz.panels.operation.view import Row

NOT_KEPT = "in training the engine keeps no gradient of the image"
HEAD = 24
BETWEEN = 16
_TAB_GAP = 16
_CHECK = "Check this gradient"


class SumView(View):
    """One gradient as a sum: what it is of can be chosen, its terms are listed and pictured.

    Parameters
    ----------
    subject : Subject
    detail : Detail
        Of what the gradient is.

    Attributes
    ----------
    ledger : SumLedger
    """

    directions = ("forward", "backward", "update")
    direction = "backward"
    minimum = QSizeF(LEDGER_WIDTH + 300, 236)
    ledger: SumLedger

    def __init__(self, subject: Subject, detail: Detail) -> None:
        self.subject = subject
        self.detail: Detail = detail
        self.parameter = detail if detail.letter != "x" else None

    @property
    def rows(self) -> int:
        """How many terms are listed."""
        return SumLedger.room(self.subject.height - HEAD - 8)

    @property
    def checked(self) -> Checked | None:
        """What finite differences say of this parameter, if it has been asked."""
        check = self.subject.check
        fits = check is not None and check.is_of(self.subject, self.detail)
        return check if fits else None

    def paint(self, ink: Ink, rect: QRectF) -> None:
        """Draw the choice above, the list at the left and the pictures at the right."""
        content = rect.adjusted(0, 2, -MARGIN, -4)
        self._paint_head(ink, QRectF(MARGIN, content.y(), content.width() - MARGIN, HEAD))
        body = content.adjusted(0, HEAD, 0, 0)
        self.ledger.paint(ink, QRectF(0, body.y(), LEDGER_WIDTH, body.height()))
        self.paint_pictures(ink, body.adjusted(LEDGER_WIDTH + BETWEEN, 0, 0, 0))

    @abstractmethod
    def paint_pictures(self, ink: Ink, rect: QRectF) -> None:
        """Draw where the terms come from."""

    def _paint_head(self, ink: Ink, line: QRectF) -> None:
        """Draw what can be chosen; behind it the check of the gradient."""
        x = line.x()
        for words, detail in self.details:
            chosen = detail.letter == self.detail.letter
            style = NAME if chosen else LABEL
            place = QRectF(x, line.y(), text_width(words, style) + 1, line.height())
            ink.text(place, words, style)
            if chosen:
                ink.fill(QRectF(x, line.bottom() - 5, place.width(), 1), ink.tokens.accent)
            ink.areas.add(place, Target(detail=detail, tip=f"Look at {words}"))
            x = place.right() + _TAB_GAP
        if self.parameter is not None:
            self._paint_check(ink, line.adjusted(x - line.x(), 0, 0, 0))

    def _paint_check(self, ink: Ink, line: QRectF) -> None:
        checked = self.checked
        words = _CHECK if checked is None else checked.words
        style = LINK if checked is None else HINT
        ink.text(line, words, style, "right")
        width = min(text_width(words, style), line.width())
        place = line.adjusted(line.width() - width, 0, 0, 0)
        tip = "Compare with finite differences: two losses, a little to both sides"
        ink.areas.add(place, Target(checks=True, tip=tip if checked is None else words))

    def rest(self, count: int, shown: int, value: float) -> tuple[SumLine, ...]:
        """Return the line of all terms that have none of their own."""
        others = count - shown
        return (SumLine(f"{format_count(others)} other terms", value),) if others else ()

    def text(self) -> str:
        """Return the sum, and what the check said, as plain text."""
        lines = [self.equation, "", *self.ledger.text()]
        checked = self.checked
        return "\n".join([*lines, checked.words] if checked is not None else lines)

    def table(self) -> list[Row]:
        """Return the terms."""
        return self.ledger.table()
