from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from engine.checkpoints import load_params, save_params
from engine.checkpoints.comparing import Side, compare
from engine.network import Network

MakeSide = Callable[..., Side]


def test_file_of_a_network_is_equal_to_it(conv_net: Network, tmp_path: Path) -> None:
    save_params(tmp_path / "params.pkl", conv_net, [2.3] * 12)
    file = Side.of_params(load_params(tmp_path / "params.pkl"))
    found = compare(file, Side.of_parameters("conv-net", conv_net.parameters))
    assert found.is_equal
    assert [pair.name for pair in found.pairs] == list(conv_net.parameters)
    assert all(pair.difference and pair.difference.is_bit_equal for pair in found.pairs)
    assert (found.relative, found.only_a, found.only_b) == (0.0, (), ())


def test_arrays_are_matched_by_meaning_and_else_by_place(side_of: MakeSide) -> None:
    w, b = np.ones((4, 3)), np.zeros(4)
    a = side_of(W1=w, b1=b, mean=np.ones(2))
    other = side_of(mean=np.ones(2) + 1, **{"fc1.weight": w, "fc1.bias": b + 1})
    found = compare(a, other)
    assert [(p.a.place, p.b.place) for p in found.pairs] == [
        ("W1", "fc1.weight"),
        ("b1", "fc1.bias"),
        ("mean", "mean"),
    ]
    assert [p.name for p in found.changed] == ["dense1.b", "mean"]


def test_equal_names_go_before_equal_meanings(side_of: MakeSide) -> None:
    a = side_of(W2=np.ones((4, 3)), b2=np.zeros(4))
    b = side_of(W1=np.ones((4, 3)), b1=np.zeros(4), W2=np.ones((2, 4)), b2=np.zeros(2))
    found = compare(a, b)
    assert [(p.a.place, p.b.place) for p in found.pairs] == [("W2", "W2"), ("b2", "b2")]
    assert [p.name for p in found.pairs] == ["W2", "b2"]
    assert [item.meaning for item in found.only_b] == ["dense1.w", "dense1.b"]


def test_arrays_of_one_side_are_listed(side_of: MakeSide) -> None:
    found = compare(side_of(x=np.ones(2), y=np.ones(2)), side_of(y=np.ones(2), z=np.ones(2)))
    assert [item.place for item in found.only_a] == ["x"]
    assert [item.place for item in found.only_b] == ["z"]
    assert not found.is_equal


def test_other_shapes_are_said_in_words(side_of: MakeSide) -> None:
    (pair,) = compare(side_of(x=np.ones((2, 3))), side_of(x=np.ones((3, 2)))).pairs
    assert (pair.difference, pair.is_equal) == (None, False)
    assert pair.words == "A is (2, 3), B is (3, 2)."


def test_other_types_are_said_in_words(side_of: MakeSide) -> None:
    (pair,) = compare(side_of(x=np.float32([1])), side_of(x=np.float64([1]))).pairs
    assert pair.is_equal
    assert pair.words == "A holds float32, B holds float64."


def test_text_is_compared_as_text(side_of: MakeSide) -> None:
    a, b = np.array(["a", "b", "c"]), np.array(["a", "x", "y"])
    assert compare(side_of(x=a), side_of(x=a.copy())).is_equal
    (pair,) = compare(side_of(x=a), side_of(x=b)).pairs
    assert (pair.is_equal, pair.words) == (False, "2 entries of text changed.")
    (pair,) = compare(side_of(x=a), side_of(x=np.ones(3))).pairs
    assert (pair.is_equal, pair.words) == (False, "A holds <U1, B holds float64.")


def test_relative_change_is_that_of_all_arrays_together(side_of: MakeSide) -> None:
    a = side_of(x=np.array([3.0, 0.0]), y=np.array([4.0, 0.0]))
    b = side_of(x=np.array([3.0, 0.3]), y=np.array([4.0, 0.4]))
    assert np.isclose(compare(a, b).relative, 0.1)


def test_many_arrays_report_how_far_they_are(side_of: MakeSide) -> None:
    arrays = {f"x{i}": np.ones(3) for i in range(5)}
    told: list[tuple[int, int]] = []
    compare(side_of(**arrays), side_of(**arrays), progress=lambda *x: told.append(x))
    assert told == [(3, 15), (6, 15), (9, 15), (12, 15), (15, 15)]


def test_the_same_array_under_two_names_belongs_to_two(side_of: MakeSide) -> None:
    x = np.ones(3)
    found = compare(side_of(x=x, y=x), side_of(x=x, y=x))
    assert [(p.a.place, p.b.place) for p in found.pairs] == [("x", "x"), ("y", "y")]


def test_relative_change_of_nothing_but_text_is_unknown(side_of: MakeSide) -> None:
    text = np.array(["a"])
    assert np.isnan(compare(side_of(x=text), side_of(x=text)).relative)
    zeros, ones = np.zeros(2), np.ones(2)
    assert compare(side_of(x=zeros), side_of(x=zeros)).relative == 0
    assert compare(side_of(x=zeros), side_of(x=ones)).relative == np.inf


def test_histories_are_matched_wherever_they_are(
    conv_net: Network, side_of: MakeSide, tmp_path: Path
) -> None:
    cost = np.linspace(2.3, 0.4, 12)
    save_params(tmp_path / "params.pkl", conv_net, cost.tolist())
    listed = Side.of_params(load_params(tmp_path / "params.pkl"))
    named = side_of(**conv_net.parameters, cost=cost + 1)
    for a, b in ((listed, named), (named, listed)):
        found = compare(a, b)
        (changed,) = found.changed
        assert {changed.a.place, changed.b.place} == {"[1]", "cost"}
        assert (changed.name, found.only_a, found.only_b) == ("history", (), ())
        assert found.relative == 0.0, "the change is that of parameters"


def test_history_that_is_a_list_is_no_array_of_its_own(
    conv_net: Network, tmp_path: Path
) -> None:
    sides = []
    for number in (1, 2):
        save_params(tmp_path / f"{number}.pkl", conv_net, [2.3 / number] * 12)
        sides.append(Side.of_params(load_params(tmp_path / f"{number}.pkl")))
    assert compare(*sides).is_equal
