"""pyqtgraph, set up once: every module of this package takes it from here."""

import sys

_excepthook = sys.excepthook
import pyqtgraph as pg  # noqa: E402 - the hook must be kept before this replaces it

sys.excepthook = _excepthook
pg.setConfigOptions(imageAxisOrder="row-major", antialias=True)

__all__ = ["pg"]
