from __future__ import annotations

import tracemalloc

import pytest

from engine.errors import SettingError
from engine.training.batch_cost import machine_memory, memory_of_batch


@pytest.fixture
def small_machine(monkeypatch):
    """A machine with so little memory that only small batches have room."""
    monkeypatch.setattr("engine.training.batch_cost.machine_memory", lambda: 200_000)


@pytest.mark.parametrize("batch_size", [16, 70])
def test_a_batch_takes_about_the_memory_that_is_foretold(make_trainer, batch_size):
    trainer = make_trainer(batch_size=batch_size, epochs=1, threads=1)
    tracemalloc.start()
    list(trainer.events())
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    foretold = memory_of_batch(trainer.network, batch_size, 1)
    assert foretold / 4 < used < 4 * foretold


def test_more_threads_and_more_shards_need_more(make_network):
    network = make_network()
    needs = [memory_of_batch(network, *how) for how in ((64, 1), (64, 2), (256, 2))]
    assert needs == sorted(set(needs))


def test_a_batch_without_room_is_refused_before_training(small_machine, make_trainer):
    with pytest.raises(SettingError, match=r"^small: a batch must need at most 0 MB, half of"):
        make_trainer(batch_size=70)


def test_a_batch_size_without_room_is_refused_and_the_old_one_stays(
    small_machine, make_trainer
):
    trainer = make_trainer(batch_size=4)
    with pytest.raises(
        SettingError, match=r"half of this machine.s memory, got .0 MB for 70 images.$"
    ):
        trainer.batch_size = 1000
    assert trainer.batch_size == 4


def test_this_machine_has_memory():
    assert machine_memory() > 2**28
