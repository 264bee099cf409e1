"""Where the gradient of a parameter comes from, against loops in float64."""

from __future__ import annotations

import math

import numpy as np
import pytest


def near(value):
    """Return what a float32 computation of a gradient may give."""
    return pytest.approx(value, rel=2e-3, abs=1e-6)


@pytest.fixture
def ask(convviz):
    """Return what the command says of a parameter as JSON."""

    def ask(case, name, index, *options):
        place = ",".join(map(str, index))
        asked = (*case.arguments, "--weight", f"{name}[{place}]", *options, "--json")
        outcome = convviz("explain", *asked)
        assert outcome.code == 0, outcome.err
        return outcome.json

    return ask


def parameters(case, letter, kind):
    """Yield (layer, name, index): a random number in each such parameter."""
    rng = np.random.default_rng(3)
    for layer in case.network.layers:
        if layer.kind == kind:
            shape = layer.parameters[letter].shape
            yield layer, f"{layer.name}.{letter}", tuple(int(rng.integers(n)) for n in shape)


def adds_up(told):
    """Return whether the terms are told to add up to what the engine has."""
    total = math.fsum(term["product"] for term in told["terms"])
    return (
        told["sum"] == pytest.approx(total, rel=1e-9, abs=1e-15)
        and told["difference"] == told["stored"] - told["sum"]
        and abs(told["difference"]) <= told["tolerance"]
    )


def test_terms_of_a_kernel_are_all_positions_of_its_window(case, ask):
    for layer, name, (f, c, u, v) in parameters(case, "w", "conv2d"):
        told = ask(case, name, (f, c, u, v))
        x, dy = case.values[told["source"]], case.gradients[layer.name][f]
        total, expected = 0.0, []
        for i, j in np.ndindex(dy.shape):
            row, column = next(
                (r, k) for a, b, r, k in case.under(layer, i, j) if (a, b) == (u, v)
            )
            inside = 0 <= row < x.shape[1] and 0 <= column < x.shape[2]
            total += x[c, row, column] * dy[i, j] if inside else 0.0
            expected.append((i, j, row, column, not inside))
        names = ("i", "j", "row", "column", "padding")
        assert [tuple(term[key] for key in names) for term in told["terms"]] == expected
        assert [term["gradient"] for term in told["terms"]] == near(dy.ravel().tolist())
        assert all(t["product"] == t["input"] * t["gradient"] for t in told["terms"])
        assert told["stored"] == near(total)
        assert told["value"] == float(layer.parameters["w"][f, c, u, v])
        assert adds_up(told)


def test_gradient_of_a_bias_is_the_sum_over_its_map(case, ask):
    for kind in ("conv2d", "dense"):
        for layer, name, (f,) in parameters(case, "b", kind):
            told = ask(case, name, (f,))
            assert told["stored"] == near(case.gradients[layer.name][f].sum())
            assert adds_up(told)


def test_gradient_of_a_dense_weight_is_an_outer_product(case, ask):
    for layer, name, (m, k) in parameters(case, "w", "dense"):
        told = ask(case, name, (m, k))
        x = case.values[told["source"]]
        assert len(told["terms"]) == 1
        assert told["stored"] == near(x[k] * case.gradients[layer.name][m])
        assert adds_up(told)


def test_gradients_of_a_normalisation_are_sums_over_its_channel(own, ask):
    layer = own.network.layer("norm")
    dy, p = own.gradients["norm"][1], layer.parameters
    r = 1 / math.sqrt(p["variance"][1] + layer.eps)
    x_hat = (own.values["far"][1] - float(p["mean"][1])) * r
    for letter, expected in (("gamma", (dy * x_hat).sum()), ("beta", dy.sum())):
        told = ask(own, f"norm.{letter}", (1,))
        assert told["stored"] == near(expected)
        assert adds_up(told)


def test_largest_terms_come_first_and_the_rest_as_one(case, ask):
    _, name, index = next(parameters(case, "w", "conv2d"))
    every = [term["product"] for term in ask(case, name, index)["terms"]]
    told = ask(case, name, index, "--terms", 4)
    shown = [term["product"] for term in told["terms"]]
    assert list(map(abs, shown)) == [s for s in sorted(map(abs, every))[:-5:-1] if s]
    assert told["rest"] == pytest.approx(math.fsum(every) - math.fsum(shown), abs=1e-12)


@pytest.mark.parametrize("case", ["conv-net", "own"], indirect=True)
def test_person_reads_the_same_sum(case, convviz, ask):
    for kind in ("conv2d", "dense"):
        _, name, index = next(parameters(case, "w", kind))
        told = ask(case, name, index)
        place = ",".join(map(str, index))
        out = convviz("explain", *case.arguments, "--weight", f"{name}[{place}]").out
        assert told["equation"] in " ".join(out.split())
        total = next(line for line in out.splitlines() if line.startswith("sum "))
        assert float(total.split()[1].replace("−", "-")) == pytest.approx(told["sum"], rel=1e-9)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("conv9.w[0]", "conv-net learns conv1.w, conv1.b, conv2.w, conv2.b, dense1.w, "),
        ("conv1.w", "conv1.w has [0,0,0,0] to [7,0,4,4], got conv1.w\n"),
        ("conv1.w[0,0,5,0]", "conv1.w has [0,0,0,0] to [7,0,4,4], got conv1.w[0,0,5,0]\n"),
        ("conv1.b[-1]", "conv1.b has [0] to [7], got conv1.b[-1]\n"),
        ("conv1.b[1,2]", "conv1.b has [0] to [7], got conv1.b[1,2]\n"),
    ],
)
def test_parameter_that_is_not_there_is_a_usage_error(convviz, text, sentence):
    outcome = convviz("explain", "--dataset", "garments", "--weight", text)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"convviz: --weight: {sentence}")


def test_parameter_without_a_gradient_is_a_usage_error(own, convviz):
    outcome = convviz("explain", *own.arguments, "--weight", "norm.mean[0]")
    assert outcome.code == 2
    assert outcome.err.endswith("got norm.mean\n")


def test_weight_and_cell_exclude_each_other(convviz):
    arguments = ("--dataset", "garments", "--weight", "conv1.b[0]", "--channel", 1)
    outcome = convviz("explain", *arguments)
    assert outcome.code == 2
    assert outcome.err == "convviz: --channel: goes with --layer, not with --weight\n"
    outcome = convviz("explain", "--weight", "conv1.b[0]", "--layer", "conv1")
    assert outcome.code == 2
    assert "not allowed with argument" in outcome.err


def test_check_moves_the_parameter_and_finds_the_same_gradient(case, ask):
    for kind in ("conv2d", "dense"):
        for _, name, index in parameters(case, "w", kind):
            told = ask(case, name, index, "--check")
            check = told["check"]
            quotient = (check["ahead"] - check["behind"]) / (2 * check["eps"])
            assert check["numeric"] == pytest.approx(quotient)
            assert check["backprop"] == near(told["stored"])
            assert check["numeric"] == near(check["backprop"])
            assert check["agrees"]


@pytest.mark.parametrize("case", ["digits", "own"], indirect=True)
def test_check_is_told_to_a_person(case, convviz):
    name = next(iter(case.network.parameters))
    arguments = ("--weight", f"{name}[0,0,1,1]", "--check")
    out = convviz("explain", *case.arguments, *arguments).out
    told = convviz("explain", *case.arguments, *arguments, "--json").json["check"]
    assert out.splitlines()[-1] == told["verdict"]
    assert "check by finite differences" in out


def test_check_goes_with_a_weight_alone(convviz):
    outcome = convviz("explain", "--dataset", "garments", "--layer", "loss", "--check")
    assert outcome.code == 2
    assert outcome.err == "convviz: --check: goes with --weight, not with --layer\n"
