from __future__ import annotations

import numpy as np
import pytest

from engine.errors import SettingError
from engine.training import evaluate


def test_evaluation_is_the_network_on_every_sample(make_network, make_dataset):
    network, split = make_network(), make_dataset(10, validation=150).validation
    found = evaluate(network, split, threads=1)
    p, n = network.forward(split.x(slice(None))), np.arange(150)
    assert np.allclose(found.probabilities, p, atol=1e-6)
    assert np.array_equal(found.predictions, p.argmax(axis=1))
    assert found.predictions.dtype == np.uint8
    assert np.array_equal(found.confidences, found.probabilities.max(axis=1))
    assert found.accuracy == pytest.approx((p.argmax(axis=1) == split.labels).mean())
    assert found.loss == pytest.approx(-np.log(p[n, split.labels]).mean(), rel=1e-5)


def test_number_of_threads_changes_no_bit(make_network, make_dataset):
    network, split = make_network(), make_dataset(10, validation=700).validation
    one, three = (evaluate(network, split, threads=t) for t in (1, 3))
    assert one.loss == three.loss
    assert np.array_equal(one.probabilities, three.probabilities)


def test_a_network_in_float64_is_tried_in_float32(make_network, make_dataset):
    network, split = (
        make_network().astype(np.float64),
        make_dataset(10, validation=70).validation,
    )
    found = evaluate(network, split, threads=1)
    exact = network.forward(split.x(np.arange(70)).astype(np.float64))
    assert exact.dtype == np.float64
    assert found.probabilities.dtype == found.confidences.dtype == np.float32
    assert np.allclose(found.probabilities, exact, atol=1e-6)


def test_progress_counts_the_samples(make_network, make_dataset):
    told = []
    split = make_dataset(10, validation=600).validation
    evaluate(make_network(), split, threads=1, progress=lambda *counts: told.append(counts))
    assert told == [(512, 600), (600, 600)]


def test_what_progress_raises_ends_the_evaluation(make_network, make_dataset):
    told = []

    def cancel(done: int, _: int) -> None:
        told.append(done)
        raise KeyboardInterrupt

    split = make_dataset(10, validation=2000).validation
    with pytest.raises(KeyboardInterrupt):
        evaluate(make_network(), split, threads=2, progress=cancel)
    assert told == [512]


def test_arrays_of_an_evaluation_are_read_only(make_network, dataset):
    found = evaluate(make_network(), dataset.test, threads=1)
    for array in (found.probabilities, found.predictions, found.confidences):
        assert not array.flags.writeable


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        ({"validation": 0}, "small: there must be images to be tried on, got 0"),
        ({"shape": (1, 8, 8)}, "small: images must have shape (1, 10, 10), got (1, 8, 8)"),
        ({"classes": 4}, "small: labels must be below 3, one per output, got 3"),
    ],
)
def test_split_that_does_not_fit_is_refused(make_network, make_dataset, made, sentence):
    with pytest.raises(SettingError) as refused:
        evaluate(make_network(), make_dataset(10, **made).validation, threads=1)
    assert str(refused.value) == sentence
