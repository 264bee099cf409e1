"""What holds for every loss."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import SettingError, ShapeError
from engine.layers import Softmax
from engine.losses import LOSSES

pytestmark = pytest.mark.parametrize("loss", [make() for make in LOSSES.values()], ids=LOSSES)


def test_gradient_is_the_derivative_of_the_mean_loss(rng, loss, scores):
    z, labels = scores
    direction, step = rng.standard_normal(z.shape), 1e-6
    ahead = loss.per_sample(z + step * direction, labels).mean()
    behind = loss.per_sample(z - step * direction, labels).mean()
    _, dz = loss.value_and_gradient(z, labels)
    assert (dz * direction).sum() == pytest.approx((ahead - behind) / (2 * step), rel=1e-6)


def test_gradient_is_that_of_probabilities_sent_back_through_the_softmax(loss, scores):
    z, labels = scores
    softmax = Softmax("softmax", (4,))
    p, saved = softmax.forward(z)
    dp = loss.gradient_of_probabilities(p, labels) / len(z)
    _, dz = loss.value_and_gradient(z, labels)
    assert dz == pytest.approx(softmax.backward(dp, saved).x, rel=1e-10, abs=1e-15)


def test_loss_and_gradient_are_those_of_pytorch(loss, scores):
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    theirs = {
        "cross-entropy": functional.cross_entropy,
        "mean-squared-error": lambda z, labels: functional.mse_loss(
            functional.softmax(z, dim=1), functional.one_hot(labels, 4).to(z.dtype)
        ),
    }[loss.name]
    z, labels = scores
    tensor = torch.tensor(z, requires_grad=True)
    value = theirs(tensor, torch.tensor(labels))
    value.backward()
    losses, dz = loss.value_and_gradient(z, labels)
    assert losses.mean() == pytest.approx(value.item(), rel=1e-10)
    assert dz == pytest.approx(tensor.grad.numpy(), rel=1e-10, abs=1e-14)


def test_shards_of_a_batch_share_its_mean(loss, scores):
    z, labels = scores
    parts = [
        loss.value_and_gradient(z[s], labels[s], over=6)[1] for s in (np.s_[:4], np.s_[4:])
    ]
    assert np.allclose(np.concatenate(parts), loss.value_and_gradient(z, labels)[1])


def test_huge_scores_give_a_finite_loss_and_gradient(loss):
    z = np.array([[1e4, -1e4, 0], [1e4, -1e4, 0], [-1e4, -1e4, -1e4]], np.float32)
    losses, dz = loss.value_and_gradient(z, np.array([0, 1, 2]))
    assert np.isfinite(losses).all()
    assert np.isfinite(dz).all()
    assert losses[0] == 0
    assert losses[1] > losses[2] > 0


def test_gradient_pushes_the_true_score_up_and_the_sum_nowhere(loss, scores):
    z, labels = scores
    _, dz = loss.value_and_gradient(z, labels)
    assert (dz[np.arange(6), labels] < 0).all()
    assert dz.sum(axis=1) == pytest.approx(np.zeros(6), abs=1e-15)


def test_float32_stays_float32(rng, loss):
    z = rng.random((3, 4), np.float32)
    losses, dz = loss.value_and_gradient(z, np.array([0, 1, 2]), over=7)
    dp = loss.gradient_of_probabilities(z, np.array([0, 1, 2]))
    assert {losses.dtype, dz.dtype, dp.dtype} == {np.dtype(np.float32)}


def test_scores_are_left_as_they_were(loss, scores):
    z, labels = scores
    before = z.copy()
    loss.value_and_gradient(z, labels)
    loss.gradient_of_probabilities(z, labels)
    assert np.array_equal(z, before)


def test_no_samples_have_no_losses(loss):
    losses, dz = loss.value_and_gradient(np.zeros((0, 4)), np.zeros(0, np.int64))
    assert (losses.shape, dz.shape) == ((0,), (0, 4))


@pytest.mark.parametrize("dtype", [np.int64, np.int8])
@pytest.mark.parametrize("label", [-1, 4, 100])
def test_label_that_is_no_class_is_refused_in_a_sentence(loss, scores, label, dtype):
    z, labels = scores
    labels = labels.astype(dtype)
    labels[3] = label
    message = rf"^{loss.name}: labels must be in \[0, 4\), got {label}$"
    with pytest.raises(SettingError, match=message):
        loss.value_and_gradient(z, labels)
    with pytest.raises(SettingError, match=message):
        loss.gradient_of_probabilities(z, labels)


@pytest.mark.parametrize("dtype", [np.float32, np.bool_])
def test_labels_that_are_no_whole_numbers_are_refused_in_a_sentence(loss, scores, dtype):
    z, labels = scores
    kind = np.dtype(dtype).name
    message = f"^{loss.name}: labels must be an array of whole numbers, got '{kind}'$"
    with pytest.raises(SettingError, match=message):
        loss.value_and_gradient(z, labels.astype(dtype))
    with pytest.raises(SettingError, match=message):
        loss.gradient_of_probabilities(z, labels.astype(dtype))


def test_every_sample_needs_one_label(loss, scores):
    z, labels = scores
    message = rf"^{loss.name}: labels must have shape \(6,\), got \(5,\)$"
    with pytest.raises(ShapeError, match=message):
        loss.value_and_gradient(z, labels[:5])


def test_presets_find_it_by_its_name(loss):
    assert LOSSES[loss.name] is type(loss)
