from __future__ import annotations

from convviz.cli.bench.operations import sgemm_flops_per_second, training_flops
from engine.presets import load_preset


def test_operations_are_those_of_the_layers():
    conv1, conv2 = 8 * 25 * 24 * 24, 8 * 8 * 25 * 20 * 20
    dense1, dense2 = 800 * 128, 128 * 10
    network = load_preset("conv-net").assemble()
    assert training_flops(network) == 2 * (2 * conv1 + 3 * (conv2 + dense1 + dense2))


def test_matrix_product_is_faster_than_a_pocket_calculator():
    assert sgemm_flops_per_second(threads=1) > 1e6
