"""The pinned thumbnail shows where a value comes from, and points at pixels itself."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QApplication

from convviz.panels.samples import SamplesPanel
from convviz.panels.samples.delegate import thumbnail_rect
from convviz.panels.samples.pixel_frames import PixelFrame, picture_rect, pixel_at
from convviz.session import Request, Selection
from engine.data import SampleRef

TIMEOUT_MS = 20_000


@pytest.fixture
def panel(show_panel, session):
    """The panel three thumbnails wide."""
    return show_panel(SamplesPanel, session, 212, 380)


def place_of_pixel(panel, sample, row, column):
    place = thumbnail_rect(panel.gallery.visualRect(panel.model.place_of(sample)))
    return place.topLeft() + QPoint(2 * column, 2 * row)


def move_to(panel, point):
    viewport = panel.gallery.viewport()
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        viewport.mapToGlobal(QPointF(point)),
        none,
        none,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(viewport, event)


def picture(panel):
    return panel.gallery.viewport().grab().toImage()


def test_pointing_at_a_pixel_of_the_pinned_sample_points_at_it_everywhere(panel, session):
    move_to(panel, place_of_pixel(panel, 0, 12, 8))
    assert session.hover == Selection("input", (0, 12, 8))
    move_to(panel, place_of_pixel(panel, 0, 27, 27))
    assert session.hover == Selection("input", (0, 27, 27))


def test_other_samples_have_no_pixels_to_point_at(panel, session):
    move_to(panel, place_of_pixel(panel, 0, 12, 8))
    move_to(panel, place_of_pixel(panel, 1, 12, 8))
    assert session.hover == Selection()


def test_leaving_the_gallery_points_at_nothing(panel, session):
    move_to(panel, place_of_pixel(panel, 0, 12, 8))
    QApplication.sendEvent(panel.gallery.viewport(), QEvent(QEvent.Type.Leave))
    assert session.hover == Selection()


def test_moving_over_other_samples_leaves_what_is_pointed_at_elsewhere(panel, session):
    session.hover_at(Selection("conv1", (0, 3, 3)))
    move_to(panel, place_of_pixel(panel, 1, 12, 8))
    assert session.hover == Selection("conv1", (0, 3, 3))


def test_a_click_on_the_pinned_sample_selects_the_pixel(qtbot, panel, session):
    click = place_of_pixel(panel, 0, 12, 8)
    qtbot.mouseClick(panel.gallery.viewport(), Qt.MouseButton.LeftButton, pos=click)
    assert session.selection == Selection("input", (0, 12, 8))
    assert session.pinned == SampleRef("validation", 0)


def test_a_click_on_another_sample_selects_no_pixel(qtbot, panel, session):
    click = place_of_pixel(panel, 1, 12, 8)
    qtbot.mouseClick(panel.gallery.viewport(), Qt.MouseButton.LeftButton, pos=click)
    assert session.selection == Selection()
    assert session.pinned == SampleRef("validation", 1)


PLACES = [
    (Selection("conv2", (4, 12, 8)), range(12, 21), range(8, 17)),
    (Selection("conv1", (4, 0, 23)), range(5), range(23, 28)),
    (Selection("input", (0, 27, 0)), range(27, 28), range(1)),
    (Selection("dense1", (3,)), range(28), range(28)),
]


@pytest.mark.parametrize(("place", "rows", "columns"), PLACES)
def test_the_pixels_that_a_value_depends_on_are_framed(panel, session, place, rows, columns):
    session.hover_at(place)
    assert panel.gallery.delegate.frames == (PixelFrame(rows, columns, "hovered"),)
    session.select(place)
    assert panel.gallery.delegate.frames == (PixelFrame(rows, columns, "selected"),)


def test_nothing_is_framed_while_a_sample_of_the_batch_is_seen(
    qtbot, panel, session, step, settle
):
    step(1)
    settle(panel)
    session.select(PLACES[0][0])
    assert session.frame.sample != session.pinned
    assert panel.gallery.delegate.frames == ()
    session.looking.at(None)
    qtbot.waitUntil(lambda: session.frame.sample == session.pinned)
    assert [frame.kind for frame in panel.gallery.delegate.frames] == ["selected"]


@pytest.mark.parametrize("token", ["mark", "text1"])
def test_frames_stand_around_the_pixels_in_the_colour_of_their_kind(
    panel, session, theme, color_at, token
):
    place = Selection("conv2", (4, 12, 8))
    (session.select if token == "mark" else session.hover_at)(place)
    image = picture(panel)
    corner = place_of_pixel(panel, 0, 12, 8)
    expected = getattr(theme.tokens, token).rgb()
    for x, y in ((-1, -1), (-1, 18), (18, -1), (18, 18), (7, -1)):
        assert color_at(image, corner.x() + x, corner.y() + y).rgb() == expected
    pixel = int(session.dataset.validation.images[0, 0, 13, 9])
    assert color_at(image, corner.x() + 3, corner.y() + 3).red() == pixel


def test_frames_go_when_nothing_is_pointed_at(panel, session):
    before = picture(panel)
    session.hover_at(Selection("conv2", (4, 12, 8)))
    assert picture(panel) != before
    session.hover_at(Selection())
    assert picture(panel) == before


def test_a_channel_depends_on_no_part_of_the_image_in_particular(panel, session):
    session.hover_at(Selection("conv2", (4,)))
    assert panel.gallery.delegate.frames == ()


def test_a_hidden_panel_frames_what_is_selected_when_it_is_shown(qtbot, panel, session, settle):
    panel.hide()
    session.select(Selection("input", (0, 3, 4)))
    with qtbot.waitExposed(panel):
        panel.show()
    settle(panel)
    assert panel.gallery.delegate.frames == (PixelFrame(range(3, 4), range(4, 5), "selected"),)


def test_another_network_begins_without_frames(qtbot, panel, session, settle):
    session.select(Selection("conv2", (4, 12, 8)))
    with qtbot.waitSignal(session.run_changed, timeout=TIMEOUT_MS):
        session.runs.begin(Request(preset="numpy-cnn", dataset="garments"))
    settle(panel)
    assert panel.gallery.delegate.frames == ()


@pytest.mark.parametrize("size", [QSize(28, 28), QSize(8, 8), QSize(12, 20), QSize(90, 60)])
def test_every_pixel_is_found_within_its_own_frame(size):
    target = picture_rect(QRect(4, 4, 56, 56), size)
    seen = set()
    for y in range(target.top(), target.bottom() + 1):
        for x in range(target.left(), target.right() + 1):
            row, column = pixel_at(QPoint(x, y), target, size)
            frame = PixelFrame(range(row, row + 1), range(column, column + 1), "hovered")
            assert frame.rect(target, size).contains(QPoint(x, y))
            seen.add((row, column))
    if size.width() <= 56:
        assert len(seen) == size.width() * size.height()
