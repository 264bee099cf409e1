from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from convviz.panels.parameters.compare import (
    CompareButton,
    ComparePages,
    pair_pane,
    pair_pictures,
)
from convviz.panels.parameters.compare.flip_model import FLIP_ROLE
from convviz.panels.parameters.compare.page import ComparePage
from convviz.panels.parameters.compare.pair_pictures import PairPictures
from convviz.panels.parameters.compare.pair_rows import Column
from convviz.panels.parameters.panel import ParametersPanel
from convviz.session import Compared, Session
from convviz.session.state import Progress
from engine.data import SampleRef

TIMEOUT_MS = 20_000
Compare = Callable[[Callable[[], object]], Compared]


def column(page: ComparePage, which: Column) -> list[str]:
    pairs = page.table.pairs
    return [pairs.index(row, which).data() for row in range(pairs.rowCount())]


def choose(page: ComparePage, name: str) -> None:
    page.table.setCurrentIndex(page.table.pairs.place_of(name))


@pytest.fixture
def compared(
    page: ComparePage, compare: Compare, session: Session, other_file: Path
) -> Compared:
    return compare(lambda: session.comparing.with_file(other_file))


# -- which page


def test_the_comparison_takes_the_place_of_the_tree(
    pages: ComparePages, page: ComparePage, compared: Compared
) -> None:
    assert pages.currentWidget() is page
    assert page.header.names.text() == "A  other.pkl   ↔   B  conv-net at step 0"
    assert page.header.verdict.text().startswith("4 of 8 arrays differ; the change is ")


def test_close_goes_back(pages: ComparePages, page: ComparePage, compared: Compared) -> None:
    page.header.close_button.click()
    assert pages.currentWidget() is not page


def test_escape_goes_back(
    qtbot: QtBot, pages: ComparePages, page: ComparePage, compared: Compared
) -> None:
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Escape)
    assert pages.currentWidget() is not page


def test_a_file_that_is_opened_is_shown_instead(
    qtbot: QtBot, pages: ComparePages, compared: Compared, session: Session, other_file: Path
) -> None:
    with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS):
        session.files.open(other_file)
    assert pages.currentWidget() is not pages.page
    assert session.comparing.compared is None


def test_swap_turns_the_sides(page: ComparePage, compared: Compared, compare: Compare) -> None:
    choose(page, "dense1.w")
    compare(page.header.swap_button.click)
    assert page.header.names.text() == "A  conv-net at step 0   ↔   B  other.pkl"
    assert page.pair.title.text() == "dense1.w", "the same array stays selected"


def test_filters_are_matched_by_the_box(
    page: ComparePage, compared: Compared, compare: Compare
) -> None:
    assert page.header.alignment.isHidden()
    found = compare(page.header.match_box.click)
    assert found.comparison.alignment.moved > 0
    assert "filters of B moved to where they are most like those of A" in (
        page.header.alignment.text()
    )


# -- the button


def test_the_menu_offers_what_there_is(
    qtbot: QtBot, pages: ComparePages, session: Session
) -> None:
    button = pages.page.header.compare_button
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        session.comparing.keep_moment()
    button.choices.aboutToShow.emit()
    offered = {a.text(): a.isEnabled() for a in button.choices.actions() if a.text()}
    assert offered == {
        "Another file…": True,
        "The running network": False,  # which is what is shown
        "First values of the run": True,
        "first values": True,
        "Keep this moment": True,
    }


def test_another_file_is_chosen_in_a_dialog(
    page: ComparePage, pages: ComparePages, compare: Compare, other_file: Path
) -> None:
    button = pages.findChildren(CompareButton)[0]
    button.choices.aboutToShow.emit()

    def choose_it() -> None:
        button.choices.actions()[0].trigger()
        dialog = button.findChild(QFileDialog)
        assert dialog is not None
        dialog.fileSelected.emit(str(other_file))
        dialog.close()

    assert compare(choose_it).a.side.name == "other.pkl"


# -- the table


def test_every_pair_has_a_row(page: ComparePage, compared: Compared) -> None:
    assert column(page, Column.ARRAY)[:3] == ["conv1.w", "conv1.b", "conv2.w"]
    assert column(page, Column.CHANGED)[:2] == ["100.0\u202f%", "none"]
    first = compared.comparison.pairs[0].difference
    assert column(page, Column.LARGEST)[0] == f"{first.largest:.4f}"


def test_rows_are_sorted_by_any_column(page: ComparePage, compared: Compared) -> None:
    page.table.sortByColumn(Column.LARGEST, Qt.SortOrder.DescendingOrder)
    shown = [float(text) for text in column(page, Column.LARGEST)]
    assert shown == sorted(shown, reverse=True)
    page.table.sortByColumn(-1, Qt.SortOrder.DescendingOrder)
    assert column(page, Column.ARRAY)[:2] == ["conv1.w", "conv1.b"]


def test_the_table_is_copied_as_csv(page: ComparePage, compared: Compared) -> None:
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    rows = list(csv.DictReader(io.StringIO(clipboard.text())))
    assert [row["name"] for row in rows] == column(page, Column.ARRAY)
    assert float(rows[0]["largest"]) == compared.comparison.pairs[0].difference.largest


def test_what_has_no_difference_says_why(
    page: ComparePage, compare: Compare, session: Session, odd_file: Path
) -> None:
    compare(lambda: session.comparing.with_file(odd_file))
    words = dict(zip(column(page, Column.ARRAY), column(page, Column.LARGEST), strict=True))
    assert words["conv1.w"] == "A is (3, 3), B is (8, 1, 5, 5)."
    assert words["conv1.b"] == "A holds <U1, B holds float32."
    assert (words["<b>extra</b>"], words["conv2.w"]) == ("only in A", "only in B")
    choose(page, "<b>extra</b>")
    assert (
        page.pair.empty.text == "This array is only in A: there is nothing to compare it with."
    )
    assert page.pair.title.textFormat() is Qt.TextFormat.PlainText
    choose(page, "conv1.w")
    assert page.pair.empty.text.endswith("A is (3, 3), B is (8, 1, 5, 5).")
    assert page.numbers.values["largest"].text() == "–"


# -- the pictures


def test_a_and_b_are_on_one_scale(page: ComparePage, compared: Compared) -> None:
    choose(page, "conv2.w")
    shown = page.pair.pair_view.pictures
    assert shown is not None
    pair = compared.comparison.pairs[2]
    largest = max(np.abs(pair.a.array).max(), np.abs(pair.b.array).max())
    assert shown.a.scale == shown.b.scale
    assert shown.a.scale.limit == pytest.approx(float(largest))
    np.testing.assert_allclose(shown.change.x, pair.b.array - pair.a.array, atol=1e-7)


def test_pointing_into_one_picture_points_into_all(
    qtbot: QtBot, page: ComparePage, compared: Compared
) -> None:
    choose(page, "conv2.w")
    view = page.pair.pair_view
    place = view.views[0].drawing.part_rect((4, 5)).center().toPoint()
    QTest.mouseMove(view.views[0], place)
    QTest.mouseMove(view.views[0], place + QPoint(1, 0))
    assert view.readout.text().startswith("[4, 5, ")
    assert all(label in view.readout.text() for label in ("A ", "B ", "B − A "))
    QTest.mouseClick(view.views[1], Qt.MouseButton.LeftButton, pos=place)
    assert {v.selected for v in view.views} == {(4, 5)}
    assert page.pair.filters.view.selected == (4,)


def test_a_bar_stands_for_the_change_of_a_filter(page: ComparePage, compared: Compared) -> None:
    choose(page, "conv2.w")
    filters = page.pair.filters
    filters.view.select((3,))
    pair = compared.comparison.pairs[2]
    change = np.linalg.norm(pair.b.array[3] - pair.a.array[3])
    assert filters.readout.text().startswith(f"filter 3: {change:.4f}, ")
    assert page.pair.pair_view.views[2].selected == (3, 0)


def test_biases_are_bars_on_one_axis(page: ComparePage, compared: Compared) -> None:
    choose(page, "dense1.b")
    assert page.pair.pair_view.pictures.a.kind == "bars"
    assert page.pair.filters.isHidden()


def test_the_change_is_told_in_numbers(page: ComparePage, compared: Compared) -> None:
    choose(page, "conv1.w")
    known = compared.comparison.pairs[0].difference
    texts = {name: label.text() for name, label in page.numbers.values.items()}
    where = ", ".join(map(str, known.where))
    assert texts["largest"] == f"{known.largest:.4f} at [{where}]"
    assert texts["changed"] == "200 of 200"
    assert page.numbers.histogram.distribution is not None
    choose(page, "conv1.b")
    assert page.numbers.values["changed"].text() == "0 of 8"


def counted(progress: Progress) -> bool:
    return progress.label == "Numbers of the change" and progress.done == progress.total


def test_large_changes_are_counted_beside_the_window(
    qtbot: QtBot, page: ComparePage, compared: Compared, session: Session
) -> None:
    histogram = page.numbers.histogram
    with qtbot.waitSignal(
        session.progress_changed, timeout=TIMEOUT_MS, check_params_cb=counted
    ):
        choose(page, "dense1.w")
        assert histogram.distribution is None
        assert histogram.accessibleDescription() == "The numbers are being counted…"
    qtbot.waitUntil(lambda: histogram.distribution is not None)
    pair = next(p for p in compared.comparison.pairs if p.name == "dense1.w")
    change = pair.b.array.astype(np.float64) - pair.a.array
    shown = histogram.distribution
    assert shown.size == shown.counts.sum() + shown.zeros == change.size
    assert shown.largest == pytest.approx(change.max())
    assert shown.std == pytest.approx(change.std())


def test_numbers_of_an_array_that_is_no_longer_chosen_are_not_shown(
    qtbot: QtBot, page: ComparePage, compared: Compared, session: Session
) -> None:
    with qtbot.waitSignal(
        session.progress_changed, timeout=TIMEOUT_MS, check_params_cb=counted
    ):
        choose(page, "dense1.w")
        choose(page, "conv1.b")
    QApplication.processEvents()
    assert page.numbers.histogram.distribution is None


def test_pictures_of_large_arrays_are_made_beside_the_window(
    qtbot: QtBot, page: ComparePage, compared: Compared, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(page, "conv1.w")
    monkeypatch.setattr(pair_pane, "MOST_AT_ONCE", 1000)
    choose(page, "dense1.w")
    assert page.pair.empty.isVisible()
    assert page.pair.empty.text == "The pictures of this large array are being made…"
    qtbot.waitUntil(page.pair.pair_view.isVisible)
    shown = page.pair.pair_view.pictures
    assert shown is not None
    assert shown.a.x.shape == (128, 800)


def test_the_difference_of_very_large_arrays_is_that_of_what_is_shown(
    page: ComparePage, compared: Compared, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = PairPictures.of(compared.comparison.pairs[2])
    monkeypatch.setattr(pair_pictures, "_MOST_WHOLE", 100)
    shown = PairPictures.of(compared.comparison.pairs[2])
    assert whole is not None
    assert shown is not None
    np.testing.assert_allclose(shown.change.x, whole.change.x, atol=1e-7)
    assert shown.change.scale == whole.change.scale


# -- the predictions


def test_flipped_samples_are_listed_with_both_predictions(
    page: ComparePage, compared: Compared, session: Session
) -> None:
    flips = compared.flips
    model = page.flips.list.flips
    assert model.rowCount() == len(flips.samples)
    flip = model.index(0, 0).data(FLIP_ROLE)
    names = session.dataset.classes
    assert flip.sample == flips.samples[0]
    assert (flip.a, flip.b) == (names[flips.a[flip.sample]], names[flips.b[flip.sample]])
    words = page.flips.words.text()
    assert words.startswith(f"{len(flips.samples)} of 60 predictions differ, ")
    assert words.endswith("\u202f% right")


@pytest.mark.parametrize("kind", ["worse", "better", "other"])
def test_one_kind_of_flip_is_shown_alone(
    page: ComparePage, compared: Compared, kind: str
) -> None:
    page.flips.switch.choose(kind)
    page.flips._on_kind_chosen(kind)
    model = page.flips.list.flips
    found = [model.index(row, 0).data(FLIP_ROLE).sample for row in range(model.rowCount())]
    assert found == compared.flips.of_kind(kind).tolist()


def test_a_click_pins_the_sample(
    qtbot: QtBot, page: ComparePage, compared: Compared, session: Session
) -> None:
    flips = page.flips.list
    index = flips.flips.index(1, 0)
    with qtbot.waitSignal(session.pinned_changed, timeout=TIMEOUT_MS):
        QTest.mouseClick(
            flips.viewport(), Qt.MouseButton.LeftButton, pos=flips.visualRect(index).center()
        )
    assert session.pinned == SampleRef("validation", int(compared.flips.samples[1]))


def test_why_there_are_no_predictions_is_said(
    page: ComparePage, compare: Compare, session: Session, odd_file: Path
) -> None:
    compare(lambda: session.comparing.with_file(odd_file))
    assert page.flips.empty.text.startswith("odd.npz fits no network")
    assert page.flips.switch.isHidden()


def test_equal_networks_have_no_flips(
    page: ComparePage, compare: Compare, session: Session
) -> None:
    compare(session.comparing.with_first_values)
    assert page.header.verdict.text() == "8 arrays are the same, bit for bit."
    assert page.flips.empty.text == "Both predict the same of all 60 images."


def test_every_label_shows_plain_text(page: ComparePage, compared: Compared) -> None:
    for label in page.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText, label.text()


def test_every_control_says_what_it_does(page: ComparePage, compared: Compared) -> None:
    header = page.header
    for control in (
        header.match_box,
        header.swap_button,
        header.compare_button,
        header.close_button,
    ):
        assert control.toolTip()
        assert control.statusTip()


def test_the_choice_of_a_covered_part_is_not_offered(
    qtbot: QtBot, panel: ParametersPanel, compare: Compare, session: Session, other_file: Path
) -> None:
    bar = QWidget()
    qtbot.addWidget(bar)
    row = QHBoxLayout(bar)
    (switch,) = panel.header_widgets()
    row.addWidget(switch)
    panel.resize(600, 760)
    qtbot.waitUntil(lambda: not switch.isHidden())
    compare(lambda: session.comparing.with_file(other_file))
    assert switch.isHidden()
    panel.resize(620, 760)
    assert switch.isHidden()
    session.comparing.close()
    assert not switch.isHidden()
    compare(lambda: session.comparing.with_file(other_file))
    panel.resize(1280, 760)
    session.comparing.close()
    qtbot.waitUntil(switch.isHidden)
