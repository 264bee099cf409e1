"""A trace is one sample's way through the network, copied."""

import numpy as np
import pytest

from engine.errors import ShapeError
from engine.inspection import layer_names, trace, trace_batch
from engine.losses import CrossEntropy


def _loss(network, x, label):
    return -np.log(network.forward(x[None])[0, label])


def test_activations_are_those_of_the_layers_one_by_one(network, sample, seen):
    y = sample[None]
    np.testing.assert_array_equal(seen.activations["input"], sample)
    for layer in network.layers:
        y = layer.forward(y)[0]
        np.testing.assert_array_equal(seen.activations[layer.name], y[0])
    np.testing.assert_array_equal(seen.probabilities, y[0])
    assert tuple(seen.activations) == tuple(seen.gradients) == layer_names(network)


def test_the_loss_is_minus_the_logarithm_of_the_probability_of_the_truth(seen):
    assert seen.loss == pytest.approx(-np.log(seen.probabilities[2]), rel=1e-5)
    assert seen.label == 2


def test_gradients_of_the_parameters_are_numerical_ones(network, sample):
    network = network.astype(np.float64)
    x = sample.astype(np.float64)
    gradients = trace(network, x, 1).parameter_gradients
    direction = np.random.default_rng(0).normal(size=gradients.flat.size)
    h = 1e-6
    start = network.parameters.flat.copy()
    losses = []
    for step in (-h, h):
        network.parameters.flat[:] = start + step * direction
        losses.append(_loss(network, x, 1))
    assert (losses[1] - losses[0]) / (2 * h) == pytest.approx(
        float(gradients.flat @ direction), rel=1e-4
    )


def test_the_gradient_of_every_activation_is_a_numerical_one(network, sample):
    network = network.astype(np.float64)
    seen = trace(network, sample.astype(np.float64), 1)
    rng = np.random.default_rng(1)
    h = 1e-6
    for i, name in enumerate(layer_names(network)[:-1]):
        a = seen.activations[name]
        # Equal cells, as the zeros of a rectifier, tie in the windows of a pooling, and
        # there is no derivative at a tie: they stay where they are.
        _, inverse, counts = np.unique(a, return_inverse=True, return_counts=True)
        direction = rng.normal(size=a.shape) * (counts[inverse].reshape(a.shape) == 1)
        losses = []
        for step in (-h, h):
            y = (a + step * direction)[None]
            for layer in network.layers[i:]:
                y, _ = layer.forward(y)
            losses.append(-np.log(y[0, 1]))
        numerical = (losses[1] - losses[0]) / (2 * h)
        assert numerical == pytest.approx(
            float((seen.gradients[name] * direction).sum()), rel=1e-4
        )


def test_the_gradient_at_the_scores_is_p_minus_y(seen):
    y = np.eye(len(seen.probabilities))[2]
    np.testing.assert_allclose(seen.gradients["dense2"], seen.probabilities - y, atol=1e-6)
    np.testing.assert_allclose(seen.gradients["softmax"], -y / seen.probabilities, rtol=1e-6)


class _TwiceCrossEntropy(CrossEntropy):
    """Another loss, whose every number is known from the first."""

    def value_and_gradient(self, z, labels, over=None):
        return tuple(2 * x for x in super().value_and_gradient(z, labels, over))

    def gradient_of_probabilities(self, p, labels):
        return 2 * super().gradient_of_probabilities(p, labels)


def test_another_loss_than_cross_entropy_can_be_traced(network, sample, seen):
    other = trace(network, sample, 2, loss=_TwiceCrossEntropy())
    assert other.loss == pytest.approx(2 * seen.loss)
    for name, gradient in seen.gradients.items():
        np.testing.assert_allclose(other.gradients[name], 2 * gradient, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(
        other.parameter_gradients.flat, 2 * seen.parameter_gradients.flat, rtol=1e-5, atol=1e-7
    )


def test_everything_is_a_read_only_copy(network, sample, seen):
    arrays = [*seen.activations.values(), *seen.gradients.values(), seen.probabilities]
    arrays.append(seen.parameter_gradients.flat)
    for array in arrays:
        assert not array.flags.writeable
        assert not np.shares_memory(array, sample)
        assert not np.shares_memory(array, network.parameters.flat)


def test_without_a_backward_pass_there_are_no_gradients(network, sample):
    seen = trace(network, sample, 0, backward=False)
    assert seen.gradients == {}
    assert seen.parameter_gradients is None


def test_tracing_leaves_the_parameters_as_they_were(network, sample):
    before = network.parameters.sha256()
    trace(network, sample, 0)
    assert network.parameters.sha256() == before


def test_a_probability_that_became_zero_has_a_finite_loss(conv_net):
    network = conv_net.replica(freeze=False)
    network.parameters["dense2.b"][:] = [1000, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    seen = trace(network, np.zeros((1, 28, 28), np.float32), 4)
    assert seen.probabilities[4] == 0
    assert np.isfinite(seen.loss)
    assert seen.gradients["softmax"][4] == -np.inf
    assert np.isfinite(seen.gradients["dense2"]).all()


def test_the_prediction_is_the_class_of_the_highest_probability(seen):
    assert seen.prediction == int(seen.probabilities.argmax())


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_where_a_probability_is_nan_nothing_is_predicted(conv_net, odd):
    network = conv_net.replica(freeze=False)
    network.parameters["dense2.b"][:] = odd
    with np.errstate(invalid="ignore"):
        seen = trace(network, np.zeros((1, 28, 28), np.float32), 4, backward=False)
    assert np.isnan(seen.probabilities).any()
    assert seen.prediction is None


@pytest.mark.parametrize("value", [np.nan, np.inf, 3e38])
def test_numbers_out_of_range_are_traced_without_a_warning(network, sample, value):
    network.parameters.flat[:] = value
    network.parameters.flat[::2] *= -1
    assert not np.isfinite(trace(network, sample, 1).parameter_gradients.flat).all()
    seen = trace_batch(network, sample[None], np.array([1]))
    assert not np.isfinite(seen.gradients["input"]).all()


def test_an_image_of_another_size_is_refused(conv_net):
    with pytest.raises(ShapeError, match=r"conv-net: x must have shape \(1, 28, 28\)"):
        trace(conv_net, np.zeros((1, 8, 8), np.float32), 0)


@pytest.mark.parametrize("label", [-1, 10])
def test_a_class_that_is_not_there_is_refused(conv_net, label):
    with pytest.raises(ValueError, match=r"trace: label must be in \[0, 10\), got"):
        trace(conv_net, np.zeros((1, 28, 28), np.float32), label)
