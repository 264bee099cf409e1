"""What a person can copy out of the panel, and by which key."""

import csv
import io

import numpy as np
import pytest
from PyQt6.QtGui import QGuiApplication

from convviz.panels.operation.subject import Detail


@pytest.mark.parametrize("place", [("conv2", 4, 12, 8), ("dense1", 3)])
def test_the_table_of_a_gradient_has_its_terms_and_its_sum(look, held, place):
    view = look(*place)
    held.menu.actions()[1].trigger()
    rows = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text())))
    named = {row[0]: row[-1] for row in rows[1:]}
    assert float(named["sum"]) == view.ledger.result.computed
    assert float(named["stored"]) == view.ledger.result.stored
    terms = [float(row[-1]) for row in rows[1 : 1 + len(view.ledger.lines)]]
    assert sum(terms) == pytest.approx(view.ledger.result.computed, rel=1e-9)


def test_the_table_of_a_convolution_has_every_product(panel, show):
    show("conv2", 4, 12, 8)
    panel.menu.actions()[1].trigger()
    rows = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text())))
    assert rows[0] == ["channel", "row", "column", "input", "weight", "product"]
    products = np.array([float(row[5]) for row in rows[1:201]])
    assert np.array_equal(products, panel.view.sum.products.ravel())
    weights = np.array([float(row[4]) for row in rows[1:201]], np.float32)
    assert (weights < 0).any()
    assert np.array_equal(weights, panel.view.sum.kernel.ravel())
    assert float(dict(row for row in rows[201:])["sum"]) == panel.view.sum.result.computed


def test_the_menu_offers_by_key_what_the_pointer_can_do(qtbot, look, held):
    view = look("conv2", 4, 12, 8)
    held.menu.fill()
    actions = {action.text(): action for action in held.menu.actions() if action.text()}
    assert list(actions) == [
        "Copy as text",
        "Copy as CSV",
        *(f"Look at {words}" for words, _ in view.details),
        "Check this gradient",
    ]
    actions["Look at Bias b[4]"].trigger()
    held.redraw()
    assert held.view.detail == Detail("b", (4,))


@pytest.mark.parametrize("direction", ["forward", "backward", "update"])
def test_every_view_can_be_copied_as_a_table(held, step, show, direction):
    step()
    held._direction = direction
    network = held.session.frame.network
    for layer in network.layers:
        show(layer.name, *(n // 2 for n in layer.output_shape))
        held.menu.actions()[1].trigger()
        rows = list(csv.reader(io.StringIO(QGuiApplication.clipboard().text())))
        assert len(rows) > 2, layer.name
        assert all(len(row) > 1 for row in rows[1:3]), layer.name


@pytest.mark.parametrize("direction", ["forward", "update"])
@pytest.mark.parametrize("place", [("conv2", 4, 12, 8), ("dense1", 3), ("pool1", 4, 6, 4)])
def test_numbers_of_a_table_are_written_as_programs_read_them(
    held, step, show, direction, place
):
    step()
    held._direction = direction
    show(*place)
    held.menu.actions()[1].trigger()
    table = QGuiApplication.clipboard().text()
    numbers = [cell for row in csv.reader(io.StringIO(table)) for cell in row[1:]]
    assert [cell for cell in numbers if cell.startswith("\u2212") or "×10" in cell] == []
