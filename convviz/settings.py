"""What the program remembers between runs; a damaged settings file costs defaults, no more."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from PyQt6.QtCore import QByteArray, QSettings

LAYOUT_VERSION = 2
MAX_RECENT_FILES = 10
AUTOSAVE_MINUTES, MOST_AUTOSAVE_MINUTES = 2.0, 1_440.0
logger = logging.getLogger(__name__)


class WindowSettings:
    """Typed access to the window's settings.

    Parameters
    ----------
    store : QSettings, optional
        Where they are kept; default: the user's own.
    """

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store or QSettings()

    def clear(self) -> None:
        """Forget everything."""
        self._store.clear()

    @property
    def theme(self) -> str:
        """``"system"``, ``"light"`` or ``"dark"``."""
        value = str(self._store.value("theme", "system"))
        return value if value in {"system", "light", "dark"} else "system"

    @theme.setter
    def theme(self, mode: str) -> None:
        self._store.setValue("theme", mode)

    @property
    def geometry(self) -> QByteArray | None:
        """Size and place of the window."""
        return self._bytes("window/geometry")

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("window/geometry", value)

    @property
    def layout(self) -> QByteArray | None:
        """Arrangement of the docks, if it is of this version's docks."""
        if str(self._store.value("window/layout_version", "")) != str(LAYOUT_VERSION):
            return None
        return self._bytes("window/layout")

    @layout.setter
    def layout(self, value: QByteArray) -> None:
        self._store.setValue("window/layout", value)
        self._store.setValue("window/layout_version", LAYOUT_VERSION)

    @property
    def recent_files(self) -> list[Path]:
        """Files opened or saved last, newest first, as far as they still exist."""
        value = self._store.value("recent_files", [])
        names = value if isinstance(value, list) else [value]
        paths = [Path(name) for name in names if isinstance(name, str) and name]
        return [path for path in paths if path.is_file()]

    def add_recent_file(self, path: Path) -> None:
        """Put `path` first."""
        paths = [path.absolute(), *(p for p in self.recent_files if p != path.absolute())]
        self._store.setValue("recent_files", [str(p) for p in paths[:MAX_RECENT_FILES]])

    def clear_recent_files(self) -> None:
        """Forget the files, not the rest."""
        self._store.remove("recent_files")

    @property
    def autosave_minutes(self) -> float:
        """How often a training that moves is kept; 0 is never."""
        try:
            minutes = float(str(self._store.value("autosave_minutes", AUTOSAVE_MINUTES)))
        except ValueError:
            return AUTOSAVE_MINUTES
        return minutes if 0 <= minutes <= MOST_AUTOSAVE_MINUTES else AUTOSAVE_MINUTES

    @property
    def offer_declined(self) -> bool:
        """Whether the person said "Not now" to the download."""
        return str(self._store.value("offer_declined", "false")) == "true"

    @offer_declined.setter
    def offer_declined(self, value: bool) -> None:
        self._store.setValue("offer_declined", "true" if value else "false")

    @property
    def explanations_shown(self) -> bool:
        """Whether two sentences stand above each operation."""
        return str(self._store.value("explanations_shown", "true")) == "true"

    @explanations_shown.setter
    def explanations_shown(self, value: bool) -> None:
        self._store.setValue("explanations_shown", "true" if value else "false")

    @property
    def parameters_columns(self) -> dict[str, bool]:
        """Columns of the tree in PARAMETERS that were switched on or off, by name."""
        try:
            value = json.loads(str(self._store.value("parameters/columns", "{}")))
        except ValueError:
            return {}
        items = value.items() if isinstance(value, dict) else ()
        return {name: on for name, on in items if isinstance(on, bool)}

    @parameters_columns.setter
    def parameters_columns(self, value: dict[str, bool]) -> None:
        self._store.setValue("parameters/columns", json.dumps(value))

    @property
    def parameters_parts(self) -> QByteArray | None:
        """Widths of the parts of PARAMETERS."""
        return self._bytes("parameters/parts")

    @parameters_parts.setter
    def parameters_parts(self, value: QByteArray) -> None:
        self._store.setValue("parameters/parts", value)

    def _bytes(self, key: str) -> QByteArray | None:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else None
