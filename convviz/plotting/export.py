"""Figures and numbers as files.

pyqtgraph's own export to SVG fails with the current PyQt, so Qt's writers draw the scene.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from PyQt6.QtCore import QBuffer, QMarginsF, QRectF, QSaveFile, QSize, QSizeF, Qt
from PyQt6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PyQt6.QtPdf import QPdfDocument
from PyQt6.QtSvg import QSvgGenerator

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from PyQt6.QtWidgets import QGraphicsView

PNG_SCALE = 3
POINTS_PER_INCH = 72


def save_figure(view: QGraphicsView, path: Path, title: str) -> None:
    """Write what `view` shows as SVG or PDF, or as PNG at three times its size.

    Parameters
    ----------
    view : QGraphicsView
    path : Path
        Ends in ``.svg``, ``.pdf`` or ``.png``.
    title : str
        Written into the file, but not into the picture.

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
            _write(path, _png(view, title))
        case ".pdf":
            _write(path, _pdf(view, title))
        case suffix:
            raise ValueError(f"figure: its name must end in .svg, .pdf or .png, got {suffix!r}")


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


def _pdf(view: QGraphicsView, title: str) -> bytes:
    size, buffer = view.size(), QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    # Any other resolution would scale pyqtgraph's axes apart from the rest.
    dots = view.logicalDpiX()
    writer.setResolution(dots)
    points = QSizeF(size) * POINTS_PER_INCH / dots
    writer.setPageSize(
        QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    )
    writer.setPageMargins(QMarginsF())
    painter = QPainter(writer)
    _render(view, painter, size)
    painter.end()
    return bytes(buffer.data().data())


def _png(view: QGraphicsView, title: str) -> bytes:
    """Enlarge the vectors, so that lines grow with everything else."""
    source, target = QBuffer(), QBuffer()
    source.setData(_pdf(view, title))
    source.open(QBuffer.OpenModeFlag.ReadOnly)
    document = QPdfDocument(None)
    document.load(source)
    drawn = document.render(0, view.size() * PNG_SCALE)
    image = QImage(drawn.size(), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.drawImage(0, 0, drawn)
    painter.end()
    image.save(target, "PNG")
    document.close()
    return bytes(target.data().data())


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
