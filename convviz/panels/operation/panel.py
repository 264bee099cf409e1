"""The panel OPERATION: how the selected number came about, and where its gradient goes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PyQt6.QtCore import QSize, Qt, pyqtSlot
from PyQt6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from convviz.panels.operation.canvas import Canvas
from convviz.panels.operation.checking import Checker
from convviz.panels.operation.copying import copy_text, make_copy_button
from convviz.panels.operation.crumb_bar import CrumbBar
from convviz.panels.operation.crumbs import crumbs_of
from convviz.panels.operation.direction_switch import DIRECTION_OF_PHASE, DirectionSwitch
from convviz.panels.operation.explanation_bar import ExplanationBar
from convviz.panels.operation.explanations import explanation_of
from convviz.panels.operation.keys import CELL_STEPS, Ask, ask_of
from convviz.panels.operation.make_view import make_view
from convviz.panels.operation.menu import OperationMenu
from convviz.panels.operation.moves import moved_cell, moved_channel, moved_to_end
from convviz.panels.operation.play import Play
from convviz.panels.operation.sample_chooser import SampleChooser
from convviz.panels.operation.subject_of import subject_of
from convviz.panels.panel import Panel
from convviz.session import Part, Selection
from convviz.session.selection_moves import in_other_layer, strongest
from convviz.session.selection_reach import reach_of

if TYPE_CHECKING:
    from PyQt6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QResizeEvent

    from convviz.panels.operation.subject import Detail, Direction, Subject
    from convviz.panels.operation.view import View
    from convviz.session import Session
    from convviz.theming import Theme
    from engine.training import Operation

ROOM_FOR_BOTH_PX = 1100
_BY_KEY = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}


class OperationPanel(Panel):
    """The arithmetic of the selected cell, forward and backward.

    Arrow keys move the cell, Home and End go to the ends of its row, Page Up and Page
    Down change the channel, Ctrl with an arrow the layer, Shift with Up or Down the term
    of the sum that is shown in detail. Enter goes to the strongest cell of what is
    selected, Escape one level up; Space plays.
    """

    title = "Operation"

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(session, theme, parent)
        self._direction: Direction = "forward"
        self._term: int | None = None
        self._term_is_chosen = False
        self._detail: Detail | None = None
        self._explained = Selection()
        self._shown: Subject | None = None
        self.switch = DirectionSwitch()
        self.copy_button = make_copy_button(theme, self.copy)
        self.checker = Checker(session, self)
        self.explanation = ExplanationBar(theme, self)
        self.samples = SampleChooser(session, theme, self)
        others = (self.samples, self.explanation.button, self.copy_button)
        self.crumbs = CrumbBar(theme, self, others)
        self.canvas = Canvas(theme)
        self.menu = OperationMenu(self)
        self.play = Play(self)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Operation")
        self._area = area = QScrollArea(self)
        area.setObjectName("OperationArea")
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(self.canvas)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.crumbs)
        layout.addWidget(self.explanation)
        layout.addWidget(area, 1)

    def _connect(self) -> None:
        session = self.session
        session.run_changed.connect(self._on_run_changed)
        session.frame_changed.connect(self.invalidate)
        session.selection_changed.connect(self._on_selection_changed)
        session.hover_changed.connect(self._on_hover_changed)
        session.stepped.connect(self._on_stepped)
        self.switch.chosen.connect(self._on_direction_chosen)
        self.crumbs.chosen.connect(session.select)
        self.canvas.chosen.connect(session.select)
        self.canvas.pointed.connect(session.hover_at)
        self.canvas.expanded.connect(self.expand)
        self.canvas.scrolled.connect(self.step_term)
        self.canvas.detailed.connect(self.look_at)
        self.canvas.check_asked.connect(self.check)
        self.checker.answered.connect(self.invalidate)

    def header_widgets(self) -> list[QWidget]:
        """Return the button that plays, and the choice of direction."""
        return [self.play.button, self.switch]

    def sizeHint(self) -> QSize:
        """Return the size at which a 5×5 convolution of eight channels fits."""
        return QSize(810, 370)

    @property
    def view(self) -> View | None:
        """What is shown."""
        return self.canvas.view

    def redraw(self) -> None:
        """Explain the selection with the newest frame."""
        subject = self._shown = self._subject()
        view = make_view(subject)
        if self._term is None:
            self._term = view.term
        place = self.session.selection if subject is not None else Selection()
        kind = subject.kind(place.layer) if subject is not None and place.layer else ""
        classes = subject.classes if subject is not None else ()
        is_map = bool(kind) and subject is not None and subject.has_maps
        path = crumbs_of(place, kind, classes, is_map=is_map)
        self.crumbs.show_path(path, view.equation)
        self.samples.show_frame(self.session.frame)
        self.explanation.say(explanation_of(subject, view.direction))
        self.canvas.show_view(view)
        self._offer_directions(view)

    def copy(self) -> None:
        """Put what is shown on the clipboard, as text."""
        copy_text(self.view)

    def look_at(self, detail: Detail) -> None:
        """Show the gradient of another parameter, or of an input."""
        self._detail, self._term, self._term_is_chosen = detail, None, False
        self.invalidate()

    def check(self) -> None:
        """Compare the gradient that is shown with finite differences."""
        if (
            self.view is not None
            and self.view.parameter is not None
            and self._shown is not None
        ):
            self.checker.check(self._shown, self.view.parameter)

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:
        """Offer copies, and the check of a gradient."""
        assert event is not None
        self.menu.popup(event.globalPos())

    def expand(self, term: int) -> None:
        """Show a term of the sum in detail."""
        self._term, self._term_is_chosen = term, True
        self.invalidate()

    def step_term(self, step: int) -> None:
        """Show the next term of the list in detail, or the one before."""
        view = self.view
        if view is None or view.term not in view.terms:
            return
        place = view.terms.index(view.term) + step
        if place in range(len(view.terms)):
            self.expand(view.terms[place])

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Move the selection, or copy."""
        assert event is not None
        ask = ask_of(event)
        if ask is None or not self._obey(ask):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        """Show that the keyboard is here, if it came by the keyboard."""
        super().focusInEvent(event)
        by_key = event is not None and event.reason() in _BY_KEY
        self.canvas.show_focus(shown=by_key)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Take the sign of the keyboard away."""
        super().focusOutEvent(event)
        self.canvas.show_focus(shown=False)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Offer both directions where there is room for them."""
        super().resizeEvent(event)
        self.play.fit(self.width())
        self.invalidate()

    def _subject(self) -> Subject | None:
        subject = subject_of(self.session)
        if subject is None:
            return None
        wide = self.width() >= ROOM_FOR_BOTH_PX
        direction = "backward" if self._direction == "both" and not wide else self._direction
        held = subject.held
        is_update = direction == "update" and held is not None
        return replace(
            subject,
            direction=direction,
            term=self._term,
            height=self._area.height(),
            detail=self._detail,
            check=self.checker.checked,
            loss_change=self.checker.loss_change(held) if is_update and held else None,
        )

    def _offer_directions(self, view: View) -> None:
        """Offer the directions that the view has, and ask for gradients if it needs them."""
        self.switch.offer(view, wide=self.width() >= ROOM_FOR_BOTH_PX)
        needs = Part.NONE if view.direction in {"forward", "update"} else Part.GRADIENTS
        if needs != self.needs:
            self.needs = needs
            self.session.refresh_needs()

    def _obey(self, ask: Ask) -> bool:
        """Do what a key asks for; return whether it could be done."""
        if ask is Ask.COPY:
            self.copy()
        elif ask is Ask.PLAY:
            self.play.toggle()
        elif ask in {Ask.TERM_BEFORE, Ask.TERM_AFTER}:
            self.step_term(1 if ask is Ask.TERM_AFTER else -1)
        elif ask is Ask.LEVEL_UP:
            self.session.select(self.session.selection.up())
        else:
            return self._move(ask)
        return True

    def _move(self, ask: Ask) -> bool:
        frame, here = self.session.frame, self.session.selection
        if frame is None:
            return False
        if ask in {Ask.LAYER_BEFORE, Ask.LAYER_AFTER}:
            forward = ask is Ask.LAYER_AFTER
            there = in_other_layer(here, frame.network, forward=forward, trace=frame.trace)
            self.session.select(there)
            return True
        values = frame.trace.activations.get(here.layer)
        if values is None:
            return False
        if ask in CELL_STEPS:
            here = moved_cell(here, values.shape, *CELL_STEPS[ask])
        elif ask in {Ask.FIRST, Ask.LAST}:
            here = moved_to_end(here, values.shape, last=ask is Ask.LAST)
        elif ask is Ask.STRONGEST:
            here = strongest(here, frame.trace.activations)
        else:
            here = moved_channel(here, values.shape, 1 if ask is Ask.CHANNEL_AFTER else -1)
        self.session.select(here)
        return True

    @pyqtSlot(object)
    def _on_run_changed(self, _: object) -> None:
        self.canvas.show_reach(None)
        self.invalidate()

    @pyqtSlot(str)
    def _on_direction_chosen(self, direction: str) -> None:
        self._direction = cast("Direction", direction)
        self._term, self._term_is_chosen = None, False
        self.invalidate()

    @pyqtSlot(object)
    def _on_stepped(self, operation: Operation) -> None:
        """Look the way that the operation has gone."""
        if self._direction != "both" or operation.phase == "update":
            self._on_direction_chosen(DIRECTION_OF_PHASE[operation.phase])

    @pyqtSlot(object)
    def _on_selection_changed(self, selection: Selection) -> None:
        if selection.layer != self._explained.layer or not self._term_is_chosen:
            self._term, self._term_is_chosen = None, False
        if selection.layer != self._explained.layer:
            self._detail = None
        self._explained = selection
        self.invalidate()

    @pyqtSlot(object)
    def _on_hover_changed(self, hover: Selection) -> None:
        run = self.session.run_info
        self.canvas.show_reach(None if run is None else reach_of(run.network, hover))
