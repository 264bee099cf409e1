"""The comparison is worth something only if PyTorch computes the same."""

from __future__ import annotations

import numpy as np
import pytest

from convviz.cli.bench.case import SEED, Case
from engine.data import batch_order
from engine.layers import Conv2D, Dense, Flatten, Pool2D, ReLU, Softmax
from engine.network import Network
from engine.presets import load_preset, preset_names
from engine.training import BatchDone

torch = pytest.importorskip("torch")

from convviz.cli.bench.errors import NoTwinError  # noqa: E402
from convviz.cli.bench.torch_training import TorchTraining  # noqa: E402
from convviz.cli.bench.torch_twin import torch_twin  # noqa: E402

BATCH_SIZE = 16


def first_batch(case: Case) -> tuple[float, dict[str, np.ndarray]]:
    """Return the loss and the gradients of the engine's first batch."""
    trainer = case.trainer()
    done = next(event for event in trainer.events() if isinstance(event, BatchDone))
    trainer.close()
    return done.loss, {name: g.copy() for name, g in trainer.gradients.items()}


def assert_same_gradients(twin, gradients: dict[str, np.ndarray], tolerance: float) -> None:
    """Compare parameter by parameter, relative to the largest gradient of each."""
    for (name, g), theirs in zip(gradients.items(), twin.parameters(), strict=True):
        scale = np.abs(g).max()
        np.testing.assert_allclose(
            theirs.grad.numpy(), g, rtol=0, atol=tolerance * scale, err_msg=name
        )


@pytest.mark.parametrize("name", preset_names())
def test_twin_has_loss_and_gradients_of_the_preset(name, noise_for):
    preset = load_preset(name)
    case = Case(preset, noise_for(preset), BATCH_SIZE, threads=1)
    loss, gradients = first_batch(case)
    twin, train = torch_twin(preset.build(SEED)), case.dataset.train
    indices = batch_order(SEED, 1, len(train))[:BATCH_SIZE]
    z = twin(torch.from_numpy(train.x(indices)))
    theirs = torch.nn.CrossEntropyLoss()(z, torch.from_numpy(train.labels[indices]))
    theirs.backward()
    assert theirs.item() == pytest.approx(loss, rel=1e-4)
    assert_same_gradients(twin, gradients, 1e-4)


NETWORKS = {
    "stride-and-dilation": Conv2D("c", (2, 9, 8), filters=3, size=(3, 2), stride=2, dilation=2),
    "padding": Conv2D("c", (2, 9, 8), filters=3, size=3, padding=(1, 2)),
    "uneven-padding": Conv2D("c", (2, 9, 8), filters=3, size=4, padding="same"),
    "max-with-edge": Pool2D("p", (2, 9, 8), size=2, ceil_mode=True),
    "max-padding": Pool2D("p", (2, 9, 8), size=3, stride=2, padding=1, ceil_mode=True),
    "mean-padding": Pool2D("p", (2, 9, 8), size=3, stride=2, padding=1, pooling="mean"),
}


@pytest.mark.parametrize("case", NETWORKS)
def test_twin_has_scores_and_gradients_of_the_layer(case, rng):
    layer = NETWORKS[case]
    flatten = Flatten("flatten", layer.output_shape)
    dense = Dense("dense", flatten.output_shape, units=4)
    end = [ReLU("relu", dense.output_shape), Softmax("softmax", dense.output_shape)]
    network = Network("net", [layer, flatten, dense, *end]).astype(np.float64)
    network.parameters.flat[...] = rng.standard_normal(network.parameter_count)
    twin = torch_twin(network)
    x, dy = rng.standard_normal((3, 2, 9, 8)), rng.standard_normal((3, 4))
    z, saved = x, []
    for each in network.layers[:-1]:
        z, kept = each.forward(z)
        saved.append(kept)
    theirs = twin(torch.from_numpy(x))
    np.testing.assert_allclose(theirs.detach().numpy(), z, rtol=1e-10, atol=1e-10)
    theirs.backward(torch.from_numpy(dy))
    gradients = {}
    for each, kept in zip(reversed(network.layers[:-1]), reversed(saved), strict=True):
        given = each.backward(dy, kept)
        gradients |= {f"{each.name}.{s}": g for s, g in given.parameters.items()}
        dy = given.x
    in_order = {name: gradients[name] for name in network.parameters}
    assert_same_gradients(twin, in_order, 1e-10)


@pytest.mark.parametrize(
    ("layer", "sentence"),
    [
        pytest.param(
            Pool2D("pool", (1, 6, 6), pooling="min"),
            "no PyTorch twin for pool: a min pooling",
            id="min",
        ),
        pytest.param(
            Pool2D("pool", (1, 6, 6), size=2, padding=((1, 0), (0, 0))),
            "no PyTorch twin for pool: a pooling with uneven padding",
            id="uneven",
        ),
        pytest.param(
            Pool2D("pool", (1, 6, 6), size=3, padding=2),
            "no PyTorch twin for pool: a pooling with padding of more than half its window",
            id="far",
        ),
    ],
)
def test_layer_without_a_twin_is_named(layer, sentence):
    flatten = Flatten("flatten", layer.output_shape)
    network = Network("net", [layer, flatten, Softmax("softmax", flatten.output_shape)])
    with pytest.raises(NoTwinError, match=f"^{sentence}$"):
        torch_twin(network)


@pytest.mark.parametrize("adam", ["default", "foreach", "fused"])
def test_every_adam_of_pytorch_takes_a_step_of_all_samples(adam, noise_for):
    preset = load_preset("digits")
    before = torch.get_num_threads()
    side = TorchTraining(Case(preset, noise_for(preset), BATCH_SIZE, threads=1), adam)
    samples, seconds = side.step()
    assert torch.get_num_threads() == 1
    side.close()
    assert samples in {BATCH_SIZE, 40 % BATCH_SIZE}
    assert seconds > 0
    assert torch.get_num_threads() == before
