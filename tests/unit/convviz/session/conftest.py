"""Networks to find one's way in."""

from __future__ import annotations

import pytest

from engine.layers import Conv2D, Dense, Flatten, Pool2D, ReLU, Softmax
from engine.network import Network


@pytest.fixture(scope="session")
def awkward() -> Network:
    """Same-size, dilated and skipping windows, overlapping pools and one over the edge."""
    conv1 = Conv2D("conv1", (2, 17, 14), filters=3, size=3, padding=1)
    relu1 = ReLU("relu1", conv1.output_shape)
    pool1 = Pool2D("pool1", relu1.output_shape, size=3, stride=2, padding=1)
    conv2 = Conv2D(
        "conv2",
        pool1.output_shape,
        filters=4,
        size=(2, 3),
        stride=(2, 1),
        padding=1,
        dilation=2,
    )
    pool2 = Pool2D("pool2", conv2.output_shape, size=2, pooling="mean", ceil_mode=True)
    conv3 = Conv2D(
        "conv3", pool2.output_shape, filters=2, size=1, stride=(1, 3), padding=(0, 1)
    )
    flatten = Flatten("flatten", conv3.output_shape)
    dense = Dense("dense", flatten.output_shape, units=5)
    softmax = Softmax("softmax", dense.output_shape)
    layers = [conv1, relu1, pool1, conv2, pool2, conv3, flatten, dense, softmax]
    network = Network("awkward", layers)
    network.initialize(5)
    return network
