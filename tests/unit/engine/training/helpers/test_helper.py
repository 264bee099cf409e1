"""One process, as its parent sees it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys

import pytest

from engine.training.helpers.helper import Helper, HelperError
from engine.training.helpers.shared_memory import SharedMemory
from engine.training.helpers.tasks import Setup, Task

TASK = Task(number=1, capacity=40, first=0, stop=1, samples=40, seed=1, step=2)

PARENT = """
import os, signal, sys
from engine.data import Split
from engine.layers import Flatten, Softmax, Dense, Training
from engine.losses import CrossEntropy
from engine.network import Network
from engine.training.helpers import AT_ONCE, Crew
from engine.training.shard import Shard
import numpy as np

layers = [Flatten("f", (1, 2, 2)), Dense("d", (4,), units=3), Softmax("s", (3,))]
network, loss = Network("n", layers), CrossEntropy()
split = Split(np.zeros((32, 1, 2, 2), np.uint8), np.zeros(32, np.int64))
shards = [
    Shard(network, loss, split, np.arange(16 * i, 16 * i + 16), 32, Training(0, 0, i))
    for i in range(2)
]
crew = Crew(1, AT_ONCE)
crew.run(shards, list)
print(crew._helpers[0]._process.pid, flush=True)
sys.stdin.readline()
{end}
"""


@pytest.fixture
def helper(make_shards):
    memory = SharedMemory()
    made = Helper(Setup.of(make_shards()[0], memory.key), memory)
    yield made
    made.close()


def test_process_is_out_of_reach_of_the_keyboard(helper):
    assert os.getsid(helper._process.pid) != os.getsid(0)


def test_task_that_cannot_be_done_is_told(helper):
    helper.require_ready()
    helper.ask(TASK)
    with pytest.raises(HelperError, match=r"it says \{'failed': 'ValueError: "):
        helper.finish(TASK, patience=60)


def test_silence_is_waited_for_so_long_and_no_longer(helper):
    helper.require_ready()
    os.kill(helper._process.pid, signal.SIGSTOP)
    helper.ask(TASK)
    with pytest.raises(HelperError, match="no answer in 0 s"):
        helper.finish(TASK, patience=0.1)


def test_end_of_the_process_is_noticed(helper):
    helper.require_ready()
    helper._process.kill()
    helper._process.wait()
    helper.ask(TASK)
    with pytest.raises(HelperError, match="it has ended"):
        helper.finish(TASK, patience=60)


def test_process_that_does_not_start_is_told(make_shards):
    memory = SharedMemory()
    setup = Setup.of(make_shards()[0], memory.key)._replace(loss="unheard of")
    helper = Helper(setup, memory)
    with pytest.raises(HelperError, match="it did not start"):
        helper.require_ready()
    helper.close()


def test_process_may_be_ended_while_it_starts(make_shards):
    memory = SharedMemory()
    helper = Helper(Setup.of(make_shards()[0], memory.key), memory)
    helper.close()
    assert helper._process.returncode is not None


@pytest.mark.parametrize(
    "end", ["os.kill(os.getpid(), signal.SIGKILL)", "sys.exit()"], ids=["killed", "exits"]
)
@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs to wait for a grandchild")
def test_helper_ends_with_the_process_that_started_it(end):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT.format(end=end)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    ends = os.pidfd_open(int(parent.stdout.readline()))
    parent.communicate("\n", timeout=60)
    ended, _, _ = select.select([ends], [], [], 60)
    os.close(ends)
    assert ended
