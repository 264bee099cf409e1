"""Routing is held against loops over the definition and against the training kernel."""

import itertools
import math

import numpy as np
import pytest

from engine.errors import ShapeError
from engine.inspection import explain, pool_routing, trace, window_of
from engine.layers import Dense, Flatten, Pool2D, Softmax

_SETTINGS = [
    {"size": 2},
    {"size": 3, "stride": 1},
    {"size": 3, "stride": 2, "ceil_mode": True},
    {"size": (2, 3), "stride": (1, 2), "padding": 1},
    {"size": 3, "stride": 3, "padding": ((0, 2), (1, 0)), "ceil_mode": True},
    {"size": 1, "stride": 2},
]


@pytest.fixture(params=itertools.product(["max", "min", "mean"], _SETTINGS), ids=str)
def layer(request):
    """A pooling layer of every kind."""
    pooling, options = request.param
    return Pool2D("pool1", (3, 7, 8), pooling=pooling, **options)


@pytest.fixture(params=["all different", "many ties"])
def x(request):
    """Maps whose cells are all different, or mostly equal."""
    rng = np.random.default_rng(5)
    if request.param == "all different":
        return rng.permutation(3 * 7 * 8).reshape(3, 7, 8).astype(np.float32) - 80
    return rng.integers(0, 2, (3, 7, 8)).astype(np.float32)


def _window(layer, x, c, i, j):
    """Return (row, column, value) of every cell in a window, in row order."""
    cells = []
    for u, v in itertools.product(range(layer.size[0]), range(layer.size[1])):
        row = i * layer.stride[0] + u - layer.padding[0][0]
        column = j * layer.stride[1] + v - layer.padding[1][0]
        if 0 <= row < x.shape[1] and 0 <= column < x.shape[2]:
            cells.append((row, column, float(x[c, row, column])))
    return cells


def _outputs(layer):
    return itertools.product(*map(range, layer.output_shape))


def _routed(layer, x):
    y, saved = layer.forward(x[None])
    dy = np.random.default_rng(2).normal(size=y.shape).astype(np.float32)
    return pool_routing(layer, x, y[0], dy[0]), layer.backward(dy, saved).x[0]


def test_winners_margins_and_ties_are_those_of_the_definition(layer, x):
    routing, _ = _routed(layer, x)
    if layer.pooling == "mean":
        assert not routing.has_winners
        assert (routing.winner_rows == -1).all()
        assert np.isnan(routing.margin).all()
        return
    better = max if layer.pooling == "max" else min
    for index in _outputs(layer):
        cells = _window(layer, x, *index)
        best = better(value for _, _, value in cells)
        row, column, _ = next(cell for cell in cells if cell[2] == best)
        assert (routing.winner_rows[index], routing.winner_columns[index]) == (row, column)
        assert routing.tied[index] == sum(value == best for _, _, value in cells)
        if len(cells) == 1:
            assert math.isnan(routing.margin[index])
        else:
            ranked = sorted((value for _, _, value in cells), reverse=better is max)
            assert routing.margin[index] == abs(ranked[0] - ranked[1])


def test_the_gradient_lands_where_the_training_kernel_sends_it(layer, x):
    routing, dx = _routed(layer, x)
    np.testing.assert_allclose(routing.dx, dx, rtol=1e-5, atol=1e-6)


def test_the_gradient_is_the_numerical_one(layer):
    x = np.random.default_rng(3).permutation(168).reshape(3, 7, 8).astype(np.float64)
    y, _ = layer.forward(x[None])
    dy = np.random.default_rng(4).normal(size=layer.output_shape)
    routing = pool_routing(layer, x, y[0], dy)
    direction = np.random.default_rng(6).normal(size=x.shape)
    h = 1e-4
    above, below = (layer.forward((x + s * h * direction)[None])[0][0] for s in (1, -1))
    numerical = ((above - below) * dy).sum() / (2 * h)
    assert numerical == pytest.approx((routing.dx * direction).sum(), rel=1e-6)


def test_wins_count_the_windows_that_a_cell_gives_something_to(layer, x):
    routing, _ = _routed(layer, x)
    wins = np.zeros(x.shape, int)
    for index in _outputs(layer):
        cells = _window(layer, x, *index)
        if layer.pooling == "mean":
            for row, column, _ in cells:
                wins[index[0], row, column] += 1
        else:
            place = int(routing.winner_rows[index]), int(routing.winner_columns[index])
            wins[(index[0], *place)] += 1
    np.testing.assert_array_equal(routing.wins, wins)


def test_counts_add_up_to_the_map(layer, x):
    routing, _ = _routed(layer, x)
    for channel in range(3):
        counts = routing.counts(channel)
        won = routing.wins[channel] > 0
        assert counts.inputs == 56
        assert counts.lost == np.count_nonzero(~won)
        assert counts.zero == np.count_nonzero(won & (x[channel] == 0))
        assert counts.won == np.count_nonzero(won & (x[channel] != 0))
        assert counts.without_gradient + counts.won == counts.inputs


def test_as_much_gradient_comes_out_as_went_in(layer, x):
    routing, _ = _routed(layer, x)
    for channel in range(3):
        balance = routing.balance(channel)
        assert balance.computed == pytest.approx(routing.dy[channel].sum(), abs=1e-4)
        assert balance.difference == pytest.approx(0, abs=1e-4)


def test_without_a_gradient_there_is_no_balance(layer, x):
    routing = pool_routing(layer, x, layer.forward(x[None])[0][0])
    assert routing.dx is None
    with pytest.raises(ValueError, match="pool1: balance needs a routing with dy, got none"):
        routing.balance(0)


def test_a_window_cut_out_has_the_cells_of_the_definition(layer, x):
    routing, _ = _routed(layer, x)
    for index in _outputs(layer):
        window = window_of(routing, "relu1", index)
        cells = _window(layer, x, *index)
        places = list(itertools.product(window.rows, window.columns))
        assert places == [(row, column) for row, column, _ in cells]
        assert window.values.ravel().tolist() == [value for _, _, value in cells]
        assert window.result.difference == pytest.approx(0, abs=1e-5)
        assert window.shares.sum() == pytest.approx(window.dy)
        np.testing.assert_array_equal(
            window.dx.ravel(), [routing.dx[index[0], row, column] for row, column, _ in cells]
        )
        if window.winner is not None:
            assert window.values[window.winner_in_window] == window.stored
            assert window.shares[window.winner_in_window] == window.dy


def test_a_window_knows_whether_others_read_its_cells(layer, x):
    routing, _ = _routed(layer, x)
    readers = np.zeros(x.shape[1:], int)
    for i, j in itertools.product(*map(range, layer.output_shape[1:])):
        for row, column, _ in _window(layer, x, 0, i, j):
            readers[row, column] += 1
    for index in _outputs(layer):
        window = window_of(routing, "relu1", index)
        places = itertools.product(window.rows, window.columns)
        assert window.overlapped == any(readers[place] > 1 for place in places)


@pytest.mark.parametrize(
    ("options", "equation"),
    [
        ({}, "dL/d relu1[2, 2…3, 4…5] = dL/d pool1[2, 1, 2] / 4"),
        ({"size": 3}, "dL/d relu1[2, 3…5, 6…7] = dL/d pool1[2, 1, 2] / 6"),
        ({"size": 3, "stride": 1}, "dL/d relu1[2, 1…3, 2…4] += dL/d pool1[2, 1, 2] / 9"),
    ],
)
def test_of_a_mean_every_cell_gets_its_share(x, options, equation):
    layer = Pool2D("pool1", x.shape, pooling="mean", ceil_mode=True, **options)
    routing, _ = _routed(layer, x)
    assert window_of(routing, "relu1", (2, 1, 2)).share_equation == equation


def test_everything_is_a_copy(layer, x):
    y = layer.forward(x[None])[0][0]
    routing = pool_routing(layer, x, y, y)
    for ours, given in ((routing.x, x), (routing.y, y), (routing.dy, y)):
        assert not ours.flags.writeable
        assert not np.shares_memory(ours, given)


def test_a_gradient_of_another_shape_is_refused():
    layer = Pool2D("pool1", (1, 4, 4))
    with pytest.raises(ShapeError, match=r"pool1: dy must have shape \(1, 2, 2\)"):
        pool_routing(layer, np.zeros((1, 4, 4)), np.zeros((1, 2, 2)), np.zeros((1, 4, 4)))


def test_explaining_a_pool_cell_finds_the_same_window(network, sample):
    seen = trace(network, sample, 0)
    for layer in network.layers:
        if isinstance(layer, Pool2D):
            source = network.layers[network.index(layer.name) - 1].name
            window = explain(network, seen, layer.name, (1, 0, 1))
            assert window.source == source
            assert window.stored == seen.activations[layer.name][1, 0, 1]
            assert window.dy == seen.gradients[layer.name][1, 0, 1]
            span = np.s_[
                1,
                window.rows.start : window.rows.stop,
                window.columns.start : window.columns.stop,
            ]
            np.testing.assert_allclose(
                window.dx, seen.gradients[source][span], rtol=1e-5, atol=1e-8
            )


@pytest.mark.parametrize(
    ("options", "equation"),
    [
        ({"pooling": "mean"}, "pool1[0, 1, 2] = mean input[0, 2…3, 4…5]"),
        ({"pooling": "min"}, "pool1[0, 1, 2] = min input[0, 2…3, 4…5] = input[0, 2, 4]"),
        ({"size": 1}, "pool1[0, 1, 2] = max input[0, 1, 2] = input[0, 1, 2]"),
    ],
)
def test_the_equation_tells_how_was_pooled(build_network, options, equation):
    head = [(Flatten, "flatten", {}), (Dense, "dense1", {"units": 2}), (Softmax, "softmax", {})]
    network = build_network("one", (1, 8, 8), (Pool2D, "pool1", options), *head)
    seen = trace(network, np.zeros((1, 8, 8), np.float32), 0)
    window = explain(network, seen, "pool1", (0, 1, 2))
    assert window.equation == equation
    assert window.result.agrees


def test_a_window_of_a_single_cell_has_no_rival():
    layer = Pool2D("pool1", (1, 3, 3), size=1)
    x = np.arange(9, dtype=np.float32).reshape(1, 3, 3)
    routing = pool_routing(layer, x, x)
    assert np.isnan(routing.margin).all()
    assert window_of(routing, "input", (0, 1, 1)).winner_in_window == (0, 0)


def test_the_mean_has_no_winner_in_its_window(layer, x):
    routing, _ = _routed(layer, x)
    window = window_of(routing, "input", (0, 0, 0))
    assert (window.winner_in_window is None) == (layer.pooling == "mean")


def test_the_equation_names_the_window_and_its_winner(conv_net):
    x = np.zeros((1, 28, 28), np.float32)
    window = explain(conv_net, trace(conv_net, x, 0), "pool1", (4, 6, 4))
    assert window.equation == "pool1[4, 6, 4] = max relu2[4, 12…13, 8…9] = relu2[4, 12, 8]"
    assert (window.tied, window.margin) == (4, 0)
