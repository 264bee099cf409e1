"""What a person reads says the same as what a program gets."""

from __future__ import annotations

import pytest

TYPICAL = pytest.mark.parametrize("case", ["conv-net", "numpy-cnn", "own"], indirect=True)

EPSILON = 5e-4
"""Relative: the numbers have four significant digits."""


def figure(text):
    """Return a number as it is written."""
    return float(text.replace("−", "-"))


def after(out, head):
    """Return the first word after `head` in the line that begins with it."""
    line = next(line for line in out.splitlines() if line.startswith(head))
    return line[len(head) :].split()[0].rstrip(",")


@pytest.fixture
def read(convviz, chosen):
    """Return what the command says of a cell to a person."""

    def ask(case, layer, index, *options):
        outcome = convviz("explain", *case.arguments, *chosen(layer, index), *options)
        assert outcome.code == 0, outcome.err
        return outcome.out

    return ask


@TYPICAL
def test_lines_fit_80_columns(case, read):
    for kind in ("dense", "pool2d", "relu", "batch-norm", "flatten", "softmax", "conv2d"):
        for layer, index in case.cells(kind, 1):
            lines = read(case, layer.name, index).splitlines()
            assert [line for line in lines if len(line) > 80] == []


@TYPICAL
def test_sum_stored_value_and_difference_are_told(case, read, explain):
    for kind in ("conv2d", "dense"):
        for layer, index in case.cells(kind, 1):
            out, told = read(case, layer.name, index), explain(case, layer.name, index)
            assert figure(after(out, "sum ")) == pytest.approx(told["sum"], rel=1e-9)
            assert figure(after(out, "stored ")) == pytest.approx(told["stored"], rel=1e-9)
            assert figure(after(out, "difference ")) == pytest.approx(
                told["difference"], rel=EPSILON
            )
            assert figure(after(out, "gradient ")) == pytest.approx(told["gradient"])


def test_convolution_is_written_out_cell_by_cell(own, read, explain):
    index = (1, 0, 3)
    out, told = read(own, "far", index), explain(own, "far", index)
    patch, kernel, products = (
        [
            figure(word.strip("()"))
            for line in out.split(title)[1].splitlines()[2:5]
            for word in line.split("|")[place].split()[:2]
        ]
        for title, place in (("the patch x", 1), ("kernel w", 2), ("products", 3))
    )
    for name, column in (("input", patch), ("weight", kernel), ("product", products)):
        expected = [term[name] for term in told["terms"]]
        assert column == pytest.approx(expected, rel=EPSILON)
    assert out.count("(0)") == sum(term["padding"] for term in told["terms"]) + 1


@TYPICAL
def test_running_sum_begins_with_the_bias_and_ends_with_the_sum(case, read, explain):
    layer, index = next(case.cells("conv2d", 1))
    out, told = read(case, layer.name, index), explain(case, layer.name, index)
    rows = [line.split() for line in out.splitlines() if line.startswith(("bias b", "+ chan"))]
    added, running = ([figure(row[place]) for row in rows] for place in (-2, -1))
    assert added == pytest.approx([told["bias"], *told["subtotals"]], rel=EPSILON)
    assert running[0] == pytest.approx(told["bias"], rel=EPSILON)
    assert running[-1] == pytest.approx(told["sum"], rel=EPSILON)


@TYPICAL
def test_strongest_channels_alone_are_written_out_if_asked_for(case, read, explain):
    layer, index = list(case.cells("conv2d", 1))[-1]
    subtotals = explain(case, layer.name, index)["subtotals"]
    strongest = max(range(len(subtotals)), key=lambda c: abs(subtotals[c]))
    out = read(case, layer.name, index, "--terms", 1)
    assert out.count("subtotal of channel") == 1
    assert f"subtotal of channel {strongest}: " in out


def test_more_digits_are_written_if_asked_for(own, read):
    few, many = (read(own, "far", (1, 6, 13), "--digits", digits) for digits in (2, 8))
    shown = [after(out, "subtotal of channel 0: ") for out in (few, many)]
    assert len(shown[0].strip("−0.")) <= 2 < len(shown[1].strip("−0."))


@TYPICAL
def test_bars_stand_for_the_largest_contributions_and_the_rest(case, read, explain):
    layer, index = next(case.cells("dense", 1))
    out = read(case, layer.name, index, "--terms", 3)
    told = explain(case, layer.name, index, "--terms", 3)
    rows = [line for line in out.splitlines() if line.endswith(("|", "+"))]
    assert len(rows) == len(told["contributions"]) + 2
    values = [part["product"] for part in told["contributions"]] + [told["rest"], told["bias"]]
    for row, value in zip(rows, values, strict=True):
        left, right = row.split("|")
        assert ("+" in right) <= (value > 0)
        assert ("-" in left) <= (value < 0)
        assert figure(left.replace("-", "").split()[-1]) == pytest.approx(value, rel=EPSILON)


def test_ties_of_a_window_are_told_with_who_has_won(convviz):
    """The corner of an image is empty, and so is the first map where no bias is."""
    arguments = ("--preset", "numpy-cnn", "--dataset", "garments", "--layer", "pool1")
    out = convviz("explain", *arguments, "--channel", 0, "--cell", "0,0").out
    assert "winner     row 0, column 0: 0" in out
    assert "margin     0: 4 cells are equal, the first in row order has won" in out


@TYPICAL
def test_equation_stands_in_the_letters_of_the_notation(case, read):
    layer, (f, i, j) = next(case.cells("conv2d", 1))
    out = read(case, layer.name, (f, i, j))
    assert "y[f,i,j] = b[f] + Σ w[f,c,u,v] · P[c, i·s+u·d, j·s+v·d]" in out
    assert f"{layer.name}[{f}, {i}, {j}] = b[{f}] + Σ w[{f}, c, u, v]" in out
