"""The toolbar: run and step, what is trained, and with which settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QLocale, QSize, Qt
from PyQt6.QtGui import QDoubleValidator, QIntValidator
from PyQt6.QtWidgets import (
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
)

from convviz.main_window.fitted_box import FittedBox
from convviz.main_window.hint_button import HintButton
from convviz.main_window.setting_field import SettingField
from convviz.session import Request, RunInfo, RunState, Session, Settings
from engine.data import dataset_info, dataset_names
from engine.optimizers import OPTIMIZERS
from engine.presets import preset_names

if TYPE_CHECKING:
    from PyQt6.QtGui import QResizeEvent

    from convviz.main_window.actions import Actions
    from convviz.theming import Theme

HINTS_FROM_WIDTH = 1_400
LONGEST_HINT = 3
MAX_BATCH_SIZE = 4_096
NARROWEST_BOX = 64
STEPS = ("step_operation", "step_batch", "step_epoch")


class MainToolBar(QToolBar):
    """Commands and settings in one row; a change that waits says so.

    Parameters
    ----------
    session : Session
    actions : Actions
    theme : Theme
    """

    def __init__(
        self, session: Session, actions: Actions, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__("Toolbar", parent)
        self.setObjectName("MainToolBar")
        self.setMovable(False)
        self.setIconSize(QSize(15, 15))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._session, self._actions, self._theme = session, actions, theme
        self._hints: list[HintButton] = []
        self._build()
        self._fill()
        self._connect()

    def _build(self) -> None:
        self.run_button = self._add_button("run")
        self.addSeparator()
        self._step_label = self._add_label("Step")
        for name in STEPS:
            self._add_button(name)
        self.addSeparator()
        self._add_button("restart")
        self.addSeparator()
        self.preset_box = self._add_box("Preset", "preset", "Network that is trained")
        self.dataset_box = self._add_box("Data", "dataset", "Images that it learns from")
        self.addSeparator()
        self.rate_field = self._add_field(
            "lr", "learning_rate", "Learning rate: how far each update goes", 56
        )
        self.batch_field = self._add_field("Batch size", "batch_size", "Samples per update", 40)
        self.optimizer_box = self._add_box("Optimizer", "optimizer", "Rule of the update")
        self.pending_label = self._add_label("")
        self.pending_label.setProperty("role", "hint")
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        for name in ("go_to", "toggle_theme", "keys"):
            self._add_icon(name)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Show the keys where there is room."""
        super().resizeEvent(event)
        wide = self.width() >= HINTS_FROM_WIDTH
        for button in self._hints:
            short = len(button.hint) <= LONGEST_HINT
            button.show_hint(button is self.run_button or (wide and short))
        self._fit_boxes()

    def _fit_boxes(self) -> None:
        """Make boxes as wide as what they show, the first ones narrower without room."""
        boxes = (self.preset_box, self.dataset_box, self.optimizer_box)
        for box in boxes:
            box.setFixedWidth(box.fitting_width())
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        missing = layout.sizeHint().width() - self.width()
        for box in boxes:
            less = max(0, min(missing, box.width() - NARROWEST_BOX))
            box.setFixedWidth(box.width() - less)
            missing -= less

    def _fill(self) -> None:
        for name in preset_names():
            self.preset_box.addItem(name, name)
        for name in dataset_names():
            self.dataset_box.addItem(dataset_info(name).title, name)
        for name, optimizer in OPTIMIZERS.items():
            self.optimizer_box.addItem(optimizer.title, name)
        for box in (self.preset_box, self.dataset_box):
            box.setCurrentIndex(-1)  # until a run tells
        rates = QDoubleValidator(1e-8, 100.0, 10, self)
        sizes = QIntValidator(1, MAX_BATCH_SIZE, self)
        plain = QLocale.c()
        plain.setNumberOptions(QLocale.NumberOption.RejectGroupSeparator)
        for validator in (rates, sizes):
            validator.setLocale(plain)
        self.rate_field.setValidator(rates)
        self.batch_field.setValidator(sizes)

    def _connect(self) -> None:
        session = self._session
        self.preset_box.activated.connect(self._on_preset_chosen)
        self.dataset_box.activated.connect(self._on_dataset_chosen)
        self.optimizer_box.activated.connect(self._on_optimizer_chosen)
        self.rate_field.editingFinished.connect(self._on_rate_edited)
        self.batch_field.editingFinished.connect(self._on_batch_size_edited)
        session.run_changed.connect(self._on_run_changed)
        session.settings_changed.connect(self._on_settings_changed)
        session.state_changed.connect(self._on_state_changed)
        self._on_state_changed(session.state)

    def _on_preset_chosen(self, _: int) -> None:
        self._session.runs.begin(Request(preset=self.preset_box.currentData()))
        self._show_run()

    def _on_dataset_chosen(self, _: int) -> None:
        self._session.runs.begin(Request(dataset=self.dataset_box.currentData()))
        self._show_run()

    def _on_optimizer_chosen(self, _: int) -> None:
        self._session.tuning.set_optimizer(self.optimizer_box.currentData())

    def _on_rate_edited(self) -> None:
        self._session.tuning.set_learning_rate(float(self.rate_field.text()))
        self._show_settings()

    def _on_batch_size_edited(self) -> None:
        self._session.tuning.set_batch_size(int(self.batch_field.text()))
        self._show_settings()

    def _on_run_changed(self, _: RunInfo) -> None:
        self._show_run()

    def _show_run(self) -> None:
        """Show what is, not what was asked for: it may not come."""
        run = self._session.run_info
        if run is None:
            return
        if self.preset_box.findData(run.source) < 0:
            self.preset_box.addItem(run.preset.name, run.source)
        self.preset_box.setCurrentIndex(self.preset_box.findData(run.source))
        self.dataset_box.setCurrentIndex(self.dataset_box.findData(run.dataset))

    def _on_settings_changed(self, _: Settings) -> None:
        self._show_settings()

    def _on_state_changed(self, state: RunState) -> None:
        moving, loading = state.is_moving, state is RunState.LOADING
        action = self._actions["run"]
        action.setText("&Pause" if moving else "&Run")
        action.setToolTip("Pause (F5)" if moving else "Train and watch (F5)")
        self._actions.set_icon("run", "pause" if moving else "play")
        self.run_button.set_primary(state is RunState.READY)
        for name in ("run", "restart", "new_seed", "save", *STEPS):
            self._actions[name].setEnabled(not loading)
        self.run_button.setAccessibleName("Pause" if moving else "Run")

    def _show_settings(self) -> None:
        settings = self._session.settings
        if settings is None:
            return
        self.rate_field.setText(f"{settings.learning_rate:.8g}")
        self.batch_field.setText(str(settings.batch_size))
        index = self.optimizer_box.findData(settings.optimizer)
        self.optimizer_box.setCurrentIndex(index)
        fields: dict[str, QWidget] = {
            "learning_rate": self.rate_field,
            "batch_size": self.batch_field,
            "optimizer": self.optimizer_box,
        }
        for name, field in fields.items():
            _set_property(field, "pending", name in settings.pending)
        # The status bar says it as well; here only where nothing has to give way.
        roomy = self.width() >= HINTS_FROM_WIDTH
        self.pending_label.setText("from the next batch" if settings.pending and roomy else "")

    def _add_button(self, name: str) -> HintButton:
        button = HintButton(self._actions[name], self._theme)
        button.setObjectName(f"button_{name}")
        self._hints.append(button)
        self.addWidget(button)
        return button

    def _add_icon(self, name: str) -> None:
        button = QToolButton()
        button.setObjectName(f"button_{name}")
        button.setDefaultAction(self._actions[name])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setIconSize(QSize(17, 17))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(self._actions[name].text().replace("&", ""))
        self.addWidget(button)

    def _add_label(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setContentsMargins(4, 0, 3, 0)
        label.setProperty("role", "caption")
        self.addWidget(label)
        return label

    def _add_box(self, text: str, name: str, tip: str) -> FittedBox:
        label = self._add_label(text)
        box = FittedBox()
        box.currentTextChanged.connect(self._fit_boxes)
        self._describe(box, label, name, tip)
        return box

    def _add_field(self, text: str, name: str, tip: str, width: int) -> QLineEdit:
        label = self._add_label(text)
        field = SettingField()
        field.abandoned.connect(self._show_settings)
        field.setFixedWidth(width)
        field.setFont(self._theme.numbers(12))
        self._describe(field, label, name, f"{tip}; acts from the next batch")
        return field

    def _describe(self, widget: QWidget, label: QLabel, name: str, tip: str) -> None:
        label.setBuddy(widget)
        widget.setObjectName(name)
        widget.setAccessibleName(label.text())
        widget.setToolTip(tip)
        widget.setStatusTip(tip)
        self.addWidget(widget)


def _set_property(widget: QWidget, name: str, value: bool) -> None:
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    if style is not None:
        style.unpolish(widget)
        style.polish(widget)
