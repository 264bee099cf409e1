"""First values of the weights.

An output of a layer sums up fan-in products; an input takes part in fan-out of them. For
w of shape (F, C, KH, KW) these are C·KH·KW and F·KH·KW, for (out, in) they are in and out::

    he-normal        normal, standard deviation sqrt(2 / fan_in)
    he-uniform       uniform in ± sqrt(6 / fan_in): the same standard deviation
    glorot-normal    normal, standard deviation sqrt(2 / (fan_in + fan_out))
    glorot-uniform   uniform in ± sqrt(6 / (fan_in + fan_out))
    size-normal      normal, standard deviation scale / sqrt(numbers in w)
    normal           normal, standard deviation std
    uniform          uniform from low to high
    zeros            0

K. He, X. Zhang, S. Ren, J. Sun, "Delving Deep into Rectifiers", ICCV 2015,
https://arxiv.org/abs/1502.01852, equation 10: where rectifiers follow, weights of variance
2 / fan-in keep the size of the activations from layer to layer. He's first name is Kaiming,
and both names are in use.

X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural
networks", AISTATS 2010, https://proceedings.mlr.press/v9/glorot10a.html, equations 12 and
16: the compromise between activations that keep their size and gradients that do.

size-normal is what the conv-net article does with its filters. It counts the numbers of all
filters together, so its numbers are smaller than those of he-normal by sqrt(2 F).
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import SettingError
from engine.numbers import require_within

if TYPE_CHECKING:
    from engine.arrays import Array, Shape

Initializer = Callable[["Array", np.random.Generator], None]
"""Fills an array of weights, in place."""

InitSetting = str | Mapping[str, object]
"""A name, or a mapping with the name under "kind" and what is to differ from its defaults."""

_LARGEST = 1e6
"""Of the numbers in a setting: larger weights overflow within a few layers."""


def fans(shape: Shape) -> tuple[int, int]:
    """Return fan-in and fan-out of weights (F, C, KH, KW) or (out, in)."""
    window = math.prod(shape[2:])
    return shape[1] * window, shape[0] * window


def he_normal(w: Array, rng: np.random.Generator) -> None:
    """Fill `w` for rectifiers: normal, standard deviation sqrt(2 / fan_in)."""
    normal(w, rng, std=math.sqrt(2 / fans(w.shape)[0]))


def he_uniform(w: Array, rng: np.random.Generator) -> None:
    """Fill `w` for rectifiers: uniform in ± sqrt(6 / fan_in)."""
    limit = math.sqrt(6 / fans(w.shape)[0])
    uniform(w, rng, low=-limit, high=limit)


def glorot_normal(w: Array, rng: np.random.Generator) -> None:
    """Fill `w` for sigmoids: normal, standard deviation sqrt(2 / (fan_in + fan_out))."""
    normal(w, rng, std=math.sqrt(2 / sum(fans(w.shape))))


def glorot_uniform(w: Array, rng: np.random.Generator) -> None:
    """Fill `w` for sigmoids: uniform in ± sqrt(6 / (fan_in + fan_out))."""
    limit = math.sqrt(6 / sum(fans(w.shape)))
    uniform(w, rng, low=-limit, high=limit)


def size_normal(w: Array, rng: np.random.Generator, *, scale: float = 1.0) -> None:
    """Fill `w` with normal numbers of standard deviation scale / sqrt(numbers in w)."""
    normal(w, rng, std=scale / math.sqrt(w.size))


def normal(w: Array, rng: np.random.Generator, *, std: float = 0.01) -> None:
    """Fill `w` with normal numbers of mean 0 and standard deviation `std`."""
    w[...] = rng.normal(0.0, std, w.shape)


def uniform(
    w: Array, rng: np.random.Generator, *, low: float = -0.05, high: float = 0.05
) -> None:
    """Fill `w` with numbers that are as likely anywhere from `low` to `high`."""
    w[...] = rng.uniform(low, high, w.shape)


def zeros(w: Array, rng: np.random.Generator) -> None:
    """Fill `w` with 0: units that begin alike and stay alike."""
    w.fill(0)


INITIALIZERS: Mapping[str, Callable[..., None]] = MappingProxyType(
    {
        "he-normal": he_normal,
        "he-uniform": he_uniform,
        "kaiming-normal": he_normal,
        "kaiming-uniform": he_uniform,
        "glorot-normal": glorot_normal,
        "glorot-uniform": glorot_uniform,
        "size-normal": size_normal,
        "normal": normal,
        "uniform": uniform,
        "zeros": zeros,
    }
)
"""Ways to set first values, by the names that presets call them by."""


def make_initializer(owner: str, setting: InitSetting) -> Initializer:
    """Return what fills weights in the way that is asked for.

    Parameters
    ----------
    owner : str
        Name of the layer.
    setting : str or mapping of str to object
        "he-normal", or {"kind": "normal", "std": 0.1}.

    Raises
    ------
    SettingError
        If there is no such way, or it is told something that it does not know or cannot do.
    """
    options = dict(setting) if isinstance(setting, Mapping) else {"kind": setting}
    kind = options.pop("kind", None)
    if not isinstance(kind, str) or kind not in INITIALIZERS:
        rule = f"init must be one of {', '.join(INITIALIZERS)}, or a table with that as kind"
        raise SettingError(owner, rule, setting)
    fill = INITIALIZERS[kind]
    parameters = inspect.signature(fill).parameters.values()
    settings = {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}
    for name, value in options.items():
        if name not in settings:
            rule = f"init {kind} must be told {' and '.join(settings) or 'nothing'} alone"
            raise SettingError(owner, rule, name)
        settings[name] = _number(owner, kind, name, value)
    if "low" in settings and not settings["low"] < settings["high"]:
        bounds = settings["low"], settings["high"]
        raise SettingError(owner, f"init {kind}: low must be less than high", bounds)
    return partial(fill, **settings)


def _number(owner: str, kind: str, name: str, value: Any) -> float:
    """Check that a number is not too large to be of use; a spread is not negative."""
    least = 0 if name in {"std", "scale"} else -_LARGEST
    return require_within(owner, f"init {kind}: {name}", value, least, _LARGEST)
