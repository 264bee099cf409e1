from __future__ import annotations

import numpy as np
import pytest

from engine.checkpoints import save_params
from engine.presets import LayerSpec, load_preset
from engine.training import Trainer, evaluate, try_alternatives


@pytest.fixture(scope="module")
def learnt(garments):
    """A network that no preset is, which has learnt garments a little."""
    layers = (
        LayerSpec("flatten", "flatten"),
        LayerSpec("dense", "dense1", {"units": 16}),
        LayerSpec("relu", "relu1"),
        LayerSpec("dense", "dense2", {"units": 10}),
        LayerSpec("softmax", "softmax"),
    )
    preset = load_preset("conv-net").changed(layers=layers)
    trainer = Trainer.from_preset(preset, garments.limited(600), seed=1, epochs=1, helpers=None)
    for _ in trainer.events():
        pass
    trainer.close()
    return trainer.network


@pytest.fixture
def dense_network(learnt, tmp_path):
    """The network, in dense.npz too."""
    arrays = dict(learnt.parameters)
    np.savez(tmp_path / "dense.npz", **{k: v.T.astype(float) for k, v in arrays.items()})
    return learnt


def test_where_no_preset_fits_the_best_alternative_is_evaluated_and_named(
    convviz, dense_network, garments
):
    result = convviz("evaluate", "dense.npz", "--dataset", "garments", "--json")
    found = result.json
    assert found["accuracy"] == evaluate(dense_network, garments.test).accuracy
    assert found["alternative"]["title"] == "28×28 → 16 → 10"
    validation = evaluate(dense_network, garments.validation).accuracy
    assert found["alternative"]["validation_accuracy"] == validation
    told = convviz("evaluate", "dense.npz", "--dataset", "garments")
    assert told.out.startswith("28×28 → 16 → 10 on Garments, test: accuracy ")
    assert "the best on the validation images of Garments is 28×28 → 16 → 10" in told.err


def test_another_activation_may_be_asked_for(convviz, dense_network):
    usual = convviz("evaluate", "dense.npz", "--dataset", "garments", "--json").json
    arguments = ("--dataset", "garments", "--activation", "sigmoid", "--json")
    other = convviz("evaluate", "dense.npz", *arguments).json
    kinds = [layer["kind"] for layer in other["alternative"]["layers"]]
    assert "sigmoid" in kinds
    assert "relu" not in kinds
    assert other["accuracy"] < usual["accuracy"]


def test_images_of_another_size_are_refused_in_a_sentence(convviz, dense_network):
    result = convviz("evaluate", "dense.npz", "--dataset", "digits")
    assert "none of the 3 networks that it may be of takes the images of Digits 8×8" in (
        result.err
    )
    assert "not applicable: the data set has 8×8 pixels" in result.err


def test_file_that_makes_no_network_is_refused_with_the_reason(convviz, tmp_path):
    np.savez(tmp_path / "x.npz", a=np.ones(5), b=np.ones((3, 3, 3, 3, 3)))
    result = convviz("evaluate", "x.npz", "--dataset", "garments")
    assert "x.npz fits no preset." in result.err


def test_inspect_tells_the_networks_that_a_file_may_be_of(convviz, dense_network):
    out = convviz("inspect", "dense.npz").out
    assert "dense1 takes 784 numbers: images of 28×28 in grey." in out
    assert "It may be\n  28×28 → 16 → 10: images of 28×28 in grey\n" in out
    assert "No such file says the activation" in out


def test_inspect_has_them_in_json(convviz, dense_network):
    proposal = convviz("inspect", "dense.npz", "--json").json["proposal"]
    first, *others = proposal["alternatives"]
    assert first["input_shape"] == [1, 28, 28]
    assert first["preset"] is None
    assert [layer["kind"] for layer in first["layers"]][-1] == "softmax"
    assert [other["reason"].split(", ")[-1] for other in others] == ["sigmoid", "tanh"]


def test_inspect_says_why_there_is_no_network(convviz, tmp_path):
    np.save(tmp_path / "x.npy", np.zeros(5))
    assert "No network is proposed: " in convviz("inspect", "x.npy").out


def test_preset_that_fits_gives_way_to_a_network_that_is_right_far_more_often(
    convviz, tmp_path, garments
):
    conv1, relu1, conv2, relu2, pool1, *others = load_preset("conv-net").layers
    padded = LayerSpec("conv2d", conv1.name, {**conv1.options, "padding": 2})
    layers = (padded, relu1, pool1, conv2, relu2, *others)
    trainer = Trainer.from_preset(
        load_preset("conv-net").changed(layers=layers),
        garments.limited(3000),
        seed=1,
        epochs=3,
        helpers=None,
    )
    for _ in trainer.events():
        pass
    trainer.close()
    save_params(tmp_path / "params.pkl", trainer.network, [])
    result = convviz("evaluate", "params.pkl", "--dataset", "garments", "--json")
    assert result.json["alternative"]["title"] == "28 → 28 → pool 14 → 10"
    assert "conv-net fits, but is not the network that is right most often" in result.err
    asked = ("--dataset", "garments", "--preset", "conv-net", "--json")
    assert convviz("evaluate", "params.pkl", *asked).json["alternative"] is None


def test_networks_are_tried_once_on_the_first_images_and_the_near_ones_on_all(
    convviz, dense_network, monkeypatch, garments
):
    told = []

    def watched(alternatives, dataset, **options):
        told.append((len(alternatives), len(dataset.validation), options["threads"]))
        return try_alternatives(alternatives, dataset, **options)

    monkeypatch.setattr("convviz.cli.trying.try_alternatives", watched)
    monkeypatch.setattr("convviz.cli.trying._FEW", 200)
    convviz("evaluate", "dense.npz", "--dataset", "garments", "--threads", 1)
    (every, few, _), (near, all_of_them, _) = told
    assert {threads for *_, threads in told} == {1}
    assert (every, few) == (3, 200)
    assert near < every
    assert all_of_them == len(garments.validation)


def test_where_no_network_is_better_than_chance_the_preset_that_fits_is_evaluated(
    convviz, tmp_path, garments
):
    network = load_preset("conv-net").build(4)
    save_params(tmp_path / "params.pkl", network, [])
    result = convviz("evaluate", "params.pkl", "--dataset", "garments", "--json")
    assert result.json["preset"] == "conv-net"
    assert result.json["alternative"] is None
    assert result.json["accuracy"] == evaluate(network, garments.test).accuracy
    assert "Maybe other images" in result.err


@pytest.mark.parametrize(
    "arguments",
    [("evaluate", "x.npy", "--dataset", "garments"), ("export", "x.npy", "--to", "y.npz")],
)
def test_single_matrix_is_taken_as_no_network_unasked(convviz, tmp_path, arguments):
    np.save(tmp_path / "x.npy", np.eye(7))
    result = convviz(*arguments)
    assert result.code
    assert "one matrix, which may or may not be weights" in result.err
    assert not (tmp_path / "y.npz").exists()
