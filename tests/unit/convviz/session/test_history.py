from __future__ import annotations

import pytest

from convviz.session.history import History
from engine.training import BatchDone, Position


def test_no_batch_is_lost_however_many_there_are() -> None:
    history = History()
    for step in range(1, 3_001):
        where = Position(epoch=1, batch=step, batches=3_000, step=step, epochs=1)
        history.add(
            BatchDone(
                position=where,
                step=step,
                loss=1 / step,
                accuracy=0.5,
                learning_rate=0.1,
                samples=4,
                seconds=0.0,
            )
        )
    assert len(history) == 3_000
    assert list(history.steps) == list(range(1, 3_001))
    assert history.losses[-1] == pytest.approx(1 / 3_000)


def test_what_it_shows_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        History().losses.fill(0)
