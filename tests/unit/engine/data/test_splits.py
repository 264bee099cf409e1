"""Holding out keeps the classes in proportion."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.data.splits import held_out

LABELS = st.lists(st.integers(0, 5), min_size=1, max_size=200).map(np.array)


@given(labels=LABELS, data=st.data())
def test_each_class_gives_its_share_to_within_one(labels, data):
    n = data.draw(st.integers(0, len(labels)))
    held = held_out(labels, n, seed=0)
    assert held.sum() == n
    shares = n * np.bincount(labels) / len(labels)
    given = np.bincount(labels[held], minlength=len(shares))
    assert (np.abs(given - shares) < 1).all()


def test_seed_decides():
    labels = np.arange(100) % 10
    first, again, other = (held_out(labels, 30, seed) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()
