"""The pictures and numbers of one pair of arrays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.panels.parameters.compare import (
    pair_pane,
    pair_pictures,
)
from convviz.panels.parameters.compare.page import ComparePage
from convviz.panels.parameters.compare.pair_pictures import PairPictures
from convviz.session import Compared, Session
from convviz.session.state import Progress

TIMEOUT_MS = 20_000


def test_a_and_b_are_on_one_scale(
    page: ComparePage, compared: Compared, choose: Callable[[str], None]
) -> None:
    choose("conv2.w")
    shown = page.pair.pair_view.pictures
    assert shown is not None
    pair = compared.comparison.pairs[2]
    largest = max(np.abs(pair.a.array).max(), np.abs(pair.b.array).max())
    assert shown.a.scale == shown.b.scale
    assert shown.a.scale.limit == pytest.approx(float(largest))
    np.testing.assert_allclose(shown.change.x, pair.b.array - pair.a.array, atol=1e-7)


def test_pointing_into_one_picture_points_into_all(
    qtbot: QtBot, page: ComparePage, compared: Compared, choose: Callable[[str], None]
) -> None:
    choose("conv2.w")
    view = page.pair.pair_view
    place = view.views[0].drawing.part_rect((4, 5)).center().toPoint()
    QTest.mouseMove(view.views[0], place)
    QTest.mouseMove(view.views[0], place + QPoint(1, 0))
    assert view.readout.text().startswith("[4, 5, ")
    assert all(label in view.readout.text() for label in ("A ", "B ", "B − A "))
    QTest.mouseClick(view.views[1], Qt.MouseButton.LeftButton, pos=place)
    assert {v.selected for v in view.views} == {(4, 5)}
    assert page.pair.filters.view.selected == (4,)


def test_a_bar_stands_for_the_change_of_a_filter(
    page: ComparePage, compared: Compared, choose: Callable[[str], None]
) -> None:
    choose("conv2.w")
    filters = page.pair.filters
    filters.view.select((3,))
    pair = compared.comparison.pairs[2]
    change = np.linalg.norm(pair.b.array[3] - pair.a.array[3])
    assert filters.readout.text().startswith(f"filter 3: {change:.4f}, ")
    assert page.pair.pair_view.views[2].selected == (3, 0)


def test_biases_are_bars_on_one_axis(
    page: ComparePage, compared: Compared, choose: Callable[[str], None]
) -> None:
    choose("dense1.b")
    assert page.pair.pair_view.pictures.a.kind == "bars"
    assert page.pair.filters.isHidden()


def test_the_change_is_told_in_numbers(
    page: ComparePage, compared: Compared, choose: Callable[[str], None]
) -> None:
    choose("conv1.w")
    known = compared.comparison.pairs[0].difference
    texts = {name: label.text() for name, label in page.numbers.values.items()}
    where = ", ".join(map(str, known.where))
    assert texts["largest"] == f"{known.largest:.4f} at [{where}]"
    assert texts["changed"] == "200 of 200"
    assert page.numbers.histogram.distribution is not None
    choose("conv1.b")
    assert page.numbers.values["changed"].text() == "0 of 8"


def counted(progress: Progress) -> bool:
    return progress.label == "Numbers of the change" and progress.done == progress.total


def test_large_changes_are_counted_beside_the_window(
    qtbot: QtBot,
    page: ComparePage,
    compared: Compared,
    session: Session,
    choose: Callable[[str], None],
) -> None:
    histogram = page.numbers.histogram
    with qtbot.waitSignal(
        session.progress_changed, timeout=TIMEOUT_MS, check_params_cb=counted
    ):
        choose("dense1.w")
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
    qtbot: QtBot,
    page: ComparePage,
    compared: Compared,
    session: Session,
    choose: Callable[[str], None],
) -> None:
    with qtbot.waitSignal(
        session.progress_changed, timeout=TIMEOUT_MS, check_params_cb=counted
    ):
        choose("dense1.w")
        choose("conv1.b")
    QApplication.processEvents()
    assert page.numbers.histogram.distribution is None


def test_pictures_of_large_arrays_are_made_beside_the_window(
    qtbot: QtBot,
    page: ComparePage,
    compared: Compared,
    monkeypatch: pytest.MonkeyPatch,
    choose: Callable[[str], None],
) -> None:
    choose("conv1.w")
    monkeypatch.setattr(pair_pane, "MOST_AT_ONCE", 1000)
    choose("dense1.w")
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
