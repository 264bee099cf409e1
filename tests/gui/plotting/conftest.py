"""What the pictures are compared with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PyQt6.QtGui import QColor, QImage
from PyQt6.QtWidgets import QApplication

from convviz.theming import Theme


@pytest.fixture(params=["dark", "light"])
def either_theme(qapp: QApplication, request: pytest.FixtureRequest) -> Theme:
    """Both themes, one after the other."""
    return Theme(qapp, request.param)


@pytest.fixture
def color_at() -> Callable[[QImage, float, float], QColor]:
    """Look up a colour by widget pixels, whatever the screen's scale factor."""

    def look(image: QImage, x: float, y: float) -> QColor:
        ratio = image.devicePixelRatio()
        return image.pixelColor(int((x + 0.5) * ratio), int((y + 0.5) * ratio))

    return look
