from __future__ import annotations

import platform

import pytest

from engine.presets import load_preset
from engine.training import Trainer

PAGES = 50
"""Per batch; without keeping freed memory there are more than a thousand."""


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="only the GNU C library is told to keep memory"
)
@pytest.mark.parametrize("threads", [1, 2])
def test_batches_reuse_their_memory(threads, garments):
    resource = pytest.importorskip("resource")
    trainer = Trainer.from_preset(load_preset("conv-net"), garments, seed=0, threads=threads)
    events = trainer.events()
    [next(events) for _ in range(10)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    [next(events) for _ in range(20)]
    borrowed = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
    events.close()
    trainer.close()
    assert borrowed / 20 < PAGES
