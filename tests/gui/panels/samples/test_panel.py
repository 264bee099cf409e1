"""The panel SAMPLES with a real session on a few garments."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QComboBox, QLineEdit, QToolButton

from convviz.panels.samples import SamplesPanel
from convviz.panels.samples.delegate import thumbnail_rect
from convviz.panels.samples.model import SAMPLE_ROLE, SamplesModel
from convviz.plotting import sample_image
from convviz.session import Granularity
from engine.data import SampleRef, Split

TIMEOUT_MS = 20_000


@pytest.fixture
def panel(show_panel, session):
    """The panel three thumbnails wide."""
    return show_panel(SamplesPanel, session, 212, 380)


def shown(panel):
    model = panel.model
    return [model.sample_at(place) for place in range(model.samples)]


def click_sample(qtbot, panel, sample):
    place = panel.gallery.visualRect(panel.model.place_of(sample))
    qtbot.mouseClick(
        panel.gallery.viewport(), Qt.MouseButton.LeftButton, pos=thumbnail_rect(place).center()
    )


def choose_outcome(qtbot, panel, number):
    button = panel.outcome_switch.findChildren(QToolButton)[number]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_all_samples_of_the_split_with_the_pinned_one_are_shown(panel, session):
    assert shown(panel) == list(range(len(session.dataset.validation)))
    assert panel.gallery.delegate.pinned == session.pinned.index


def test_three_thumbnails_fit_across_and_more_where_there_is_room(panel):
    assert panel.model.columnCount() == 3
    panel.resize(420, 380)
    assert panel.model.columnCount() == 6


def test_a_thumbnail_shows_the_pixels_of_its_sample(panel, session):
    image = panel.gallery.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    place = thumbnail_rect(panel.gallery.visualRect(panel.model.place_of(4)))
    pixels = session.dataset.validation.images[4, 0]
    for row, column in ((14, 14), (3, 9), (27, 20)):
        point = place.topLeft() + QPoint(2 * column + 1, 2 * row + 1)
        assert image.pixelColor(point * ratio).red() == pixels[row, column]


def test_before_any_prediction_the_caption_is_the_true_class(panel, session):
    label = int(session.dataset.validation.labels[4])
    caption = panel.model.place_of(4).data()
    assert caption == session.run_info.classes[label].split("/")[0]


def test_a_click_pins_a_sample(panel, session, qtbot, settle):
    click_sample(qtbot, panel, 4)
    settle(panel)
    assert session.pinned == SampleRef("validation", 4)
    assert panel.gallery.delegate.pinned == 4


def test_enter_pins_the_sample_that_the_arrows_reached(panel, session, qtbot):
    panel.gallery.setCurrentIndex(panel.model.place_of(0))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(panel.gallery, key)
    assert session.pinned == SampleRef("validation", 4)


def test_a_number_goes_to_that_sample(panel, session, qtbot, settle):
    field = panel.finder.findChild(QLineEdit, "SampleIndex")
    qtbot.keyClicks(field, "37")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.pinned == SampleRef("validation", 37)
    settle(panel)
    rect = panel.gallery.visualRect(panel.model.place_of(37))
    assert panel.gallery.viewport().rect().contains(rect.center())


def test_a_number_beyond_the_split_is_not_taken(panel, session, qtbot):
    field = panel.finder.findChild(QLineEdit, "SampleIndex")
    qtbot.keyClicks(field, "60")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.pinned == SampleRef("validation", 0)


@pytest.mark.parametrize("way", ["button", "key"])
def test_any_sample_can_be_asked_for(panel, session, qtbot, monkeypatch, way):
    monkeypatch.setattr("random.randrange", lambda stop: stop - 1)
    if way == "button":
        button = panel.finder.findChild(QToolButton, "RandomSample")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(panel.gallery, Qt.Key.Key_R)
    assert session.pinned == SampleRef("validation", 59)


def test_another_split_can_be_chosen(panel, session, settle):
    box = panel.finder.findChild(QComboBox, "SplitChoice")
    box.setCurrentIndex(0)
    box.activated.emit(0)
    settle(panel)
    assert panel.model.samples == len(session.dataset.train)
    assert panel.gallery.delegate.pinned is None


def test_one_class_can_be_chosen(panel, session, settle):
    panel.class_filter.setCurrentIndex(1 + 8)
    panel.class_filter.activated.emit(1 + 8)
    settle(panel)
    labels = session.dataset.validation.labels
    assert shown(panel) == np.flatnonzero(labels == 8).tolist()


def test_wrong_asks_the_network_if_nobody_has(panel, session, qtbot, settle):
    with qtbot.waitSignal(session.predictions_changed, timeout=TIMEOUT_MS):
        choose_outcome(qtbot, panel, 2)
    settle(panel)
    wrong = ~session.predictions["validation"].right
    assert shown(panel) == np.flatnonzero(wrong).tolist()
    text = panel.outcome_switch.findChildren(QToolButton)[2].text()
    assert text == f"✗ {np.count_nonzero(wrong)}"


def test_while_the_network_is_asked_the_gallery_says_so(
    panel, session, monkeypatch, settle, qtbot
):
    asked = []
    monkeypatch.setattr(session, "evaluate", asked.append)
    choose_outcome(qtbot, panel, 2)
    choose_outcome(qtbot, panel, 1)
    settle(panel)
    assert asked == ["validation"]
    assert panel.model.samples == 0
    assert panel.gallery._reason == "The network is being asked about every sample."


def test_after_an_evaluation_the_caption_is_the_prediction(panel, session, qtbot, step, settle):
    step(1, Granularity.BATCH)
    with qtbot.waitSignal(session.predictions_changed, timeout=TIMEOUT_MS):
        session.evaluate("validation")
    settle(panel)
    known = session.predictions["validation"]
    for sample in range(6):
        guess = session.run_info.classes[known.classes[sample]].split("/")[0]
        sign = "✓" if known.right[sample] else "✗"
        assert panel.model.place_of(sample).data() == f"{sign} {guess}"
    tip = panel.model.place_of(0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.endswith("at step 1")


def test_a_sample_pinned_elsewhere_is_shown_whatever_was_filtered(panel, session, settle):
    panel.class_filter.setCurrentIndex(1)
    panel.class_filter.activated.emit(1)
    settle(panel)
    session.pin(SampleRef("test", 33))
    settle(panel)
    assert panel.class_filter.label is None
    assert panel.finder.findChild(QComboBox, "SplitChoice").currentText() == "test"
    assert panel.gallery.delegate.pinned == 33
    assert panel.gallery.currentIndex().data(SAMPLE_ROLE) == 33


def test_in_a_narrow_panel_the_button_gives_way(panel):
    button = panel.finder.findChild(QToolButton, "RandomSample")
    assert button.isVisible()
    panel.resize(152, 380)
    assert panel.width() == 152
    assert not button.isVisible()
    assert panel.model.columnCount() == 2


def test_the_empty_cells_of_the_last_row_cannot_be_reached(panel, session):
    model = panel.model
    model.set_across(7)
    last = model.index(model.rowCount() - 1, 6)
    assert len(session.dataset.validation) % 7
    assert last.flags() == Qt.ItemFlag.NoItemFlags
    assert last.data() is None


@pytest.mark.parametrize(
    ("divisor", "value", "grey"), [(255, 128, 128), (16, 8, 128), (16, 16, 255)]
)
def test_a_picture_is_as_bright_as_its_sample(divisor, value, grey):
    images = np.full((1, 1, 8, 8), value, np.uint8)
    split = Split(images, np.zeros(1, np.int64), divisor)
    assert sample_image(split, 0).pixelColor(3, 3).red() == grey


def test_a_coloured_sample_is_shown_in_its_colours():
    images = np.zeros((1, 3, 4, 5), np.uint8)
    images[0, :, 1, 2] = (10, 200, 30)
    image = sample_image(Split(images, np.zeros(1, np.int64)), 0)
    assert image.size().width() == 5
    assert image.pixelColor(2, 1).getRgb()[:3] == (10, 200, 30)


def test_a_model_of_many_samples_keeps_nothing_per_sample(qtmodeltester):
    images = np.zeros((5_000, 1, 2, 2), np.uint8)
    split = Split(images, np.zeros(5_000, np.int64))
    model = SamplesModel()
    model.show_samples(split, ("only",), np.arange(5_000), None)
    model.set_across(3)
    assert model.rowCount() == 1_667
    model.show_samples(split, ("only",), np.arange(7), None)
    qtmodeltester.check(model)


def test_old_verdicts_say_of_what_step_they_are(panel, session, qtbot, step, settle):
    with qtbot.waitSignal(session.predictions_changed, timeout=TIMEOUT_MS):
        session.evaluate("validation")
    step(granularity=Granularity.BATCH)
    settle(panel)
    made_at = session.predictions["validation"].step
    assert session.frame.position.step > made_at
    assert panel._words.text() == f"✓ ✗ as of step {made_at}"
    assert panel._words.isVisible()
    tips = [b.toolTip() for b in panel.outcome_switch.findChildren(QToolButton)]
    assert sum(f"as of the evaluation at step {made_at}" in tip for tip in tips) == 2


def test_the_pinned_sample_has_the_verdict_of_this_moment(panel, session, qtbot, step, settle):
    with qtbot.waitSignal(session.predictions_changed, timeout=TIMEOUT_MS):
        session.evaluate("validation")
    step(times=3, granularity=Granularity.BATCH)
    settle(panel)
    guess = int(session.frame.trace.probabilities.argmax())
    place = panel.model.place_of(session.pinned.index)
    assert panel.model._guess(session.pinned.index) == guess
    assert f"at step {session.frame.position.step}" in place.data(Qt.ItemDataRole.ToolTipRole)


def test_the_lists_are_as_wide_and_as_tall_as_their_entries(panel):
    for choice in (panel.class_filter, panel.finder._split):
        choice.showPopup()
        view = choice.view()
        assert view.viewport().width() >= view.sizeHintForColumn(0) > 0
        assert view.viewport().height() >= choice.count() * view.sizeHintForRow(0)
        choice.hidePopup()
