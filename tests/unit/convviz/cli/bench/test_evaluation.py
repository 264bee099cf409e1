from __future__ import annotations

import numpy as np
import pytest

from convviz.cli.bench.evaluation import of_size
from engine.data import Split

QUICK = ("bench", "--evaluation", "--preset", "numpy-cnn", "--dataset", "garments")


def test_ten_thousand_images_are_evaluated_on_every_number_of_threads(convviz):
    rows = convviz(*QUICK, "--seconds", 0.01, "--json").json["evaluation"]
    assert [(row["images"], row["threads"]) for row in rows] == [(10_000, 1), (10_000, 2)]
    assert all(row["seconds"] > 0 for row in rows)


def test_sentence_tells_seconds_and_threads(convviz):
    outcome = convviz(*QUICK, "--seconds", 0.01, "--threads", 1)
    assert "numpy-cnn on 10,000 images of Garments, 1 thread: " in outcome.out


@pytest.mark.parametrize(
    ("n", "expected"), [(2, [5, 6]), (3, [5, 6, 7]), (7, [5, 6, 7, 5, 6, 7, 5])]
)
def test_split_of_another_size_begins_again_at_its_end(n, expected):
    images = np.array([5, 6, 7], np.uint8).reshape(3, 1, 1, 1)
    split = of_size(Split(images, np.array([0, 1, 2]), 16), n)
    assert split.images.ravel().tolist() == expected
    assert split.labels.tolist() == [e - 5 for e in expected]
    assert split.divisor == 16
