"""The main window: puts the pieces together and connects commands to the session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QStatusTipEvent
from PyQt6.QtWidgets import QApplication, QMainWindow, QTabWidget, QWidget

from convviz.dialogs import AboutDialog, GoToDialog, KeysDialog, SummaryDialog
from convviz.main_window.actions import Actions
from convviz.main_window.docks import Dock, toggle_action
from convviz.main_window.file_commands import FileCommands
from convviz.main_window.layout import DockLayout
from convviz.main_window.menus import Menus
from convviz.main_window.message_bar import MessageBar
from convviz.main_window.panel_list import PANELS, TURN_MS, TURNS
from convviz.main_window.status_bar import StatusBar
from convviz.main_window.toolbar import MainToolBar
from convviz.panels.log import LogPanel
from convviz.panels.operation import OperationPanel
from convviz.panels.parameters import ParametersPanel
from convviz.session import (
    Granularity,
    Notice,
    OpenedParams,
    Part,
    Request,
    RunInfo,
    Selection,
    Session,
)
from convviz.settings import WindowSettings
from engine.data import dataset_info, is_available

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtCore import QEvent
    from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent

    from convviz.log import LogBuffer
    from convviz.panels.panel import Panel
    from convviz.theming import Theme

FIRST_SIZE = QSize(1_440, 900)
SMALLEST_SIZE = QSize(1_024, 700)
OFFERED = "fashion-mnist"


class MainWindow(QMainWindow):
    """A session in a window.

    Parameters
    ----------
    session : Session
        Shown, and shut down when the window closes.
    theme : Theme
    settings : WindowSettings, optional
        What is remembered between runs.
    log : LogBuffer, optional
        Shown by the panel LOG.
    """

    def __init__(
        self,
        session: Session,
        theme: Theme,
        settings: WindowSettings | None = None,
        log: LogBuffer | None = None,
    ) -> None:
        super().__init__()
        self.session, self.theme = session, theme
        self.settings = settings or WindowSettings()
        self._laid_out = False
        self._selected = session.selection
        self._prepare()
        self.panels: dict[str, Panel] = {}
        self.docks: dict[str, Dock] = {}
        for make in PANELS:
            self._add_panel(make(session, theme))
        self.findChild(OperationPanel).explanation.remember(self.settings)
        self.findChild(ParametersPanel).remember(self.settings)
        if log is not None:
            self._show_log(log)
        self.layout_of_docks = DockLayout(self, self.docks, theme, self._on_layout_changed)
        self.commands = Actions(self, theme)
        self._files = FileCommands(self, session, self.settings)
        self.toolbar = MainToolBar(session, self.commands, theme)
        self.addToolBar(self.toolbar)
        self.message_bar = MessageBar(self, self.toolbar, theme)
        self.status_bar = StatusBar(session)
        self.setStatusBar(self.status_bar)
        self._fill_menus()
        self._connect()
        self._files.connect(self.commands)

    def _prepare(self) -> None:
        self.setObjectName("MainWindow")
        self.setWindowTitle("convviz")
        self.setMinimumSize(SMALLEST_SIZE)
        self.resize(FIRST_SIZE)
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        centre = QWidget(self)
        centre.hide()
        self.setCentralWidget(centre)
        everywhere = Qt.DockWidgetArea.AllDockWidgetAreas
        self.setTabPosition(everywhere, QTabWidget.TabPosition.North)

    def _add_panel(self, panel: Panel) -> None:
        name = type(panel).__name__
        dock = Dock(panel, self.theme, self)
        dock.maximise_requested.connect(lambda: self._toggle_maximise(dock))
        panel.take_turn(TURNS[type(panel)] * TURN_MS)
        self.panels[name] = panel
        self.docks[name] = dock

    def _show_log(self, log: LogBuffer) -> None:
        panel = self.panels["LogPanel"]
        assert isinstance(panel, LogPanel)
        panel.attach(log)

    def _fill_menus(self) -> None:
        bar = self.menuBar()
        assert bar is not None
        self._menus = Menus(
            bar,
            self.commands,
            [toggle_action(dock) for dock in self.docks.values()],
            session=self.session,
            theme=self.theme,
            settings=self.settings,
            open_file=self.open_file,
        )

    def _connect(self) -> None:
        session = self.session
        session.parts = self._parts_wanted
        session.notified.connect(self._show_notice)
        session.run_changed.connect(self._on_run_changed)
        session.params_opened.connect(self._on_params_opened)
        session.selection_changed.connect(self._on_selection_changed)
        session.undo_changed.connect(self._on_undo_changed)
        self._on_undo_changed("")
        self.message_bar.dismissed.connect(self._on_notice_dismissed)
        self.commands.connect(
            run=session.toggle_run,
            step_operation=lambda: session.step(Granularity.OPERATION),
            step_batch=lambda: session.step(Granularity.BATCH),
            step_epoch=lambda: session.step(Granularity.EPOCH),
            restart=session.runs.restart,
            new_seed=lambda: session.runs.restart(self._seed() + 1),
            undo=session.files.undo,
            go_to=lambda: GoToDialog(session, list(self.commands), self).open(),
            level_up=lambda: session.select(session.selection.up()),
            focus_panel=self._toggle_maximise_front,
            reset_layout=self.layout_of_docks.reset,
            toggle_theme=self._toggle_theme,
            summary=lambda: SummaryDialog(session, self).open(),
            fetch=lambda: session.runs.fetch(OFFERED),
            keys=lambda: KeysDialog(self.commands, self).open(),
            about=lambda: AboutDialog(self.theme, self).open(),
            quit=self.close,
        )
        self.theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def open_file(self, path: Path) -> None:
        """Open a parameters file, or build the network of a preset file."""
        if path.suffix == ".toml":
            self.session.runs.begin(Request(preset=path))
        else:
            self.session.files.open(path)

    def show_failure(self, title: str, message: str) -> None:
        """Show an unexpected exception; the details are in LOG."""
        show_log = ("Show the log", lambda: self.layout_of_docks.show_panel("LogPanel"))
        self._show_notice(
            Notice(f"{title}: {message}", "The program goes on.", "error", (show_log,))
        )

    def event(self, event: QEvent | None) -> bool:
        """Keep the state in sight while a control explains itself."""
        if isinstance(event, QStatusTipEvent):
            self.status_bar.show_tip(event.tip())
            return True
        return super().event(event)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Lay the docks out the first time the window is seen."""
        super().showEvent(event)
        if not self._laid_out:
            self._laid_out = True
            self.layout_of_docks.restore(self.settings.layout)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Remember the layout; end every thread before the widgets go."""
        self.settings.geometry = self.saveGeometry()
        self.settings.layout = self.layout_of_docks.save()
        self.session.shutdown()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Accept one file."""
        data = event.mimeData() if event is not None else None
        if event is not None and data is not None and len(data.urls()) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Open the file."""
        data = event.mimeData() if event is not None else None
        if event is not None and data is not None and data.urls():
            event.acceptProposedAction()
            self.open_file(Path(data.urls()[0].toLocalFile()))

    def _seed(self) -> int:
        info = self.session.run_info
        return info.seed if info is not None else 0

    def _parts_wanted(self) -> Part:
        wanted = Part.NONE
        for panel in self.panels.values():
            if panel.is_seen:
                wanted |= panel.needs
        return wanted

    def _on_layout_changed(self) -> None:
        self.session.refresh_needs()
        self.message_bar.raise_()  # docks and the controls of tabs have come to lie above it

    def _on_run_changed(self, run: RunInfo) -> None:
        self.setWindowTitle(f"{run.preset.name} on {run.dataset} — convviz")
        missing = not is_available(OFFERED, self.session.runs.data_dir)
        self.commands["fetch"].setEnabled(missing)
        if run.dataset == "garments" and missing and not self.settings.offer_declined:
            self._show_notice(_offer(self.commands["fetch"].trigger))

    def _show_notice(self, notice: Notice) -> None:
        self.message_bar.show_notice(notice)

    def _on_notice_dismissed(self, notice: Notice) -> None:
        if notice.text == _offer(self.close).text:
            self.settings.offer_declined = True

    def _on_params_opened(self, opened: OpenedParams) -> None:
        if opened.again:
            return
        if opened.error is None:
            self.settings.add_recent_file(opened.path)
        self.layout_of_docks.show_panel("ParametersPanel")

    def _on_selection_changed(self, selection: Selection) -> None:
        """Show the explanation of a chosen cell if what is in front does not follow it."""
        before, self._selected = self._selected, selection
        if selection == before.up():
            return  # who leaves a cell has not asked for its explanation
        deaf = ("ParametersPanel", "LogPanel")
        if selection.index and any(self.panels[name].is_seen for name in deaf):
            self.layout_of_docks.show_panel("OperationPanel")

    def _on_undo_changed(self, label: str) -> None:
        undo = self.commands["undo"]
        undo.setText(f"&Undo {label}".strip())
        undo.setEnabled(bool(label))

    def _toggle_maximise(self, dock: Dock) -> None:
        self.layout_of_docks.toggle_maximise(dock)
        self.commands["focus_panel"].setChecked(self.layout_of_docks.maximised is not None)

    def _toggle_maximise_front(self) -> None:
        focus = QApplication.focusWidget()
        docks = list(self.docks.values())
        inside = (d for d in docks if focus is not None and d.isAncestorOf(focus))
        self._toggle_maximise(
            self.layout_of_docks.maximised or next(inside, self.docks["OperationPanel"])
        )

    def _toggle_theme(self) -> None:
        mode = "light" if self.theme.name == "dark" else "dark"
        self.settings.theme = mode
        self.theme.set_mode("light" if mode == "light" else "dark")

    def _on_theme_changed(self) -> None:
        self.commands.set_icon("toggle_theme", "sun" if self.theme.name == "dark" else "moon")


def _offer(fetch: Callable[[], object]) -> Notice:
    size = dataset_info(OFFERED).download_size
    return Notice(
        "You see drawn garments that come with convviz.",
        f"Fashion-MNIST has the same ten classes in 70 000 photographs: {size}, "
        "MIT licence, checked after the download.",
        actions=(("Download Fashion-MNIST", fetch),),
    )
