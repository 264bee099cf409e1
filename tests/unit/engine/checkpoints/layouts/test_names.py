from __future__ import annotations

import pytest

from engine.checkpoints.layouts.names import parse_name


@pytest.mark.parametrize(
    ("name", "stem", "role"),
    [
        ("W1", "1", "w"),
        ("b_12", "12", "b"),
        ("conv1.w", "conv 1", "w"),
        ("conv1_filters", "conv 1", "w"),
        ("fc1_bias", "fc 1", "b"),
        ("fc1Weights", "fc 1", "w"),
        ("layers.0.kernel", "layers 0", "w"),
        ("features.0.weight", "features 0", "w"),
        ("conv2d_1/kernel:0", "conv 1", "w"),
        ("dense/bias:0", "dense", "b"),
        ("[3].W", "3", "w"),
        ("model/dense weights", "model dense", "w"),
        ("params.W2", "params 2", "w"),
        ("weights1", "1", "w"),
        ("coefs_[1]", "1", "w"),
        ("intercepts_[1]", "1", "b"),
        ("W1.val", "1", "w"),
        ("Theta2", "2", "w"),
        ("wih", "ih", "w"),
        ("bc1", "c 1", "b"),
        ("Wxh", "xh", "w"),
        ("weights", "", "w"),
    ],
)
def test_names_say_layer_and_role(name: str, stem: str, role: str) -> None:
    parsed = parse_name((name,))
    assert (parsed.stem, parsed.role, parsed.kind) == (stem, role, "parameter")


def test_the_nearest_part_of_a_name_says_the_role() -> None:
    assert parse_name(("weights", "conv1")).stem == parse_name(("conv1", "b")).stem
    assert parse_name(("weights", "conv1", "b")).role == "b"


@pytest.mark.parametrize(
    "name",
    [
        "dW1",
        "d_bias",
        "m.W1",
        "grads.b2",
        "adam/conv1.w",
        "vdW1",
        "optimizer.m.conv1.w",
        "momentum_W1",
        "W1.grad",
        "W1_cache",
        "rmsprop.W1",
        "exp_avg.fc.weight",
    ],
)
def test_what_belongs_to_an_optimizer_is_told(name: str) -> None:
    assert parse_name((name,)).kind == "optimizer"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("losses", "cost"),
        ("train_loss", "cost"),
        ("history", "cost"),
        ("history.losses", "cost"),
        ("val_accuracy", "score"),
        ("history.acc", "score"),
        ("X_train", "data"),
        ("labels", "data"),
        ("bn1.running_mean", "normalisation"),
        ("gamma2", "normalisation"),
        ("arr_0", "parameter"),
        ("params_1", "parameter"),
        ("", "parameter"),
        ("bn", "normalisation"),
    ],
)
def test_names_without_a_role_say_what_they_are(name: str, kind: str) -> None:
    parsed = parse_name((name,))
    assert (parsed.role, parsed.kind) == ("", kind)


def test_numbers_in_names_are_numbers() -> None:
    names = sorted(["W10", "W9", "W2"], key=lambda name: parse_name((name,)).numbers)
    assert names == ["W2", "W9", "W10"]


def test_a_name_that_is_too_long_says_nothing() -> None:
    assert parse_name(("W" * 300 + ".w",)).role == ""
