"""Networks that could be of the layers in a file, as presets that are not yet built."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from engine.checkpoints.architectures.images import images_of
from engine.checkpoints.architectures.presets import dense_preset, preset_of
from engine.checkpoints.architectures.search import find_plans, plans_over_whole_maps
from engine.checkpoints.architectures.words import images_in_words, many, number_in_words
from engine.checkpoints.wording import counted, grouped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.checkpoints.architectures.alternative import FlattenOrder
    from engine.checkpoints.architectures.search import Found
    from engine.checkpoints.architectures.stack import Stack
    from engine.presets import Preset

_TRIED_THE_OTHER_WAY = 3
"""Of the plainest, those that are also listed with the other order of channels."""

_COLOURS_LAST = 12288
"""Pixels of the one known data set whose images are stored with their colours last."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A preset, and the order in which its first dense layer takes the maps."""

    preset: Preset
    flatten: FlattenOrder


@dataclass(frozen=True, slots=True)
class Candidates:
    """What could be, the likeliest first.

    Attributes
    ----------
    listed : iterable of Candidate
        Made one by one, as they are asked for.
    tried, count : int
        Combinations that were looked at, and those of them that fit; two orders of one are
        one.
    sentence : str
        How they were found, or why there is none.
    """

    listed: Iterable[Candidate]
    tried: int
    count: int
    sentence: str


def candidates_of(stack: Stack, name: str) -> Candidates:
    """Return the networks that the layers of a file could be of, called `name`."""
    return _over_maps(stack, name) if stack.convs else _over_pixels(stack, name)


def _over_pixels(stack: Stack, name: str) -> Candidates:
    first = stack.denses[0].name
    images = images_of(stack.fan_in)
    presets = [dense_preset(stack, shape, name) for shape in images.shapes]
    orders = _orders(colours_last=stack.fan_in == _COLOURS_LAST)
    listed = [
        Candidate(preset, order)
        for preset in presets
        for order in (orders if preset.input_shape[0] > 1 else orders[:1])
    ]
    takes = f"{first} takes {grouped(stack.fan_in)} numbers"
    shapes = " or ".join(images_in_words(shape) for shape in images.shapes)
    sentence = (
        f"{takes}: {shapes}."
        if images.is_known
        else f"{takes}; which image they are is not to be told from that."
    )
    return Candidates(listed, len(presets), len(presets), sentence)


def _over_maps(stack: Stack, name: str) -> Candidates:
    kernels = [(int(c.weight.shape[2]), int(c.weight.shape[3])) for c in stack.convs]
    if stack.fan_in % stack.filters:
        return Candidates((), 0, 0, _no_multiple(stack))
    area = stack.fan_in // stack.filters
    plain = find_plans(kernels, stack.channels, area, plain=True)
    wide = find_plans(kernels, stack.channels, area, plain=False)
    others = [plan for plan in wide.plans if not plan.is_plain]
    means = plans_over_whole_maps(kernels, stack.channels) if area == 1 else ()
    others = sorted([*others, *means], key=lambda plan: plan.cost)
    has_order = area > 1 and stack.filters > 1 and bool(stack.denses)
    orders = _orders(colours_last=has_order and stack.is_channels_last)

    def listed() -> Iterator[Candidate]:
        usual = [preset_of(stack, plan, name) for plan in plain.plans]
        yield from (Candidate(preset, orders[0]) for preset in usual)
        if has_order:
            other_way = islice(usual, _TRIED_THE_OTHER_WAY)
            yield from (Candidate(preset, orders[1]) for preset in other_way)
        yield from (Candidate(preset_of(stack, plan, name), orders[0]) for plan in others)

    sentence = _sentence(stack, area, plain, wide)
    return Candidates(listed(), wide.tried, wide.count + len(means), sentence)


def _orders(*, colours_last: bool) -> tuple[FlattenOrder, FlattenOrder]:
    orders: tuple[FlattenOrder, FlattenOrder] = ("channels first", "channels last")
    return (orders[1], orders[0]) if colours_last else orders


def _no_multiple(stack: Stack) -> str:
    first, last = stack.denses[0].name, stack.convs[-1].name
    return (
        f"{first} takes {grouped(stack.fan_in)} numbers, which is no multiple of the "
        f"{counted(stack.filters, 'map')} that {last} gives."
    )


def _sentence(stack: Stack, area: int, plain: Found, wide: Found) -> str:
    side = math.isqrt(area)
    is_square = side * side == area
    cells = f"{side} × {side}" if is_square else f"{grouped(area)} cells"
    end = f"{side}×{side}" if is_square else f"{grouped(area)} cells"
    if stack.denses:
        product = f"{grouped(stack.filters)} × {cells}"
        takes = f"{stack.denses[0].name} takes {grouped(stack.fan_in)} = {product}."
    else:
        takes = "There is no dense layer: one number of each map is left."
    what = "combinations of image size, padding and pooling"
    if not wide.count:
        return f"{takes} None of {many(wide.tried)} {what} ends at {end}."
    ends = "ends" if plain.count == 1 else "end"
    sentence = f"{takes} Of {many(plain.tried)} {what}, {_many(plain.count)} {ends} at {end}"
    rest = wide.count - plain.count
    if rest:
        sentence += f"; {_many(rest)} more with strides, rarer poolings or other image sizes"
    return f"{sentence}."


def _many(number: int) -> str:
    return number_in_words(number) if number < 1_000_000 else many(number)
