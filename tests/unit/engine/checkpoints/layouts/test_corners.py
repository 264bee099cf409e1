"""What is rare in files, and must not be read wrongly all the same."""

from __future__ import annotations

import numpy as np
import pytest

from engine.checkpoints.layouts.chain import best_chain

RNG = np.random.default_rng(3)


def numbers(*shape: int) -> np.ndarray:
    return RNG.standard_normal(shape)


def test_no_layers_make_an_empty_chain() -> None:
    assert best_chain([]).forms == ()


def test_a_vector_of_weights_has_one_output(read, holds) -> None:
    w = numbers(784)
    holds(read({"weights": w, "bias": 0.5}), [w[None]], [np.array([0.5])])


def test_scales_and_shifts_are_no_weights_and_take_no_bias_away(read, holds) -> None:
    conv, shift = numbers(6, 1, 5, 5), numbers(6)
    value = {"conv1.weight": conv, "scale1.weight": numbers(6), "scale1.bias": shift}
    holds(read(value), [conv], [None])


def test_a_bias_must_be_a_vector(read, holds) -> None:
    w = numbers(10, 30)
    holds(read({"W1": w, "b1": numbers(3, 4)}), [w], [None])


def test_a_matrix_called_after_its_layer_alone_is_its_weight(read, holds) -> None:
    w, b = numbers(10, 30), numbers(10)
    holds(read({"layer1": w, "layer1_bias": b}), [w], [b])


def test_layers_with_folded_biases_are_put_in_the_order_of_their_chain(read) -> None:
    value = {"last_w": numbers(10, 8), "first_w": numbers(20, 41), "second_w": numbers(7, 21)}
    assert [layer.w.place for layer in read(value).layers] == ["first_w", "second_w", "last_w"]


def test_tables_of_bytes_with_labels_are_data(read) -> None:
    found = read([np.zeros((500, 49), np.uint8), np.arange(500) % 10])
    assert found.instead == (
        "It looks like a data set: [0] is 500×49, a table with a row per sample."
    )


@pytest.mark.parametrize("value", [{1, 2}, [[np.ones(3)], []]])
def test_sets_and_empty_lists_do_no_harm(read, value: object) -> None:
    assert read(value).layers == ()


def test_kernels_in_lists_in_lists_are_filters(read, holds) -> None:
    w, fc = numbers(8, 3, 5, 5), numbers(10, 32)
    holds(read([[list(f) for f in w], fc]), [w, fc], [None, None])


def test_rows_that_are_arrays_are_a_matrix_where_a_name_says_so(read, holds) -> None:
    w, b = numbers(10, 30), numbers(10)
    holds(read({"W1": list(w), "b1": b}), [w], [b])


def test_filters_without_channels_in_lists_of_numbers_are_read(read, holds) -> None:
    w = numbers(6, 3, 3)
    holds(read({"W1": w.tolist(), "b1": [0.5] * 6}), [w[:, None]], [np.full(6, 0.5)])


def test_the_folded_column_that_differs_from_its_neighbours_is_the_bias(read, holds) -> None:
    w = numbers(50, 784)
    w[:, :20] = w[:, -20:] = 1e-3  # where images are black, weights stay small
    b = np.full(50, 5.0)
    holds(read(np.column_stack([b, w])), [w], [b])
    holds(read(np.column_stack([w, b])), [w], [b])
