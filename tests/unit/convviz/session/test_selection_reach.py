"""What is framed, held against what changes when single cells are changed."""

from __future__ import annotations

import numpy as np
import pytest

from convviz.session.selection import Selection
from convviz.session.selection_reach import Reach, exists_in, reach_of, shape_of
from engine.inspection import Region, layer_names
from engine.network import Network
from engine.presets import load_preset

SHAKES = (-900.0, -30.0, 30.0, 900.0)


@pytest.fixture(scope="module")
def trials(awkward: Network) -> list[dict[str, np.ndarray]]:
    """The values of all layers for some images of noise, in float64."""
    rng = np.random.default_rng(11)
    exact = awkward.astype(np.float64)
    seen = []
    for _ in range(3):
        x = rng.standard_normal((1, *awkward.input_shape))
        values = {"input": x}
        for layer in exact.layers:
            values[layer.name] = x = layer.apply(x)
        seen.append(values)
    return seen


def touched(network: Network, values: dict[str, np.ndarray], first: str, last: str):
    """Yield each cell of `first` with what changes of `last` when it is shaken."""
    exact = network.astype(np.float64)
    shape, names = shape_of(network, first), layer_names(network)
    layers = exact.layers[names.index(first) : names.index(last)]
    cells = list(np.ndindex(shape))
    for shake in SHAKES:
        x = np.repeat(values[first], len(cells), axis=0)
        for n, cell in enumerate(cells):
            x[(n, *cell)] += shake
        for layer in layers:
            x = layer.apply(x)
        # A product may round otherwise in a larger batch.
        yield from zip(cells, np.abs(x - values[last]) > 1e-9, strict=True)


def box(layer: str, cells: list[tuple[int, ...]]) -> Region | None:
    if not cells:
        return None
    return Region(
        layer, *(range(min(axis), max(axis) + 1) for axis in zip(*cells, strict=True))
    )


def some_cells(network: Network, name: str, count: int = 12) -> list[tuple[int, ...]]:
    """Return the corners of a layer, and cells chosen at random."""
    shape = shape_of(network, name)
    rng = np.random.default_rng(len(name) + sum(shape))
    chosen = [tuple(int(rng.integers(n)) for n in shape) for _ in range(count)]
    return [tuple(0 for _ in shape), tuple(n - 1 for n in shape), *chosen]


@pytest.mark.parametrize(
    "last", ["conv1", "relu1", "pool1", "conv2", "pool2", "conv3", "flatten"]
)
def test_sources_are_the_cells_that_change_the_place(
    awkward: Network, trials: list[dict[str, np.ndarray]], last: str
) -> None:
    names = layer_names(awkward)
    for first in names[: names.index(last)]:
        found = [pair for values in trials for pair in touched(awkward, values, first, last)]
        for index in some_cells(awkward, last):
            reach = reach_of(awkward, Selection(last, index))
            assert reach.region(first) == box(first, [c for c, hit in found if hit[index]])


@pytest.mark.parametrize(
    "first", ["input", "conv1", "relu1", "pool1", "conv2", "pool2", "conv3"]
)
def test_fed_are_the_cells_of_the_next_layer_that_change(
    awkward: Network, trials: list[dict[str, np.ndarray]], first: str
) -> None:
    names = layer_names(awkward)
    following = names[names.index(first) + 1]
    found = [pair for values in trials for pair in touched(awkward, values, first, following)]
    for index in some_cells(awkward, first):
        hits = [hit for cell, hit in found if cell == index]
        cells = [tuple(map(int, c)) for hit in hits for c in zip(*np.nonzero(hit), strict=True)]
        assert reach_of(awkward, Selection(first, index)).fed == box(following, cells)


def test_a_unit_of_a_dense_layer_sees_and_feeds_all(awkward: Network) -> None:
    reach = reach_of(awkward, Selection("dense", (2,)))
    assert {name: len(region.channels) for name, region in reach.sources.items()} == {
        name: shape_of(awkward, name)[0] for name in layer_names(awkward)[:-2]
    }
    assert reach.fed == Region("softmax", range(5))


def test_a_channel_is_itself_alone(awkward: Network) -> None:
    own = Region("conv1", range(2, 3), range(17), range(14))
    assert reach_of(awkward, Selection("conv1", (2,))) == Reach(
        Selection("conv1", (2,)), {}, own
    )


def test_each_layer_is_asked_by_its_name(awkward: Network) -> None:
    reach = reach_of(awkward, Selection("relu1", (1, 4, 5)))
    assert reach.region("relu1") == reach.own
    assert reach.region("conv1") == Region("conv1", *_axes(reach.own))
    assert reach.region("pool1") == reach.fed
    assert reach.region("conv2") is None


def _axes(region: Region) -> tuple[range, range, range]:
    return region.channels, region.rows, region.columns


@pytest.mark.parametrize(
    "place",
    [
        Selection(),
        Selection("loss"),
        Selection("conv1"),
        Selection("conv1", (3,)),
        Selection("conv1", (0, 17, 0)),
        Selection("conv1", (0, 1)),
        Selection("gone", (1, 2, 3)),
    ],
    ids=str,
)
def test_what_is_no_place_reaches_nothing(awkward: Network, place: Selection) -> None:
    assert reach_of(awkward, place) is None


@pytest.mark.parametrize("name", ["conv-net", "two-layer"])
def test_every_layer_channel_and_cell_exists_and_nothing_beside_them(name):
    network = load_preset(name).assemble()
    assert exists_in(network, Selection())
    assert exists_in(network, Selection("loss"))
    for layer in layer_names(network):
        shape = shape_of(network, layer)
        last = tuple(n - 1 for n in shape)
        for index in ((), last[:1], last):
            assert exists_in(network, Selection(layer, index))
        for axis, n in enumerate(shape):
            for place in (-1, n):
                beside = (*last[:axis], place, *last[axis + 1 :])
                assert not exists_in(network, Selection(layer, beside))
        assert not exists_in(network, Selection(layer, (*last, 0)))


@pytest.mark.parametrize(
    "place", [Selection("conv9"), Selection("loss", (0,)), Selection("", (0,))]
)
def test_what_is_no_place_does_not_exist(place):
    assert not exists_in(load_preset("conv-net").assemble(), place)


def test_without_a_network_there_is_no_place():
    assert not exists_in(None, Selection())
