from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable

import numpy as np
import pytest

from engine.checkpoints import DEFAULT, LimitExceeded, Limits, Params
from engine.checkpoints.pickles import read_pickle

ARRAYS = [np.zeros(8) for _ in range(6)]
VALUES = {
    "instructions": (list(range(100)), 50),
    "stack": (list(range(100)), 50),
    "marks": ([[[[1, 2], 3], 4], 5], 2),
    "memo": ([[], [], [], []], 3),
    "items": (list(range(100)), 50),
    "expanded_items": ([[1, 2, 3]] * 20, 50),
    "depth": ([[[[1]]]], 3),
    "arrays": (ARRAYS, 5),
    "array_bytes": (ARRAYS, 5 * 64),
    "text_bytes": (["a" * 300], 299),
    "all_text_bytes": (["a" * 30, "b" * 30, "c" * 30], 80),
    "name_bytes": (np.zeros(1), 20),
    "digits": ([2**4000], 400),
    "number_bytes": ([2**800], 64),
    "calls": (ARRAYS, 12),
    "containers": ([[], [], [], ()], 3),
    "other_keys": (dict.fromkeys(range(20)), 10),
}


OWN_PROTOCOL = {"digits": 0, "number_bytes": 2}
"""Numbers that are above the usual limit already."""


@pytest.mark.parametrize("name", VALUES)
def test_every_limit_is_kept_and_named(name: str) -> None:
    value, allowed = VALUES[name]
    content = pickle.dumps(value, OWN_PROTOCOL.get(name, 2))
    if name not in OWN_PROTOCOL:
        read_pickle(content, DEFAULT)
    with pytest.raises(LimitExceeded) as caught:
        read_pickle(content, dataclasses.replace(DEFAULT, **{name: allowed}))
    details = caught.value.details
    assert details["limit"] == name
    assert details["allowed"] == allowed < details["found"]
    assert f"{allowed}" in str(caught.value)


def test_long_texts_count_together_too() -> None:
    content = pickle.dumps(["a" * 300, "b" * 301, "c" * 302])
    with pytest.raises(LimitExceeded, match="bytes of text"):
        read_pickle(content, Limits(all_text_bytes=800))


@pytest.mark.parametrize(
    "call", [b"ccollections\nOrderedDict\n", b"c__builtin__\nset\n"], ids=["pairs", "items"]
)
def test_a_list_that_is_copied_over_and_over_counts_each_time(call: bytes) -> None:
    content = b"(" + b"NN\x86" * 40 + b"lp0\n0(" + (call + b"(g0\ntR") * 3 + b"l."
    assert len(read_pickle(content, DEFAULT).tree) == 3
    with pytest.raises(LimitExceeded, match="asks for 120 items"):
        read_pickle(content, Limits(items=100))


def test_one_long_text_that_is_shared_is_made_into_bytes_once() -> None:
    text = b"X\x2c\x01\x00\x00" + b"a" * 300 + b"p0\n0"
    call = b"c_codecs\nencode\n(g0\nX\x06\x00\x00\x00latin1tR"
    tree = read_pickle(text + b"(" + call * 50 + b"l.", Limits(unpacked_bytes=300)).tree
    assert [bytes(child.value) for child in tree] == [b"a" * 300] * 50


def test_bytes_written_as_text_count_together() -> None:
    content = pickle.dumps([np.arange(90), np.arange(91)], 2)
    with pytest.raises(LimitExceeded) as caught:
        read_pickle(content, Limits(unpacked_bytes=1000))
    assert caught.value.details["limit"] == "unpacked_bytes"


def test_shared_parts_cost_their_memory_once_and_their_items_each_time() -> None:
    shared = [1.0] * 1000
    tree = read_pickle(pickle.dumps([shared] * 1000), Limits(items=3000)).tree
    assert len(tree) == 1000
    assert tree.child(0) is tree.child(999)


def test_no_more_than_sixteen_pickles_are_read(load: Callable[..., Params]) -> None:
    params = load(b"".join(pickle.dumps(n) for n in range(20)))
    assert len(params.tree) == 16


def test_all_arrays_of_a_file_are_within_the_limit(load: Callable[..., Params]) -> None:
    content = pickle.dumps([[np.zeros(2)]] * 10)
    assert len(load(content).arrays) == 1 * 10
    with pytest.raises(LimitExceeded, match="asks for 6 arrays; up to 5 are read"):
        load(content, limits=Limits(arrays=5))


def test_all_pickles_of_a_file_share_its_limits(load: Callable[..., Params]) -> None:
    one = pickle.dumps([np.zeros(2), [0] * 30])
    params = load(one * 10, limits=Limits(items=100))
    assert len(params.tree) == 3
    assert "asks for 128 items" in params.warnings[0]
    params = load(one * 10, limits=Limits(arrays=4))
    assert len(params.tree) == 4
    assert "asks for 5 arrays" in params.warnings[0]
