"""The menu bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtGui import QAction, QActionGroup

from convviz.session import Request
from engine.data import dataset_info, dataset_names
from engine.presets import preset_names

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PyQt6.QtWidgets import QMenu, QMenuBar

    from convviz.main_window.actions import Actions
    from convviz.session import Session
    from convviz.settings import WindowSettings
    from convviz.theming import Theme

MENUS: dict[str, tuple[str, ...]] = {
    "&File": ("open", "RECENT", "", "save", "save_picture", "", "quit"),
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


class Menus:
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
        self._session, self._theme, self._settings = session, theme, settings
        self._panels, self._open_file = panels, open_file
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
                    self._add_request(menu, name, Request(preset=name))
            case "DATASETS":
                for name in dataset_names():
                    self._add_request(menu, dataset_info(name).title, Request(dataset=name))

    def _add_request(self, menu: QMenu, text: str, request: Request) -> None:
        action = menu.addAction(text)
        assert action is not None
        action.setStatusTip("Begin a new run with this")
        action.triggered.connect(lambda: self._session.runs.begin(request))

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
            action = menu.addAction(path.name.replace("&", "&&"))
            assert action is not None
            action.setStatusTip(str(path))
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
