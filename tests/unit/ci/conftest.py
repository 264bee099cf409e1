"""The scripts of .ci, which are no package."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[3] / ".ci"


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch):
    """The module system_packages, on a machine that has everything and no display."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    module = importlib.import_module("system_packages")
    monkeypatch.setattr(module, "_loads", lambda library: True)
    monkeypatch.setattr(module, "_font_names", lambda: {"Inter.otf", "DejaVuSans.ttf"})
    monkeypatch.setattr(module.shutil, "which", lambda program: f"/usr/bin/{program}")
    yield module
    sys.modules.pop("system_packages")
