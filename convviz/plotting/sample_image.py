"""A sample of a data set as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtGui import QImage

if TYPE_CHECKING:
    from engine.data import Split


def sample_image(split: Split, sample: int) -> QImage:
    """Return a sample as a picture that owns its memory; grey, or red, green and blue."""
    pixels = split.images[sample].astype(np.float32) * (255 / split.divisor)
    colored = np.moveaxis(np.rint(pixels).astype(np.uint8), 0, -1)
    height, width, channels = colored.shape
    kind = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_Grayscale8
    flat = np.ascontiguousarray(colored if channels == 3 else colored[..., 0])
    return QImage(flat.tobytes(), width, height, flat.strides[0], kind).copy()
