from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from convviz.cli import peak_memory
from convviz.cli.bench.memory import (
    TEST_IMAGES,
    TRAIN_IMAGES,
    MemoryUnknownError,
    peak_of_training,
    write_noise,
)
from engine.data import load_dataset

HOLD = """
import sys
from convviz.cli.peak_memory import peak_bytes
before = peak_bytes()
held = b"x" * 100_000_000
del held
print(peak_bytes() - before)
"""


def test_training_in_a_process_of_its_own_tells_its_peak(convviz):
    figures = convviz("bench", "--memory", "--preset", "digits", "--threads", 1, "--json").json
    (row,) = figures["memory"]
    assert row["preset"] == "digits"
    assert row["images"] == "all images of digits"
    assert 10e6 < row["peak_bytes"] < 1e9


def test_sentence_tells_megabytes(convviz):
    outcome = convviz("bench", "--memory", "--preset", "digits", "--batch-size", 64)
    assert outcome.out.splitlines()[-1].startswith(
        "digits on all images of digits: resident memory at most "
    )


def test_peak_remembers_memory_that_was_given_back():
    if peak_memory.peak_bytes() is None:
        pytest.skip("this system does not tell the peak of resident memory")
    done = subprocess.run([sys.executable, "-c", HOLD], check=True, capture_output=True)
    assert int(done.stdout) > 90e6


def test_noise_is_a_data_set_of_the_size_of_the_published_one(tmp_path):
    write_noise(tmp_path, "fashion-mnist", 600, 100)
    dataset = load_dataset("fashion-mnist", tmp_path)
    assert len(dataset.train) + len(dataset.validation) == 600
    assert len(dataset.test) == 100
    assert dataset.train.images.std() == pytest.approx(np.sqrt((256**2 - 1) / 12), rel=0.01)
    assert (TRAIN_IMAGES, TEST_IMAGES) == (60_000, 10_000)


def test_noise_takes_the_place_of_images_that_are_not_here(convviz, monkeypatch, tmp_path):
    monkeypatch.setattr("convviz.cli.bench.memory.TRAIN_IMAGES", 240)
    monkeypatch.setattr("convviz.cli.bench.memory.TEST_IMAGES", 20)
    figures = convviz("bench", "--memory", "--data-dir", tmp_path, "--json").json
    (row,) = figures["memory"]
    assert row["images"] == "240 images of noise in the place of fashion-mnist"
    assert row["peak_bytes"] > 10e6


def test_training_that_fails_is_told(capfd):
    with pytest.raises(MemoryUnknownError, match=r"^the training ended with code 3$"):
        peak_of_training(["--preset", "resnet"])
    assert "the name must be one of" in capfd.readouterr().err
