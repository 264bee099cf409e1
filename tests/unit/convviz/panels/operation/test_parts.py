"""The small parts of the operation view that need no widget."""

import math

import numpy as np
import pytest
from PyQt6.QtCore import QPointF, QRectF

from convviz.panels.operation.areas import Areas, Target
from convviz.panels.operation.crumbs import Crumb, crumbs_of
from convviz.panels.operation.folding import Folding
from convviz.panels.operation.ledger import Rows
from convviz.panels.operation.numbers import (
    difference_text,
    largest_size,
    ledger_digits,
    signed,
    ulps_text,
)
from convviz.panels.operation.scaling import block_of, gradient_scale, value_scale
from convviz.plotting import CellGrid
from convviz.session import Selection
from engine.inspection import Reconciliation


def test_the_path_leads_from_the_layer_to_the_cell():
    place = Selection("conv2", (4, 12, 8))
    assert crumbs_of(place, "conv2d", is_map=True) == (
        Crumb("conv2", Selection("conv2")),
        Crumb("channel 4", Selection("conv2", (4,))),
        Crumb("row 12, column 8", place),
    )


@pytest.mark.parametrize(
    ("layer", "kind", "words"),
    [
        ("dense1", "dense", "unit 3"),
        ("flatten", "flatten", "position 3"),
        ("softmax", "softmax", "class 3, Dress"),
        ("relu3", "relu", "unit 3"),
    ],
)
def test_the_path_calls_a_unit_what_it_is(layer, kind, words):
    classes = ("T-shirt/top", "Trouser", "Pullover", "Dress")
    assert crumbs_of(Selection(layer, (3,)), kind, classes)[-1].text == words


@pytest.mark.parametrize("kind", ["conv2d", "relu", "dropout", "batch-norm", "pool2d"])
def test_what_has_maps_has_channels_and_no_units(kind):
    assert crumbs_of(Selection("it", (3,)), kind, is_map=True)[-1].text == "channel 3"


def test_nothing_selected_is_no_path():
    assert crumbs_of(Selection(), "") == ()


@pytest.mark.parametrize("units", [1, 7, 10, 64, 100, 128, 800, 25_088])
def test_every_unit_of_a_folded_vector_has_a_cell_of_its_own(units):
    folding = Folding.of(units)
    x = np.arange(units, dtype=np.float32) + 1
    folded = folding.fold(x)
    assert folded.shape == (folding.rows, folding.columns)
    assert [folded[folding.cell(unit)] for unit in range(units)] == x.tolist()
    cells = [(r, k) for r in range(folding.rows) for k in range(folding.columns)]
    assert [u for u in (folding.unit(*cell) for cell in cells) if u is not None] == list(
        range(units)
    )
    assert folding.rows * folding.columns - units < folding.columns


@pytest.mark.parametrize(
    ("count", "room", "around", "first", "shown"),
    [(9, 300, 0, 0, 9), (17, 180, 0, 0, 10), (17, 180, 16, 7, 10), (17, 180, 8, 3, 10)],
)
def test_of_too_many_rows_those_around_the_expanded_one_are_shown(
    count, room, around, first, shown
):
    rows = Rows.fit(count, room, around)
    assert (rows.first, rows.shown) == (first, shown)
    assert around in list(rows)
    assert rows.total <= room


def test_rows_are_at_most_as_high_as_the_design_says():
    assert Rows.fit(3, 1000, 0).height == 24
    assert Rows.fit(100, 100, 50).height == 18


@pytest.mark.parametrize(
    ("values", "digits"),
    [([0.1, -2.1], 7), ([12.5], 6), ([-123.0, 0.1], 5), ([], 7), ([math.inf], 7), ([1e9], 7)],
)
def test_a_ledger_writes_eight_figures(values, digits):
    assert ledger_digits(values) == digits


def test_the_largest_size_leaves_out_what_is_no_number():
    assert largest_size([-3.0, 2.0, math.nan, -math.inf]) == 3
    assert largest_size([math.nan]) == 0


@pytest.mark.parametrize(
    ("result", "words", "difference"),
    [
        (Reconciliation(1.0, 1.0), "✓ exactly", "0"),
        (Reconciliation(4e-9, 3e-10, 4.8e-7), "rounding ≤ 4.8×10⁻⁷", "−3.7×10⁻⁹"),
        (Reconciliation(1.0, 2.0, 1e-6), "✗ more than rounding explains", "+1.0×10⁰"),
        (Reconciliation(2.0, 2.0 + 3e-7, 1e-6), "✓ 1.3 ulp of float32", "+3.0×10⁻⁷"),
        (
            Reconciliation(2.0, 2.0 + 3e-7, 1e-8),
            "✗ 1.3 ulp: not by rounding",
            "+3.0×10⁻⁷",
        ),
        (Reconciliation(math.nan, math.nan), "not a finite number", "NaN"),
    ],
)
def test_a_difference_is_judged_by_what_rounding_explains(result, words, difference):
    assert ulps_text(result) == words
    assert difference_text(result) == difference


def test_numbers_of_sums_have_a_sign_and_seven_decimals():
    assert signed(2.1398866) == "+2.1398866"
    assert signed(-0.5) == "−0.5000000"
    assert signed(0.0) == "0"


def test_a_block_ends_where_the_next_weights_begin(network):
    assert block_of(network, "input") == ("input",)
    assert block_of(network, "relu1") == ("conv1", "relu1")
    assert block_of(network, "pool1") == ("conv2", "relu2", "pool1", "flatten")
    assert block_of(network, "dense1") == ("dense1", "relu3")
    assert block_of(network, "softmax") == ("softmax",)


def test_values_of_a_block_share_the_scale_of_its_largest(network, seen):
    limit = float(np.abs(seen.activations["conv2"]).max())
    for layer in ("conv2", "relu2", "pool1", "flatten"):
        scale = value_scale(network, seen, layer)
        assert (scale.kind, scale.limit, scale.scope) == ("signed", limit, "block")
    assert value_scale(network, seen, "input").kind == "image"
    assert value_scale(network, seen, "softmax").limit == 1


def test_gradients_that_are_compared_share_a_scale(seen):
    scale = gradient_scale(seen, "relu2", "pool1")
    both = [np.abs(seen.gradients[name]).max() for name in ("relu2", "pool1")]
    assert scale.limit == max(map(float, both))


def test_what_was_painted_last_lies_above():
    areas = Areas()
    areas.add(QRectF(0, 0, 100, 100), Target(tip="below"))
    grid = CellGrid(2, 2, 10, 10, x=20, y=20)
    areas.add_cells(grid, lambda row, column: Target(tip=f"{row} {column}"))
    assert areas.at(QPointF(5, 5)).tip == "below"
    assert areas.at(QPointF(35, 25)).tip == "0 1"
    assert areas.at(QPointF(200, 5)) is None


def test_a_click_on_a_term_selects_nothing():
    place, other = Selection("conv1", (0, 0, 0)), Selection("pool1", (0, 0, 0))
    assert Target(place).selects == place
    assert Target(place, chosen=other).selects == other
    assert Target(place, term=3).selects is None
