from __future__ import annotations

import math

import pytest


def test_terms_of_the_loss_add_up_to_it(case, convviz):
    told = convviz("explain", *case.arguments, "--layer", "loss", "--json").json
    p = case.values["softmax"]
    if case.network.name == "own":
        loss = sum((p[k] - (k == case.label)) ** 2 for k in range(len(p))) / len(p)
    else:
        loss = -math.log(p[case.label])
    assert told["operation"] == "loss"
    assert told["stored"] == pytest.approx(loss, rel=1e-5)
    assert math.fsum(term["term"] for term in told["terms"]) == pytest.approx(told["sum"])
    assert told["difference"] == told["stored"] - told["sum"]
    assert abs(told["difference"]) <= told["tolerance"]


def test_gradients_of_the_scores_go_with_the_loss(case, convviz):
    told = convviz("explain", *case.arguments, "--layer", "loss", "--json").json
    gradients = [term["gradient"] for term in told["terms"]]
    assert math.fsum(gradients) == pytest.approx(0, abs=1e-7)
    assert gradients[case.label] < 0


def test_person_reads_loss_terms_and_sum(own, convviz):
    out = convviz("explain", *own.arguments, "--layer", "loss").out
    assert "Mean squared error: l = (p − y)² over classes" in out
    told = convviz("explain", *own.arguments, "--layer", "loss", "--json").json
    line = next(line for line in out.splitlines() if line.startswith("sum "))
    assert float(line.split()[1]) == pytest.approx(told["sum"])
