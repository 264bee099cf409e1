"""The menu bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject
from PyQt6.QtGui import QAction, QActionGroup

from convviz.session import Request
from engine.checkpoints.wording import quoted
from engine.data import dataset_info, dataset_names, is_available
from engine.presets import preset_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PyQt6.QtWidgets import QMenu, QMenuBar

    from convviz.main_window.actions import Actions
    from convviz.session import RunInfo, Session
    from convviz.settings import WindowSettings
    from convviz.theming import Theme

MENUS: dict[str, tuple[str, ...]] = {
    "&File": (
        "open",
        "RECENT",
        "",
        "save",
        "save_checkpoint",
        "export",
        "save_picture",
        "",
        "quit",
    ),
    "&Edit": ("undo", "", "go_to", "level_up"),
    "&View": ("PANELS", "", "focus_panel", "reset_layout", "", "THEMES"),
    "&Run": (
        "run",
        "",
        "step_operation",
        "step_batch",
        "step_epoch",
        "",
        "restart",
        "new_seed",
    ),
    "&Network": ("PRESETS", "open_preset", "", "summary"),
    "&Data": ("DATASETS", "", "fetch", "data_folder"),
    "&Help": ("keys", "log_folder", "", "about"),
}
THEMES = {"system": "As the &system", "light": "&Light", "dark": "&Dark"}


class Menus(QObject):
    """Fill the menu bar of a window.

    Parameters
    ----------
    bar : QMenuBar
    actions : Actions
    panels : list of QAction
        What shows and hides each panel.
    session : Session
    theme : Theme
    settings : WindowSettings
        Has the recent files and keeps the theme.
    open_file : callable
        Given the path of a recent file.
    """

    def __init__(
        self,
        bar: QMenuBar,
        actions: Actions,
        panels: list[QAction],
        *,
        session: Session,
        theme: Theme,
        settings: WindowSettings,
        open_file: Callable[[Path], None],
    ) -> None:
        super().__init__(bar)
        self._session, self._theme, self._settings = session, theme, settings
        self._panels, self._open_file = panels, open_file
        self._presets: dict[str, QAction] = {}
        self._datasets: dict[str, QAction] = {}
        self._themes: dict[str, QAction] = {}
        session.run_changed.connect(self._on_run_changed)
        theme.changed.connect(self._on_theme_changed)
        for title, entries in MENUS.items():
            menu = bar.addMenu(title)
            assert menu is not None
            menu.setToolTipsVisible(True)
            for entry in entries:
                if not entry:
                    menu.addSeparator()
                elif entry.isupper():
                    self._special(menu, entry)
                else:
                    menu.addAction(actions[entry])

    def _special(self, menu: QMenu, entry: str) -> None:
        match entry:
            case "PANELS":
                menu.addActions(self._panels)
            case "THEMES":
                self._add_themes(menu)
            case "RECENT":
                self._add_recent(menu)
            case "PRESETS":
                for name in preset_names():
                    self._presets[name] = self._add_request(menu, name, Request(preset=name))
            case "DATASETS":
                for name in dataset_names():
                    title = dataset_info(name).title
                    self._datasets[name] = self._add_request(menu, title, Request(dataset=name))
                menu.aboutToShow.connect(self._say_what_is_missing)

    def _on_run_changed(self, run: RunInfo) -> None:
        for name, action in self._presets.items():
            action.setChecked(name == run.source)
        for name, action in self._datasets.items():
            action.setChecked(name == run.dataset)

    def _say_what_is_missing(self) -> None:
        for name, action in self._datasets.items():
            here = is_available(name, self._session.runs.data_dir)
            action.setText(dataset_info(name).title + ("" if here else " (not here)"))

    def _on_theme_changed(self) -> None:
        for mode, action in self._themes.items():
            action.setChecked(mode == self._theme.mode)

    def _add_request(self, menu: QMenu, text: str, request: Request) -> QAction:
        action = menu.addAction(text)
        assert action is not None
        action.setStatusTip("Begin a new run with this")
        action.setCheckable(True)
        action.triggered.connect(lambda: self._begin(request))
        return action

    def _begin(self, request: Request) -> None:
        self._session.runs.begin(request)
        if self._session.run_info is not None:
            self._on_run_changed(self._session.run_info)  # the mark moves when it has begun

    def _add_themes(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        for mode, text in THEMES.items():
            action = menu.addAction(text)
            assert action is not None
            action.setObjectName(f"action_theme_{mode}")
            action.setStatusTip("Choose the colours of the window")
            action.setCheckable(True)
            action.setChecked(self._theme.mode == mode)
            group.addAction(action)
            self._themes[mode] = action
            action.triggered.connect(lambda _, mode=mode: self._choose_theme(mode))

    def _choose_theme(self, mode: str) -> None:
        self._settings.theme = mode
        match mode:
            case "light" | "dark" | "system":
                self._theme.set_mode(mode)

    def _add_recent(self, menu: QMenu) -> None:
        recent = menu.addMenu("Open &recent")
        assert recent is not None
        recent.setObjectName("RecentFiles")
        recent.aboutToShow.connect(lambda: self._fill_recent(recent))
        self._fill_recent(recent)

    def _fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        for path in self._settings.recent_files:
            # An ampersand in a name would become a mnemonic.
            action = menu.addAction(quoted(path.name).replace("&", "&&"))
            assert action is not None
            action.setStatusTip(quoted(str(path), 400))
            action.triggered.connect(lambda _, path=path: self._open_file(path))
        if menu.isEmpty():
            nothing = menu.addAction("Nothing opened yet")
            assert nothing is not None
            nothing.setEnabled(False)
            return
        menu.addSeparator()
        forget = menu.addAction("&Clear this list")
        assert forget is not None
        forget.triggered.connect(self._settings.clear_recent_files)
