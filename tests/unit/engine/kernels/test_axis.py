from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.kernels.axis import Axis

AXES = st.builds(
    Axis,
    length=st.integers(1, 7),
    size=st.integers(1, 4),
    count=st.integers(1, 7),
    stride=st.integers(1, 3),
    before=st.integers(-3, 4),
    dilation=st.integers(1, 3),
    spacing=st.integers(1, 3),
)


def test_taps_of_a_plain_window_read_neighbours():
    assert Axis(5, 3, 3).taps_inside(1) == [(0, 1), (1, 2), (2, 3)]


def test_taps_on_padding_read_nothing():
    assert Axis(5, 3, 5, before=1).taps_inside(0) == [(1, 0), (2, 1)]


def test_dilated_window_reaches_further():
    axis = Axis(7, 3, 3, dilation=2)
    assert axis.reach == 5
    assert axis.taps_inside(0) == [(0, 0), (1, 2), (2, 4)]


@given(AXES)
def test_transposed_reads_backward_what_was_read_forward(axis):
    forward = {(o, i, u) for o in range(axis.count) for u, i in axis.taps_inside(o)}
    back = axis.transposed()
    backward = {
        (o, i, axis.size - 1 - u) for i in range(axis.length) for u, o in back.taps_inside(i)
    }
    assert backward == forward


@given(AXES)
def test_transposing_twice_changes_nothing(axis):
    assert axis.transposed().transposed() == axis


@given(AXES, st.integers(0, 12))
def test_cells_are_those_whose_places_there_are(axis, places):
    cells, at = axis.cells(places)
    found = dict(zip(range(axis.length)[cells], range(places)[at], strict=True))
    wanted = {i: axis.before + i * axis.spacing for i in range(axis.length)}
    assert found == {i: place for i, place in wanted.items() if 0 <= place < places}
