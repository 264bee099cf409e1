"""Figures and numbers as files.

pyqtgraph's own export to SVG fails with the current PyQt, so Qt's writers draw the scene.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from PyQt6.QtCore import QBuffer, QRectF, QSaveFile, QSize
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
            _write(path, _svg(view, title))
        case ".png":
            _write(path, _png(view))
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
    _write(path, text.getvalue().encode())


def _svg(view: QGraphicsView, title: str) -> bytes:
    size, buffer = view.size(), QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    painter = QPainter(generator)
    _render(view, painter, size)
    painter.end()
    return bytes(buffer.data().data())


def _png(view: QGraphicsView) -> bytes:
    size, buffer = view.size(), QBuffer()
    image = QImage(size * PNG_SCALE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.scale(PNG_SCALE, PNG_SCALE)
    _render(view, painter, size)
    painter.end()
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def _render(view: QGraphicsView, painter: QPainter, size: QSize) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    whole = QRectF(0, 0, size.width(), size.height())
    view.render(painter, whole, whole.toRect())


def _write(path: Path, data: bytes) -> None:
    """Replace the file as a whole, or leave everything as it was."""
    file = QSaveFile(str(path))
    opened = file.open(QSaveFile.OpenModeFlag.WriteOnly)
    if not (opened and file.write(data) == len(data) and file.commit()):
        raise OSError(f"Cannot write {path.name}: {file.errorString()}")
