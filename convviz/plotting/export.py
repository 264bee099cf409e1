"""Figures and numbers as files.

pyqtgraph's own export to SVG fails with the current PyQt, so Qt's writers draw the scene.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from PyQt6.QtCore import QRectF, QSaveFile, QSize, Qt
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtSvg import QSvgGenerator

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from PyQt6.QtWidgets import QGraphicsView

PNG_SCALE = 3


def save_figure(view: QGraphicsView, path: Path, title: str) -> None:
    """Write what `view` shows as SVG, or as PNG at three times its size.

    Parameters
    ----------
    view : QGraphicsView
    path : Path
        Ends in ``.svg`` or ``.png``.
    title : str
        Written into the SVG.

    Raises
    ------
    ValueError
        If the name ends otherwise.
    OSError
        If the file cannot be written.
    """
    match path.suffix.lower():
        case ".svg":
            _save_svg(view, path, title)
        case ".png":
            _save_png(view, path)
        case suffix:
            raise ValueError(f"figure: its name must end in .svg or .png, got {suffix!r}")


def save_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write numbers, every digit of them, with a header line.

    Raises
    ------
    OSError
        If the file cannot be written; nothing half-written stays.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    file = QSaveFile(str(path))
    written = file.open(QSaveFile.OpenModeFlag.WriteOnly)
    written = written and file.write(text.getvalue().encode()) >= 0 and file.commit()
    _require(path, written=bool(written))


def _save_svg(view: QGraphicsView, path: Path, title: str) -> None:
    size = view.size()
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    painter = QPainter()
    _require(path, written=painter.begin(generator))
    _render(view, painter, size)
    painter.end()


def _save_png(view: QGraphicsView, path: Path) -> None:
    size = view.size()
    image = QImage(size * PNG_SCALE, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(PNG_SCALE, PNG_SCALE)
    _render(view, painter, size)
    painter.end()
    _require(path, written=image.save(str(path)))


def _render(view: QGraphicsView, painter: QPainter, size: QSize) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    whole = QRectF(0, 0, size.width(), size.height())
    view.render(painter, whole, whole.toRect())


def _require(path: Path, *, written: bool) -> None:
    if not written:
        raise OSError(f"Cannot write {path.name}: the folder must exist and allow writing")
