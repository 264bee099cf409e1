"""A pytest plugin that makes an interpreter without Qt: what the engine is promised to need.

Usage: PYTHONPATH=.ci python -m pytest -p no:pytest-qt -p without_qt tests/unit/engine
"""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

WALLED_OFF = frozenset({"PyQt6", "pyqtgraph", "qtawesome", "qtpy", "pytestqt", "convviz"})


class Wall(MetaPathFinder):
    """Refuses to find what the engine must not know."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        """Raise for walled-off modules; leave all others to the next finder."""
        if fullname.partition(".")[0] in WALLED_OFF:
            raise ModuleNotFoundError(f"No module named {fullname!r} here", name=fullname)


sys.meta_path.insert(0, Wall())
