from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from convviz.panels.parameters.compare import (
    CompareButton,
    ComparePages,
)
from convviz.panels.parameters.compare.flip_model import FLIP_ROLE
from convviz.panels.parameters.compare.page import ComparePage
from convviz.panels.parameters.compare.pair_rows import Column
from convviz.panels.parameters.panel import ParametersPanel
from convviz.session import Compared, Session
from engine.data import SampleRef

TIMEOUT_MS = 20_000
Compare = Callable[[Callable[[], object]], Compared]


def column(page: ComparePage, which: Column) -> list[str]:
    pairs = page.table.pairs
    return [pairs.index(row, which).data() for row in range(pairs.rowCount())]


# -- which page


def test_the_comparison_takes_the_place_of_the_tree(
    pages: ComparePages, page: ComparePage, compared: Compared
) -> None:
    assert pages.currentWidget() is page
    assert page.header.names.text() == "A  other.pkl   ↔   B  first values of conv-net"
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


def test_swap_turns_the_sides(
    page: ComparePage, compared: Compared, compare: Compare, choose: Callable[[str], None]
) -> None:
    choose("dense1.w")
    compare(page.header.swap_button.click)
    assert page.header.names.text() == "A  first values of conv-net   ↔   B  other.pkl"
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
    page: ComparePage,
    compare: Compare,
    session: Session,
    odd_file: Path,
    choose: Callable[[str], None],
) -> None:
    compare(lambda: session.comparing.with_file(odd_file))
    words = dict(zip(column(page, Column.ARRAY), column(page, Column.LARGEST), strict=True))
    assert words["conv1.w"] == "A is (3, 3), B is (8, 1, 5, 5)."
    assert words["conv1.b"] == "A holds <U1, B holds float32."
    assert (words["<b>extra</b>"], words["conv2.w"]) == ("only in A", "only in B")
    choose("<b>extra</b>")
    assert (
        page.pair.empty.text == "This array is only in A: there is nothing to compare it with."
    )
    assert page.pair.title.textFormat() is Qt.TextFormat.PlainText
    choose("conv1.w")
    assert page.pair.empty.text.endswith("A is (3, 3), B is (8, 1, 5, 5).")
    assert page.numbers.values["largest"].text() == "–"


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
