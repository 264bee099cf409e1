from __future__ import annotations

import numpy as np
import pytest

from engine.checkpoints import Reading, load_params, read_layers, save_params
from engine.checkpoints.architectures import propose, propose_for
from engine.checkpoints.architectures.search import find_plans, plans_over_whole_maps
from engine.functional import conv2d, dense, pool2d, relu, softmax
from engine.presets import load_preset, preset_names

CONV_NET = ((8, 1, 5, 5), (8, 8, 5, 5), (128, 800), (10, 128))
WORKED_EXAMPLES = [
    (CONV_NET, "28 → 24 → 20 → pool 10"),
    (((30, 1, 5, 5), (100, 4320), (10, 100)), "28 → 24 → pool 12"),
    (((8, 1, 3, 3), (10, 1352)), "28 → 26 → pool 13"),
    (
        ((8, 1, 3, 3), (16, 8, 3, 3), (10, 784)),
        "28 → 28 → pool 14 → 14 → pool 7",
    ),
    (((6, 1, 5, 5), (16, 6, 5, 5), (120, 400), (10, 120)), "32 → 28 → pool 14 → 10 → pool 5"),
    (((8, 1, 5, 5), (10, 1152)), "28 → 24 → pool 12"),
    (((32, 1, 5, 5), (64, 32, 5, 5), (9, 1024)), "28 → 24 → pool 12 → 8 → pool 4"),
    (((32, 1, 3, 3), (10, 23328)), "28 → 28 → pool 27"),
    (((16, 3, 3, 3), (32, 16, 3, 3), (10, 2048)), "32 → 32 → pool 16 → 16 → pool 8"),
]


@pytest.mark.parametrize(("shapes", "title"), WORKED_EXAMPLES)
def test_worked_examples_come_out_among_the_first_three(reading_of, shapes, title):
    assert title in [a.title for a in propose(reading_of(*shapes)).alternatives[:3]]


def test_conv_net_is_told_in_the_words_of_its_arithmetic(reading_of):
    proposal = propose(reading_of(*CONV_NET))
    assert proposal.sentence.startswith(
        "dense1 takes 800 = 8 × 10 × 10. Of 216 combinations of image size, padding and "
        "pooling, three end at 10×10"
    )
    first, second, third = proposal.alternatives[:3]
    assert (first.title, first.reason, first.same_as) == (
        "28 → 24 → 20 → pool 10",
        "no padding, pooling 2×2 after conv2",
        "conv-net",
    )
    assert second.reason == "conv1 padded by 2, pooling 2×2 after conv1"
    assert third.input_shape == (1, 32, 32)
    assert second.same_as is third.same_as is None
    assert proposal.more > 0
    assert proposal.tried > 216
    assert "activation" in proposal.unsaid


def test_every_alternative_is_a_network_of_the_arrays(reading_of):
    reading = reading_of(*CONV_NET)
    for alternative in propose(reading).alternatives:
        network = alternative.network()
        x = np.random.default_rng(1).random((2, *alternative.input_shape), np.float32)
        np.testing.assert_allclose(network.forward(x).sum(axis=1), 1, rtol=1e-5)
        assert list(network.parameters) == list(alternative.arrays())


@pytest.mark.parametrize("name", preset_names())
def test_what_was_saved_of_a_preset_is_proposed_as_it_and_predicts_the_same_bits(
    name, tmp_path
):
    network = load_preset(name).build(3)
    save_params(tmp_path / "params.pkl", network, [2.3, 2.2, 2.1])
    params = load_params(tmp_path / "params.pkl")
    alternatives = propose(read_layers(params.tree), params=params).alternatives
    (own,) = [a for a in alternatives if a.same_as == name]
    x = np.random.default_rng(0).random((4, *network.input_shape), np.float32)
    np.testing.assert_array_equal(own.network().predict(x), network.predict(x))
    assert own.preset == load_preset(name)
    built_in = [a.same_as for a in alternatives]
    assert built_in.index(name) < sum(same is not None for same in built_in)


@pytest.mark.parametrize(
    ("numbers", "shape", "title"),
    [
        (784, (1, 28, 28), "28×28 → 5 → 10"),
        (3072, (3, 32, 32), "32×32×3 → 5 → 10"),
        (12288, (3, 64, 64), "64×64×3 → 5 → 10"),
        (64, (1, 8, 8), "8×8 → 5 → 10"),
        (400, (1, 20, 20), "20×20 → 5 → 10"),
        (718, (1, 1, 718), "1×718 → 5 → 10"),
    ],
)
def test_dense_layers_take_images_of_as_many_pixels(reading_of, numbers, shape, title):
    first = propose(reading_of((5, numbers), (10, 5))).alternatives[0]
    assert (first.input_shape, first.title) == (shape, title)


def test_numbers_that_are_no_image_are_said_to_be_none(reading_of):
    proposal = propose(reading_of((5, 718), (10, 5)))
    assert proposal.sentence == (
        "dense1 takes 718 numbers; which image they are is not to be told from that."
    )


def test_file_without_weights_has_a_reason_and_no_network():
    proposal = propose(Reading())
    assert proposal.alternatives == ()
    assert proposal.reason == "No weights of a network were recognised in the file."


@pytest.mark.parametrize(
    ("shapes", "reason"),
    [
        (
            ((8, 1, 5, 5), (8, 9, 5, 5), (10, 800)),
            "The layers make no chain: conv1 gives 8 channels, conv2 takes 9.",
        ),
        (
            ((5, 784), (10, 6)),
            "The layers make no chain: dense1 gives 5 numbers, dense2 takes 6.",
        ),
        (
            ((8, 1, 5, 5), (10, 801)),
            "dense1 takes 801 numbers, which is no multiple of the 8 maps that conv1 gives.",
        ),
        (
            ((8, 1, 5, 5), (10, 8 * 875)),
            "dense1 takes 7\u202f000 = 8 × 875 cells. None of 504 combinations of image size, "
            "padding and pooling ends at 875 cells.",
        ),
        (
            ((8, 1, 5, 5),),
            "The file has a single convolution and no layer that gives classes.",
        ),
    ],
)
def test_layers_that_make_no_network_say_why(reading_of, shapes, reason):
    proposal = propose(reading_of(*shapes))
    assert proposal.alternatives == ()
    assert proposal.reason == reason


def test_missing_biases_are_zero_with_a_note(reading_of):
    first = propose(reading_of((5, 784), (10, 5), biases=False)).alternatives[0]
    assert not first.arrays()["dense1.b"].any()
    assert first.notes == ("Biases that the file does not have are 0: dense1, dense2.",)


def test_single_output_is_a_sigmoid_over_two_classes(reading_of):
    reading = reading_of((5, 64), (1, 5))
    first = propose(reading).alternatives[0]
    x = np.random.default_rng(2).random((3, 1, 8, 8), np.float32)
    (hidden, last) = reading.layers
    z = relu(dense(x.reshape(3, -1), _f(hidden.weight), _f(hidden.bias)))
    z = dense(z, _f(last.weight), _f(last.bias))
    np.testing.assert_allclose(
        first.network().forward(x)[:, 1], 1 / (1 + np.exp(-z[:, 0])), rtol=1e-5
    )
    assert first.classes == 2
    assert "sigmoid" in first.notes[0]


def test_kernels_with_channels_last_are_flattened_so_first(reading_of):
    shapes = ((4, 1, 3, 3), (10, 4 * 13 * 13))
    first, *others = propose(reading_of(*shapes, axes=(2, 3, 1, 0))).alternatives
    assert first.flatten == "channels last"
    assert any(a.title == first.title and a.flatten == "channels first" for a in others)
    usual = propose(reading_of(*shapes)).alternatives
    assert usual[0].flatten == "channels first"
    assert "channels last" in [a.flatten for a in usual]


def test_channels_last_is_the_network_that_flattens_in_that_order(reading_of):
    reading = reading_of((4, 1, 3, 3), (10, 4 * 13 * 13), axes=(2, 3, 1, 0))
    first = propose(reading).alternatives[0]
    x = np.random.default_rng(3).random((2, 1, 28, 28), np.float32)
    conv, last = reading.layers
    maps = pool2d(relu(conv2d(x, _f(conv.weight), _f(conv.bias))), 2)
    z = dense(maps.transpose(0, 2, 3, 1).reshape(2, -1), _f(last.weight), _f(last.bias))
    np.testing.assert_allclose(first.network().forward(x), softmax(z), rtol=1e-4)


def test_running_preset_of_a_user_is_among_the_alternatives(reading_of):
    preset = load_preset("digits").changed(name="mine", title="mine")
    layers = tuple(spec for spec in preset.layers if spec.name != "relu2")
    mine = preset.changed(layers=layers)
    reading = reading_of((1, 1, 3, 3), (10, 36), (10, 10))
    alternatives = propose(reading, presets=(mine,)).alternatives
    assert [a.preset.name for a in alternatives[:2]] == ["digits", "mine"]
    assert alternatives[1].reason.endswith("no activation after dense1")
    assert alternatives[1].same_as is None


def test_deep_networks_are_searched_without_listing_all_ways(reading_of):
    shapes = ((4, 3, 3, 3), *((4, 4, 3, 3),) * 12, (10, 4))
    proposal = propose(reading_of(*shapes))
    assert proposal.tried > 10**12
    assert "more than a million" in proposal.sentence
    assert len(proposal.alternatives) == 12
    assert " times) → " in proposal.alternatives[0].title


def test_more_layers_than_anyone_lays_out_by_hand_are_not_searched(reading_of):
    proposal = propose(reading_of(*((4, 4, 3, 3),) * 61))
    assert proposal.reason == "Networks of up to 60 layers are proposed, not of 61."


def test_network_larger_than_presets_may_be_is_refused_in_words(reading_of):
    proposal = propose(reading_of((70_000, 64), (10, 70_000)), name="huge")
    assert proposal.alternatives == ()
    assert proposal.reason == "huge: dense1: units must be at most 65536, got 70000"


def test_file_without_dense_layers_ends_in_one_number_per_map(reading_of):
    proposal = propose(reading_of((8, 1, 3, 3), (10, 8, 3, 3)))
    assert any(
        a.reason.endswith("mean of the whole map after conv2") for a in proposal.alternatives
    )
    for alternative in proposal.alternatives:
        assert alternative.network().classes == 10


def _f(array):
    return array.astype(np.float32)


def test_dense_networks_are_proposed_with_the_usual_activations(reading_of):
    alternatives = propose(reading_of((5, 784), (10, 5))).alternatives
    assert [a.activation for a in alternatives] == ["relu", "sigmoid", "tanh"]
    assert [a.title for a in alternatives] == ["28×28 → 5 → 10"] * 3


def test_single_dense_layer_has_no_activation_to_choose(reading_of):
    (only,) = propose(reading_of((10, 784))).alternatives
    assert only.activation == ""


def test_order_of_flattening_is_offered_only_where_it_changes_something(reading_of):
    for shapes in (((1, 1, 3, 3), (10, 36)), ((1, 1, 5, 5), (1, 1, 3, 3), (10, 16))):
        told = [(a.title, a.reason) for a in propose(reading_of(*shapes)).alternatives]
        assert len(set(told)) == len(told)
        assert not any("channels last" in reason for _, reason in told)


@pytest.mark.parametrize(
    ("shapes", "area"), [(CONV_NET, 100), (((4, 1, 3, 3), (8, 4, 3, 3), (10, 8)), 1)]
)
def test_combinations_that_are_not_listed_are_counted_once_each(reading_of, shapes, area):
    kernels = [shape[2:] for shape in shapes if len(shape) == 4]
    proposal = propose(reading_of(*shapes))
    listed = {(a.title, a.reason.split(", flattened")[0]) for a in proposal.alternatives}
    fitting = find_plans(kernels, 1, area, plain=False).count
    if area == 1:
        fitting += len(plans_over_whole_maps(kernels, 1))
    assert proposal.more == fitting - len(listed)


def test_file_is_proposed_under_its_own_name(tmp_path):
    network = load_preset("conv-net").build(3)
    save_params(tmp_path / "mine <b>.pkl", network, [])
    found = propose_for(load_params(tmp_path / "mine <b>.pkl"))
    assert found.alternatives[1].preset.name == "mine <b>"
