"""What the pictures are compared with."""

from __future__ import annotations

import pytest
from PyQt6.QtWidgets import QApplication

from convviz.theming import Theme


@pytest.fixture(params=["dark", "light"])
def either_theme(qapp: QApplication, request: pytest.FixtureRequest) -> Theme:
    """Both themes, one after the other."""
    return Theme(qapp, request.param)
