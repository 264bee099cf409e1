"""The first update of a parameter, against the optimizers' equations."""

from __future__ import annotations

import math

import pytest


@pytest.fixture
def ask(convviz):
    """Return what the command says of the update of a parameter."""

    def ask(case, parameter):
        asked = (*case.arguments, "--weight", parameter, "--update", "--json")
        outcome = convviz("explain", *asked)
        assert outcome.code == 0, outcome.err
        return outcome.json

    return ask


@pytest.mark.parametrize("case", ["conv-net", "numpy-cnn", "own"], indirect=True)
def test_first_step_of_adam_is_the_learning_rate_by_the_sign(case, ask):
    """Both moments are the gradient and its square once they are corrected."""
    first = case.network.layers[0].name
    told = ask(case, f"{first}.w[1,0,1,1]")
    update, g = told["update"], told["stored"]
    assert update["optimizer"] == "adam"
    assert update["old"] == told["value"]
    expected = told["value"] - update["alpha"] * g / (abs(g) + 1e-8)
    assert update["computed"] == pytest.approx(expected, rel=1e-5)
    assert update["step"] == pytest.approx(expected - told["value"], rel=1e-5)
    assert [moment["before"] for moment in update["moments"]] == [0, 0]
    corrected = {line["letter"]: line["value"] for line in update["lines"]}
    assert corrected["m̂"] == pytest.approx(g)
    assert corrected["v̂"] == pytest.approx(g * g)


@pytest.mark.parametrize("case", ["two-layer"], indirect=True)
def test_penalty_is_added_to_the_gradient_of_the_layers_it_is_about(case, ask):
    told = ask(case, "dense2.w[3,7]")
    update = told["update"]
    assert update["penalty"] == pytest.approx(0.05 * told["value"])
    assert update["g"] == pytest.approx(told["stored"] + update["penalty"])
    new = told["value"] - update["alpha"] * update["g"]
    assert update["computed"] == pytest.approx(new)
    assert ask(case, "conv1.w[0,0,2,2]")["update"]["penalty"] == 0


def test_new_value_is_told_beside_what_the_engine_makes(case, ask):
    last = case.network.layers[-2].name
    update = ask(case, f"{last}.w[{case.label},0]")["update"]
    assert update["lines"][-1]["value"] == update["computed"]
    assert update["difference"] == update["stored"] - update["computed"]
    assert abs(update["difference"]) <= update["tolerance"]


def test_loss_falls_as_the_gradient_promises(case, ask):
    """The loss before is that of the probabilities; a step along a gradient goes down."""
    last = case.network.layers[-2].name
    update = ask(case, f"{last}.b[0]")["update"]
    p = case.values["softmax"]
    loss = -math.log(p[case.label])
    if case.network.name == "own":
        loss = sum((p[k] - (k == case.label)) ** 2 for k in range(len(p))) / len(p)
    assert update["loss_before"] == pytest.approx(loss, rel=1e-5)
    measured = update["loss_after"] - update["loss_before"]
    assert update["loss_change_measured"] == pytest.approx(measured)
    assert update["loss_change_predicted"] < 0


def test_person_reads_the_lines_of_the_optimizer(own, convviz, ask):
    update = ask(own, "scores.b[2]")["update"]
    out = convviz("explain", *own.arguments, "--weight", "scores.b[2]", "--update").out
    assert "update by adam, step 1, of this sample alone" in out
    for line in update["lines"]:
        assert f"  {line['letter']} = {line['formula']} = " in out
    assert max(map(len, out.splitlines()[2:])) <= 80


def test_update_goes_with_a_weight_alone(convviz):
    outcome = convviz("explain", "--dataset", "garments", "--layer", "loss", "--update")
    assert outcome.code == 2
    assert outcome.err == "convviz: --update: goes with --weight, not with --layer\n"
