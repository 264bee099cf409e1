from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convviz.plotting import (
    format_count,
    format_exact,
    format_exponent,
    format_limit,
    format_percent,
    format_short,
    format_value,
    ulp,
)


@pytest.mark.parametrize(
    ("x", "text"),
    [
        pytest.param(0.1193177, "0.119", id="rounded"),
        pytest.param(-0.1193177, "−0.119", id="real-minus"),
        pytest.param(0.0, "0", id="exact-zero"),
        pytest.param(-0.0, "0", id="exact-minus-zero"),
        pytest.param(0.0003, "0.000", id="rounded-zero"),
        pytest.param(-0.0003, "0.000", id="rounded-zero-has-no-sign"),
        pytest.param(1234.5, "1\u202f234.500", id="narrow-thousands"),
        pytest.param(999_999.0, "999\u202f999.000", id="largest-without-a-power"),
        pytest.param(-1.7e19, "−1.7×10¹⁹", id="huge"),
        pytest.param(math.nan, "NaN", id="nan"),
        pytest.param(math.inf, "∞", id="infinity"),
        pytest.param(-math.inf, "−∞", id="minus-infinity"),
    ],
)
def test_value_is_written_as_the_design_says(x: float, text: str) -> None:
    assert format_value(x, 3) == text


@pytest.mark.parametrize(
    ("x", "text"), [(0.5, "+0.50"), (-0.5, "−0.50"), (0.0, "0"), (math.inf, "+∞")]
)
def test_a_sign_is_written_when_asked_for(x: float, text: str) -> None:
    assert format_value(x, 2, sign=True) == text


@pytest.mark.parametrize(
    ("x", "digits", "text"),
    [
        pytest.param(-5.23e-8, 7, "−5.23×10⁻⁸", id="would-be-zero"),
        pytest.param(0.00042, 4, "4.2×10⁻⁴", id="would-keep-one-figure"),
        pytest.param(0.0042, 4, "0.0042", id="keeps-two-figures"),
        pytest.param(0.0, 7, "0", id="exact-zero"),
    ],
)
def test_a_number_with_many_decimals_is_never_rounded_to_zero(
    x: float, digits: int, text: str
) -> None:
    assert format_value(x, digits) == text


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.integers(0, 7))
def test_no_value_is_wider_than_a_column(x: float, digits: int) -> None:
    assert len(format_value(x, digits, sign=True)) <= 13


@given(st.floats(-999_999, 999_999, width=32))
def test_value_reads_back_as_the_rounded_number(x: float) -> None:
    text = format_value(x, 3).replace("−", "-").replace("\u202f", "")
    assert float(text) == pytest.approx(round(x, 3), abs=1e-9)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_exact_text_tells_a_float32_from_every_other(x: float) -> None:
    text = format_exact(x).replace("−", "-")
    if "×" in text:
        mantissa, power = text.split("×10")
        text = f"{mantissa}e{power.translate(str.maketrans('⁻⁰¹²³⁴⁵⁶⁷⁸⁹', '-0123456789'))}"
    assert np.float32(text) == np.float32(x)


@pytest.mark.parametrize(
    ("x", "text"),
    [(3e-7, "+3.0×10⁻⁷"), (-1.25e12, "−1.2×10¹²"), (0.0, "0"), (math.nan, "NaN")],
)
def test_exponent_is_written_with_a_power_of_ten(x: float, text: str) -> None:
    assert format_exponent(x) == text


@pytest.mark.parametrize(
    ("x", "text"),
    [
        pytest.param(3.234, "3.23", id="two-decimals"),
        pytest.param(20.69, "20.7", id="one-from-10-on"),
        pytest.param(4321.0, "4\u202f321", id="none-from-1000-on"),
        pytest.param(0.0742, "0.074", id="three-below-a-tenth"),
        pytest.param(0.00042, "4.2×10⁻⁴", id="power-below-a-thousandth"),
        pytest.param(1.7e19, "1.7×10¹⁹", id="power-from-a-million-on"),
    ],
)
def test_limits_keep_about_three_digits(x: float, text: str) -> None:
    assert format_limit(x) == text


def test_counts_have_narrow_thousands() -> None:
    assert [format_count(n) for n in (7, 1875, 105634)] == [
        "7",
        "1\u202f875",
        "105\u202f634",
    ]


def test_fractions_become_per_cent() -> None:
    assert format_percent(0.8833, 2) == "88.33\u202f%"


def test_what_no_float32_can_be_is_written_without_a_warning() -> None:
    assert format_exact(-1e300) == "−1×10³⁰⁰"
    assert format_exact(3.4e38) == "3.4×10³⁸"
    assert math.isnan(ulp(1e39))


def test_ulp_is_the_distance_to_the_next_float32() -> None:
    assert ulp(1.0) == np.nextafter(np.float32(1), np.float32(2)) - np.float32(1)
    assert ulp(-1.0) == ulp(1.0)


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.1234, ".12"),
        (-0.1234, "−.12"),
        (0.996, "1.0"),
        (-1.25, "−1.2"),
        (9.94, "9.9"),
        (9.96, "10"),
        (-12.4, "−12"),
        (0.001, ".00"),
        (-0.001, ".00"),
        (0.0, "0"),
        (math.nan, "NaN"),
        (-math.inf, "−∞"),
    ],
)
def test_two_figures_are_left_in_a_narrow_cell(x: float, text: str) -> None:
    assert format_short(x) == text
