"""What helpers compute, or fail to, changes no bit."""

from __future__ import annotations

import gc
import logging
import os
import signal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.layers import BatchNorm, Dropout, ReLU
from engine.losses import CrossEntropy, MeanSquaredError
from engine.network import Network
from engine.training import BatchDone, BatchInterruptedError
from engine.training.blas import blas_kernels
from engine.training.helpers import AS_MEASURED, AT_ONCE, Crew, HelperTerms
from engine.training.helpers.crew import can_be_helped, shared_out
from engine.training.shard import Shard, shard_samples


def processes(trainer) -> list[int]:
    """Return the process numbers of the helpers there are."""
    crew = trainer._workers._crew
    return [helper._process.pid for helper in crew._helpers] if crew else []


def with_dropout(network: Network) -> Network:
    layers = list(network.layers)
    layers.insert(-2, Dropout("dropout", layers[-3].output_shape))
    other = Network("forgetful", layers)
    other.initialize(0)
    return other


@pytest.fixture
def crew():
    made = Crew(2, AT_ONCE)
    yield made
    made.close()


@pytest.mark.parametrize("threads", [2, 3])
def test_number_of_processes_changes_no_bit(make_trainer, hash_after, threads):
    alone = make_trainer(threads=1, helpers=AT_ONCE, batch_size=40)
    helped = make_trainer(threads=threads, helpers=AT_ONCE, batch_size=40)
    assert hash_after(helped) == hash_after(alone)
    assert helped.losses == alone.losses
    assert len(processes(helped)) == threads - 1
    assert processes(alone) == []


def test_dropout_and_the_other_loss_are_the_same_bits(make_network, make_trainer, hash_after):
    def train(**settings):
        network = with_dropout(make_network())
        return hash_after(make_trainer(network=network, loss=MeanSquaredError(), **settings))

    assert train(threads=2, helpers=AT_ONCE) == train(threads=1)


def test_batches_may_change_their_size(make_trainer, hash_after):
    def train(**settings):
        trainer = make_trainer(epochs=4, **settings)
        sizes = iter([33, 70, 16, 17, 64, 20])
        for event in trainer.events():
            if isinstance(event, BatchDone):
                trainer.batch_size = next(sizes, 20)
        return trainer.network.parameters.sha256()

    assert train(threads=2, helpers=AT_ONCE) == train(threads=1)


def test_measuring_changes_no_bit(make_trainer, hash_after):
    terms = HelperTerms(after=0, trials=2, wait=True, most=1)
    trainer = make_trainer(threads=2, helpers=terms, epochs=4)
    assert hash_after(trainer) == hash_after(make_trainer(epochs=4))
    races = trainer._workers._crew._races
    assert races[20].is_over


def test_training_goes_on_while_helpers_start(make_trainer, hash_after):
    terms = HelperTerms(after=0, trials=0, most=1)
    assert hash_after(make_trainer(threads=2, helpers=terms)) == hash_after(make_trainer())


@pytest.mark.parametrize("threads", [2, 3])
def test_helper_that_is_killed_changes_no_bit(make_trainer, hash_after, caplog, threads):
    trainer = make_trainer(threads=threads, helpers=AT_ONCE, batch_size=60)
    events = trainer.events()
    next(events)
    os.kill(processes(trainer)[0], signal.SIGKILL)
    for _ in events:
        pass
    assert len(processes(trainer)) == threads - 2
    assert trainer.network.parameters.sha256() == hash_after(make_trainer(batch_size=60))
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert "training goes on without: it has ended" in record.message


def test_helper_with_other_kernels_is_refused(make_trainer, hash_after, caplog, monkeypatch):
    library, _, architecture = blas_kernels()[0]  # SciPy may have brought another one
    if library != "openblas" or os.uname().machine != "x86_64":
        pytest.skip("only OpenBLAS can be asked for other kernels")
    other = "Nehalem" if architecture == "Haswell" else "Haswell"
    monkeypatch.setenv("OPENBLAS_CORETYPE", other)
    trainer = make_trainer(threads=2, helpers=AT_ONCE)
    assert hash_after(trainer) == hash_after(make_trainer())
    assert "it has other BLAS kernels" in caplog.text
    assert processes(trainer) == []


def test_closing_leaves_no_process_and_training_may_go_on(
    make_trainer, hash_after, has_child_processes
):
    trainer = make_trainer(threads=2, helpers=AT_ONCE)
    next(trainer.events())
    assert has_child_processes()
    trainer.close()
    assert not has_child_processes()
    assert hash_after(trainer) == hash_after(make_trainer())
    trainer.close()
    assert not has_child_processes()


def test_crew_that_is_forgotten_leaves_no_process(make_shards, has_child_processes):
    crew = Crew(1, AT_ONCE)
    crew.run(make_shards(), list)
    assert has_child_processes()
    del crew
    gc.collect()
    assert not has_child_processes()


def test_short_training_starts_no_process(make_trainer):
    trainer = make_trainer(threads=2)
    for _ in trainer.events():
        assert processes(trainer) == []


@pytest.mark.parametrize(
    ("terms", "threads", "cores", "count"),
    [
        (AT_ONCE, 2, 1, 1),
        (AT_ONCE, 64, 2, 3),
        (AT_ONCE, 1, 8, 0),
        (AS_MEASURED, 64, 2, 1),
        (AS_MEASURED, 3, 8, 2),
        (AS_MEASURED, 4, 1, 0),
    ],
)
def test_there_is_at_most_one_for_every_further_core(terms, threads, cores, count):
    assert terms.count(threads, cores) == count


def test_batch_of_one_shard_starts_no_process(make_trainer):
    trainer = make_trainer(threads=2, helpers=AT_ONCE, batch_size=shard_samples(1))
    for _ in trainer.events():
        assert processes(trainer) == []


def test_no_helpers_can_be_asked_for(make_trainer):
    trainer = make_trainer(threads=2, helpers=None)
    for _ in trainer.events():
        assert processes(trainer) == []


def test_interrupted_batch_disturbs_no_other(crew, make_shards):
    class Interrupted(Shard):
        def run(self) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crew.run(make_shards(48, Interrupted), list)
    shards, expected = make_shards(48), make_shards(48)
    crew.run(shards, list)
    for shard, same in zip(shards, expected, strict=True):
        same.run()
        assert shard.right == same.right
        np.testing.assert_array_equal(shard.losses, same.losses)
        for name, gradient in same.parameter_gradients.items():
            np.testing.assert_array_equal(shard.parameter_gradients[name], gradient)


def test_another_network_is_not_confused_with_the_first(crew, make_shards, dataset):
    crew.run(make_shards(), list)
    others = make_shards()
    for shard in others:
        shard.network = with_dropout(shard.network)
    alone = []
    crew.run(others, alone.extend)
    assert alone == others


def own(kind):
    return type("Own", (kind,), {})


@pytest.mark.parametrize("what", ["layer", "loss", "measuring", "precision", "order"])
def test_what_another_process_cannot_know_is_computed_here(make_shards, what):
    shard = make_shards()[0]
    assert can_be_helped(shard)
    layers, shape = list(shard.network.layers), shard.network.input_shape
    if what == "layer":
        shard.network = Network("own", [own(ReLU)("first", shape), *layers])
    elif what == "measuring":
        shard.network = Network("measuring", [BatchNorm("norm", shape), *layers])
    elif what == "precision":
        shard.network = shard.network.astype(np.float64)
    elif what == "loss":
        shard.loss = own(CrossEntropy)()
    else:
        images = np.asfortranarray(shard.split.images)
        shard.split = type(shard.split)(images, shard.split.labels)
    assert not can_be_helped(shard)


def test_what_cannot_be_helped_is_computed_all_the_same(make_network, make_trainer, hash_after):
    def train(**settings):
        layers = make_network().layers
        network = Network("normal", [BatchNorm("norm", layers[0].input_shape), *layers])
        network.initialize(0)
        trainer = make_trainer(network=network, **settings)
        return hash_after(trainer), processes(trainer)

    expected, _ = train(threads=1)
    assert train(threads=2, helpers=AT_ONCE) == (expected, [])


@given(samples=st.integers(1, 1000), parts=st.integers(1, 9))
def test_shards_are_shared_out_evenly_and_in_order(samples, parts):
    length = shard_samples(samples)

    class Sized:
        over = samples

        def __init__(self, place: int) -> None:
            self.size = min(length, samples - place * length)

    shards = [Sized(place) for place in range(-(-samples // length))]
    runs = shared_out(shards, parts)
    assert len(runs) == parts
    assert [shard for run in runs for shard in run] == shards
    most = max(sum(shard.size for shard in run) for run in runs)
    assert most <= samples / parts + length


def test_helpers_end_with_a_batch_that_is_interrupted(make_trainer):
    trainer = make_trainer(threads=2, helpers=AT_ONCE, batch_size=40)
    events = trainer.events()
    while not processes(trainer):
        next(events)
    trainer.interrupt()
    with pytest.raises(BatchInterruptedError):
        for _ in events:
            pass
    assert processes(trainer) == []
