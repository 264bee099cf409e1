"""What of the comparison is in sight in windows of different sizes."""

from __future__ import annotations

import pytest

from convviz.panels.parameters.compare.page import ComparePage
from convviz.panels.parameters.compare.pair_rows import Column
from convviz.panels.parameters.panel import ParametersPanel
from convviz.session import Compared


def in_sight(page: ComparePage) -> list[str]:
    parts = {"pictures": page.pair, "numbers": page.numbers, "predictions": page.flips}
    return [name for name, part in parts.items() if part.isVisible()]


def shown_columns(page: ComparePage) -> list[Column]:
    return [column for column in Column if not page.table.isColumnHidden(column)]


@pytest.mark.parametrize("part", ["pictures", "numbers", "predictions"])
def test_in_a_narrow_panel_the_parts_take_turns(
    panel: ParametersPanel, page: ComparePage, compared: Compared, part: str
) -> None:
    panel.resize(740, 340)
    page.parts.switch._button(["pictures", "numbers", "predictions"].index(part)).click()
    assert in_sight(page) == [part]
    assert page.parts.horizontalScrollBar().maximum() == 0


def test_in_a_wide_panel_numbers_stand_beside_the_pictures(
    panel: ParametersPanel, page: ComparePage, compared: Compared
) -> None:
    panel.resize(1300, 400)
    assert in_sight(page) == ["pictures", "numbers"]
    panel.resize(1300, 900)
    assert in_sight(page) == ["pictures", "numbers", "predictions"]
    assert page.parts.switch.isHidden()


def test_a_narrow_table_shows_whole_columns(
    panel: ParametersPanel, page: ComparePage, compared: Compared
) -> None:
    for width in (740, 860, 1000, 1300, 740):
        panel.resize(width, 400)
        shown = shown_columns(page)
        assert {Column.ARRAY, Column.LARGEST, Column.RELATIVE} <= set(shown)
        assert page.table.horizontalScrollBar().maximum() == 0
    panel.resize(1900, 900)
    assert shown_columns(page) == list(Column)
