"""What a helper process does, done in this one."""

from __future__ import annotations

import io
import os

import numpy as np
import pytest

from engine.training.blas import blas_kernels
from engine.training.helpers.__main__ import serve
from engine.training.helpers.batch_memory import BatchMemory, samples_of
from engine.training.helpers.shared_memory import SharedMemory
from engine.training.helpers.tasks import Setup, Task, done, line_of, message_of, ready

SAMPLES = 40


@pytest.fixture
def shards(make_shards):
    return make_shards(SAMPLES)


@pytest.fixture
def memory(shards):
    """A batch, as the one who asks lays it out."""
    shared = SharedMemory()
    memory = BatchMemory(shared, shards[0].network, SAMPLES, grow=True)
    memory.parameters.flat[...] = shards[0].network.parameters.flat
    memory.images[...] = shards[0].split.images[:SAMPLES]
    memory.labels[...] = shards[0].split.labels[:SAMPLES]
    memory.shared = shared
    return memory


@pytest.fixture
def serve_tasks(shards, memory):
    """Return a function that serves tasks and gives all answers."""

    def answers_to(*tasks: Task):
        setup = Setup.of(shards[0], str(os.dup(int(memory.shared.key))))
        answers = io.BytesIO()
        serve(io.BytesIO(b"".join(map(line_of, [setup, *tasks]))), answers)
        return [message_of(line) for line in answers.getvalue().splitlines()]

    return answers_to


def task(number: int, first: int, stop: int, capacity: int = SAMPLES) -> Task:
    return Task(number, capacity, first, stop, SAMPLES, seed=1, step=2)


def test_every_task_is_answered(serve_tasks):
    answers = serve_tasks(task(1, 0, 1), task(2, 1, 3))
    assert answers == [ready(blas_kernels()), done(1), done(2)]


def test_task_that_fails_is_told_and_the_next_one_done(serve_tasks):
    _, first, second = serve_tasks(task(1, 0, 1, capacity=10**9), task(2, 0, 1))
    assert first["failed"].startswith("ValueError: ")
    assert second == done(2)


def test_results_are_those_of_the_shards(serve_tasks, shards, memory):
    serve_tasks(task(1, 1, 3))
    for place in (1, 2):
        shards[place].run()
        np.testing.assert_array_equal(
            memory.losses[samples_of(place, SAMPLES)], shards[place].losses
        )
        assert memory.right[place] == shards[place].right
        for name, gradient in shards[place].parameter_gradients.items():
            np.testing.assert_array_equal(memory.gradients[place][name], gradient)


def test_gradients_of_the_first_run_are_added_up_in_order(serve_tasks, shards, memory):
    serve_tasks(task(1, 0, 3))
    for shard in shards:
        shard.run()
    for name, total in memory.gradients[0].items():
        first, second, third = (shard.parameter_gradients[name] for shard in shards)
        np.testing.assert_array_equal(total, (first + second) + third)
