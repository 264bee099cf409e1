from __future__ import annotations

import os

import pytest

from engine.training.helpers.batch_memory import BatchMemory, samples_of
from engine.training.helpers.shared_memory import SharedMemory

pytestmark = pytest.mark.skipif(not hasattr(os, "dup"), reason="needs files to inherit")


@pytest.fixture
def memory():
    return SharedMemory()


@pytest.fixture
def other(memory):
    """The same memory, as another process would have it."""
    return SharedMemory(str(os.dup(int(memory.key))))


def test_what_one_writes_the_other_reads(memory, other):
    memory.first(100, grow=True)[:3] = 1, 2, 3
    assert other.first(100)[:3].tolist() == [1, 2, 3]
    other.first(100)[99] = 7
    assert memory.first(100)[99] == 7


def test_memory_grows_and_loses_nothing(memory, other):
    before = memory.first(10, grow=True)
    before[9] = 5
    memory.first(10_000_000, grow=True)[-1] = 6
    assert other.first(10_000_000)[[9, -1]].tolist() == [5, 6]
    assert before[9] == 5


def test_memory_has_no_name_and_ends_with_its_last_user(memory):
    file = int(memory.key)
    assert os.fstat(file).st_nlink == 0
    array = memory.first(10, grow=True)
    del memory
    array[:] = 1
    assert array.sum() == 10


def test_arrays_of_a_batch_do_not_overlap(memory, other, make_network):
    network = make_network()
    here = BatchMemory(memory, network, 40, grow=True)
    there = BatchMemory(other, network, 40)
    names = ("images", "labels", "losses", "right")
    arrays = [getattr(here, name) for name in names]
    arrays += [here.parameters.flat, *(g.flat for g in here.gradients)]
    for value, array in enumerate(arrays):
        array[...] = value
    mirrored = [getattr(there, name) for name in names]
    mirrored += [there.parameters.flat, *(g.flat for g in there.gradients)]
    for value, array in enumerate(mirrored):
        assert (array == value).all()
        assert array.ctypes.data % 64 == 0 or array is not mirrored[0]
    assert here.images.shape == (40, 1, 10, 10)
    assert len(here.gradients) == here.right.size == 3


@pytest.mark.parametrize(("shard", "samples"), [(0, slice(0, 16)), (2, slice(32, 40))])
def test_shards_lie_one_behind_the_other(shard, samples):
    assert samples_of(shard, 40) == samples
