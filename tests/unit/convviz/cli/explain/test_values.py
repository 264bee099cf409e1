"""What `--json` says, against loops over the arrays in float64."""

from __future__ import annotations

import math

import numpy as np
import pytest

CELLS = 2
"""Of every layer of a kind."""


POOLED = pytest.mark.parametrize(
    "case", ["conv-net", "cnn-from-scratch", "numpy-cnn", "own"], indirect=True
)


def near(value):
    """Return what a float32 computation of `value` may give."""
    return pytest.approx(value, rel=1e-4, abs=1e-5)


def reconciles(told, computed):
    """Return whether the stored value is told beside `computed`, with their difference."""
    return (
        told["difference"] == told["stored"] - computed
        and abs(told["difference"]) <= told["tolerance"]
    )


def test_terms_of_a_convolution_are_those_of_its_definition(case, explain):
    for layer, (f, i, j) in case.cells("conv2d", CELLS):
        told = explain(case, layer.name, (f, i, j))
        w, x = layer.parameters["w"], case.values[told["source"]]
        expected = [
            (c, r, k, float(w[f, c, u, v]), not (0 <= r < x.shape[1] and 0 <= k < x.shape[2]))
            for c in range(len(x))
            for u, v, r, k in case.under(layer, i, j)
        ]
        terms = told["terms"]
        names = ("channel", "row", "column", "weight", "padding")
        assert [tuple(term[name] for name in names) for term in terms] == expected
        assert set(terms[0]) == {*names, "input", "product"}
        for term in terms:
            c, r, k = term["channel"], term["row"], term["column"]
            assert term["input"] == (0 if term["padding"] else near(x[c, r, k]))
            assert term["product"] == term["input"] * term["weight"]


def test_terms_of_a_convolution_add_up_to_what_is_stored(case, explain):
    for layer, (f, i, j) in case.cells("conv2d", CELLS, seed=1):
        told = explain(case, layer.name, (f, i, j))
        products = [term["product"] for term in told["terms"]]
        assert told["bias"] == float(layer.parameters["b"][f])
        assert told["sum"] == pytest.approx(math.fsum([*products, told["bias"]]), abs=1e-12)
        assert math.fsum(told["subtotals"]) == pytest.approx(math.fsum(products), abs=1e-12)
        assert told["stored"] == near(case.values[layer.name][f, i, j])
        assert reconciles(told, told["sum"])


def test_contributions_of_a_dense_layer_are_those_of_its_definition(case, explain):
    for layer, (m,) in case.cells("dense", 1):
        told = explain(case, layer.name, (m,))
        x = case.values[told["source"]]
        names = ("unit", "input", "weight", "product")
        units, inputs, weights, products = (
            [part[name] for part in told["contributions"]] for name in names
        )
        assert units == list(range(len(x)))
        assert told["rest"] == 0
        np.testing.assert_allclose(inputs, x, rtol=1e-4, atol=1e-5)
        assert weights == layer.parameters["w"][m].tolist()
        assert products == [a * b for a, b in zip(inputs, weights, strict=True)]
        assert told["sum"] == pytest.approx(math.fsum([*products, told["bias"]]), abs=1e-9)
        assert told["stored"] == near(case.values[layer.name][m])
        assert reconciles(told, told["sum"])


def test_contributions_behind_flattened_maps_tell_the_cell_of_the_map(case, explain):
    first = next(layer for layer in case.network.layers if layer.kind == "dense")
    flatten = next(layer for layer in case.network.layers if layer.kind == "flatten")
    maps = case.values[case.before(flatten.name)]
    parts = explain(case, first.name, (2,))["contributions"]
    inputs = [part["input"] for part in parts]
    cells = [maps[part["channel"], part["row"], part["column"]] for part in parts]
    np.testing.assert_allclose(inputs, cells, rtol=1e-4, atol=1e-5)


def test_contributions_behind_vectors_have_no_cell(own, explain):
    told = explain(own, "scores", (1,))["contributions"]
    assert {(part["channel"], part["row"], part["column"]) for part in told} == {(None,) * 3}


def test_largest_contributions_come_first_and_the_rest_as_one(case, explain):
    for layer, (m,) in case.cells("dense", 1, seed=4):
        products = [p["product"] for p in explain(case, layer.name, (m,))["contributions"]]
        told = explain(case, layer.name, (m,), "--terms", 5)
        shown = [part["product"] for part in told["contributions"]]
        sizes = sorted(map(abs, products), reverse=True)[:5]
        assert list(map(abs, shown)) == [size for size in sizes if size]
        rest = math.fsum(products) - math.fsum(shown)
        assert told["rest"] == pytest.approx(rest, abs=1e-9)


@POOLED
def test_windows_of_a_pooling_are_those_of_its_definition(case, explain):
    for layer, (c, i, j) in case.cells("pool2d", 2 * CELLS):
        told = explain(case, layer.name, (c, i, j))
        expected = case.window(layer, c, i, j)
        found = {(cell["row"], cell["column"]): cell["value"] for cell in told["window"]}
        assert list(found) == list(expected)
        assert list(found.values()) == near(list(expected.values()))
        assert told["pooling"] == layer.pooling
        assert told["stored"] == near(case.values[layer.name][c, i, j])
        assert reconciles(told, told["computed"])


@POOLED
def test_winner_of_a_window_is_the_first_of_the_extreme_cells(case, explain):
    for layer, (c, i, j) in case.cells("pool2d", 2 * CELLS, seed=2):
        told = explain(case, layer.name, (c, i, j))
        if layer.pooling == "mean":
            assert [told[name] for name in ("winner", "tied", "margin")] == [None] * 3
            continue
        sign = 1 if layer.pooling == "max" else -1
        values = [sign * cell["value"] for cell in told["window"]]
        first = told["window"][values.index(max(values))]
        assert told["winner"] == {name: first[name] for name in ("row", "column", "value")}
        assert told["tied"] == values.count(max(values))
        second = sorted(values)[-2:-1]
        margin = max(values) - second[0] if second else None
        assert told["margin"] == (None if margin is None else pytest.approx(margin, rel=1e-6))


@POOLED
def test_gradient_of_a_window_goes_to_its_winner_or_to_all(case, explain):
    for layer, index in case.cells("pool2d", CELLS, seed=3):
        told = explain(case, layer.name, index)
        count = len(told["window"])
        for cell in told["window"]:
            place = {name: cell[name] for name in ("row", "column", "value")}
            share = 1 / count if layer.pooling == "mean" else place == told["winner"]
            assert cell["gradient"] == pytest.approx(share * told["gradient"])


def test_activation_tells_the_number_before_and_after(case, explain):
    kinds = ("relu", "leaky-relu", "sigmoid", "tanh", "dropout")
    for layer, index in (cell for kind in kinds for cell in case.cells(kind, CELLS)):
        told = explain(case, layer.name, index)
        x = case.values[told["source"]][index]
        assert told["x"] == near(x)
        assert told["stored"] == near(case.values[layer.name][index])
        slope = {
            "relu": float(x > 0),
            "leaky-relu": 1.0 if x > 0 else getattr(layer, "slope", None),
            "sigmoid": told["stored"] * (1 - told["stored"]),
            "tanh": 1 - told["stored"] ** 2,
            "dropout": 1.0,
        }[layer.kind]
        assert told["slope"] == near(slope)
        assert told["open"] is (bool(x > 0) if layer.kind == "relu" else None)


def test_normalisation_tells_all_that_made_the_difference(own, explain):
    for layer, index in own.cells("batch-norm", 2 * CELLS):
        told = explain(own, layer.name, index)
        r = 1 / math.sqrt(told["variance"] + told["eps"])
        assert told["x_hat"] == pytest.approx((told["x"] - told["mean"]) * r)
        y = told["gamma"] * told["x_hat"] + told["beta"]
        assert told["computed"] == pytest.approx(y)
        assert told["stored"] == near(own.values[layer.name][index])
        assert reconciles(told, told["computed"])


def test_position_in_a_flattened_vector_tells_its_cell(case, explain):
    for layer, (k,) in case.cells("flatten", CELLS):
        told = explain(case, layer.name, (k,))
        place = tuple(told["from"][name] for name in ("channel", "row", "column"))
        assert told["stored"] == near(case.values[told["source"]][place])
        assert told["stored"] == near(case.values[layer.name][k])


def test_terms_of_a_softmax_lead_from_scores_to_probabilities(case, explain):
    told = explain(case, "softmax", (4,))
    z = case.values[case.before("softmax")]
    total = math.fsum(term["exponential"] for term in told["terms"])
    assert told["sum"] == pytest.approx(total)
    for k, term in enumerate(told["terms"]):
        assert (term["class"], term["truth"]) == (k, int(k == case.label))
        assert term["score"] == near(z[k])
        assert term["shifted"] == pytest.approx(term["score"] - told["maximum"])
        assert term["exponential"] == pytest.approx(math.exp(term["shifted"]))
        assert term["probability"] == pytest.approx(term["exponential"] / total)
        assert term["stored"] == near(case.values["softmax"][k])
    assert told["computed"] == told["terms"][4]["probability"]
    assert reconciles(told, told["computed"])


def test_softmax_alone_means_the_true_class(case, convviz):
    told = convviz("explain", *case.arguments, "--layer", "softmax", "--json").json
    assert told["unit"] == case.label


def test_pixel_is_told_as_the_network_sees_it(case, explain):
    told = explain(case, "input", (0, 5, 4))
    assert told["stored"] == near(case.values["input"][0, 5, 4])


def test_every_number_has_its_gradient(case, explain):
    """The loss changes as the gradient says where a score is moved a little."""
    told = explain(case, case.before("softmax"), (3,))
    p = case.values["softmax"]
    truth = [float(k == case.label) for k in range(len(p))]
    expected = p[3] - truth[3]
    if case.network.name == "own":  # mean squared error: through the softmax
        d = p - truth
        expected = 2 * p[3] * (d[3] - float(d @ p)) / len(p)
    assert told["gradient"] == near(expected)
