"""Where gradients come from, against loops over the arrays in float64."""

from __future__ import annotations

import math

import pytest

CELLS = 2
"""Of every layer of a kind."""

POOLED = pytest.mark.parametrize(
    "case", ["conv-net", "cnn-from-scratch", "numpy-cnn", "own"], indirect=True
)


def near(value):
    """Return what a float32 computation of a gradient may give."""
    return pytest.approx(value, rel=2e-3, abs=1e-6)


def adds_up(told):
    """Return whether the terms are told to add up to what the engine has."""
    total = math.fsum(term["product"] for term in told["terms"])
    return (
        told["sum"] == pytest.approx(total, rel=1e-12, abs=1e-15)
        and told["difference"] == told["stored"] - told["sum"]
        and abs(told["difference"]) <= told["tolerance"]
        and told["gradient"] == told["stored"]
    )


def test_terms_through_a_convolution_are_the_cells_it_fed(case, explain):
    for layer, source, (c, h, k) in case.inputs("conv2d", CELLS):
        told = explain(case, source, (c, h, k), "--backward")
        filters, height, width = layer.output_shape
        expected = [
            (f, i, j, u, v, float(layer.parameters["w"][f, c, u, v]))
            for f in range(filters)
            for i in range(height)
            for j in range(width)
            for u, v, row, column in case.under(layer, i, j)
            if (row, column) == (h, k)
        ]
        names = ("channel", "row", "column", "u", "v", "weight")
        assert [tuple(term[name] for name in names) for term in told["terms"]] == expected
        for term in told["terms"]:
            place = term["channel"], term["row"], term["column"]
            assert term["gradient"] == near(case.gradients[layer.name][place])
            assert term["product"] == term["gradient"] * term["weight"]
        assert told["through"] == layer.name
        assert told["stored"] == near(case.gradients[source][c, h, k])
        assert adds_up(told)


@POOLED
def test_terms_through_a_pooling_are_the_windows_that_hold_the_cell(case, explain):
    for layer, source, (c, h, k) in case.inputs("pool2d", 2 * CELLS):
        told = explain(case, source, (c, h, k), "--backward")
        expected = {
            (c, i, j): shares[h, k]
            for i in range(layer.output_shape[1])
            for j in range(layer.output_shape[2])
            if (h, k) in (shares := case.shares(layer, c, i, j))
        }
        places = [(term["channel"], term["row"], term["column"]) for term in told["terms"]]
        assert places == list(expected)
        for place, term in zip(places, told["terms"], strict=True):
            assert term["share"] == expected[place]
            assert term["gradient"] == near(case.gradients[layer.name][place])
        assert told["stored"] == near(case.gradients[source][c, h, k])
        assert adds_up(told)


@POOLED
def test_cells_of_a_map_that_get_nothing_back_are_counted(case, explain):
    for layer, source, (c, h, k) in case.inputs("pool2d", 1):
        told = explain(case, source, (c, h, k), "--backward")
        _, height, width = layer.output_shape
        fed = {
            place
            for i in range(height)
            for j in range(width)
            for place, share in case.shares(layer, c, i, j).items()
            if share
        }
        inputs = math.prod(layer.input_shape[1:])
        assert told["inputs_of_map"] == inputs
        assert told["inputs_without"] == inputs - len(fed)


def test_terms_through_a_dense_layer_are_its_units(case, explain):
    for layer, source, (k,) in case.inputs("dense", CELLS):
        told = explain(case, source, (k,), "--backward")
        weights = [term["weight"] for term in told["terms"]]
        assert weights == layer.parameters["w"][:, k].tolist()
        gradients = [term["gradient"] for term in told["terms"]]
        assert gradients == near(case.gradients[layer.name].tolist())
        assert told["stored"] == near(case.gradients[source][k])
        assert adds_up(told)


def test_gradient_through_an_activation_is_its_slope_times_dy(case, explain):
    kinds = ("relu", "leaky-relu", "sigmoid", "tanh", "dropout", "batch-norm", "flatten")
    for kind in kinds:
        for layer, source, index in case.inputs(kind, CELLS):
            told = explain(case, source, index, "--backward")
            assert (told["operation"], told["through"]) == (kind, layer.name)
            assert told["stored"] == near(case.gradients[source][index])
            assert adds_up(told)
            if kind == "relu":
                is_open = bool(case.values[source][index] > 0)
                assert (told["open"], told["slope"]) == (is_open, float(is_open))


def test_gradient_of_a_score_comes_from_the_loss(case, explain):
    source = case.before("softmax")
    for k in (0, case.label):
        told = explain(case, source, (k,), "--backward")
        assert told["probability"] == pytest.approx(case.values["softmax"][k], rel=1e-4)
        assert told["truth"] == int(k == case.label)
        assert told["stored"] == near(case.gradients[source][k])
        assert adds_up(told)


def test_gradient_of_a_probability_is_that_of_the_loss(case, explain):
    told = explain(case, "softmax", (case.label,), "--backward")
    p = case.values["softmax"]
    expected = 2 * (p[case.label] - 1) / len(p)
    if case.network.name != "own":
        expected = -1 / p[case.label]
    assert told["operation"] == told["through"] == "loss"
    assert told["stored"] == near(expected)
    assert adds_up(told)


def test_loss_has_no_layer_behind_it(convviz):
    outcome = convviz("explain", "--dataset", "garments", "--layer", "loss", "--backward")
    assert (outcome.code, outcome.out) == (2, "")
    sentence = "--backward: loss is where gradients begin, choose a layer"
    assert outcome.err == f"convviz: {sentence}\n"


@pytest.mark.parametrize("case", ["conv-net", "cnn-from-scratch", "own"], indirect=True)
def test_person_reads_the_same_sum(case, convviz, chosen, explain):
    kinds = ("conv2d", "pool2d", "relu", "dense", "flatten", "softmax", "batch-norm")
    for kind in kinds:
        for _, source, index in case.inputs(kind, 1):
            told = explain(case, source, index, "--backward")
            asked = (*case.arguments, *chosen(source, index), "--backward")
            out = convviz("explain", *asked).out
            assert told["equation"] in " ".join(out.split())
            lines = out.splitlines()
            total = next(line for line in lines if line.startswith("sum "))
            figure = float(total.split()[1].replace("−", "-"))
            assert figure == pytest.approx(told["sum"], rel=1e-9)
            assert [line for line in lines[2:] if len(line) > 80] == []
