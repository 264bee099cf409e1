from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

ENDLESS = ("--seconds", "1000", "--preset", "numpy-cnn", "--dataset", "garments")


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
@pytest.mark.parametrize(
    ("options", "begun"),
    [
        pytest.param(("--torch-adam", "none"), "batch  threads", id="speed"),
        pytest.param(("--scaling",), "matrix product", id="scaling"),
    ],
)
def test_ctrl_c_ends_a_measurement_with_130(options, begun):
    command = [sys.executable, "-m", "convviz", "bench", *ENDLESS, *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert any(begun in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    assert said.endswith("convviz: interrupted\n")


def test_more_than_one_kind_of_adam_is_known_to_the_command_line(convviz):
    outcome = convviz("bench", "--torch-adam", "sparse")
    assert outcome.code == 2
    assert "default" in outcome.err
    assert "fused" in outcome.err


def test_kernels_of_blas_are_named_before_the_figures(convviz):
    outcome = convviz(
        *("bench", "--dataset", "garments", "--preset", "numpy-cnn", "--seconds", 0.01),
        *("--batch-size", 8, "--threads", 1, "--torch-adam", "none"),
    )
    if "openblas" not in outcome.out:
        pytest.skip("NumPy has another BLAS here")
    assert ", kernels for " in outcome.out
    assert ", chosen by " in outcome.out
