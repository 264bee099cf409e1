"""What the pooling view says: who won by how much, what is lost, what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from convviz.panels.operation.numbers import difference_text, signed
from convviz.plotting import format_count, format_percent, format_value
from engine.inspection import INPUT, name_before

if TYPE_CHECKING:
    from engine.inspection import PoolWindow, Routing
    from engine.network import Network

_LARGEST = {"max": "largest", "min": "smallest", "mean": "mean"}


@dataclass(frozen=True, slots=True)
class CountRow:
    """A line of the table that says what became of the inputs; `short` where it is narrow."""

    label: str
    short: str
    count: int
    total: int
    strong: bool = False

    @property
    def share(self) -> str:
        """The count as a part of all inputs; nothing for the line of all inputs."""
        if not self.total or self.label.startswith("inputs"):
            return ""
        return format_percent(self.count / self.total)


def layer_behind(network: Network, source: str) -> str:
    """Return the layer that waits for the gradient behind a ReLU, else `source` itself."""
    if source != INPUT and network.layer(source).kind == "relu":
        return name_before(network, source)
    return source


def size_text(routing: Routing) -> str:
    """Return ``2×2``."""
    return f"{routing.rows.size}×{routing.columns.size}"


def forward_words(routing: Routing) -> str:
    """Return what pooling does, in one sentence."""
    return f"the {_LARGEST[routing.pooling]} of each {size_text(routing)} window goes on"


def backward_words(routing: Routing, whose: str) -> str:
    """Return what pooling does to gradients, in one sentence.

    Parameters
    ----------
    routing : Routing
    whose : str
        Whose gradients they are: "the loss of #3 545".
    """
    if not routing.has_winners:
        return f"the gradient of {whose} is shared evenly by each window"
    return f"the gradient of {whose} goes to the winners, the rest gets exactly 0"


def tie_words(routing: Routing, channel: int) -> str:
    """Return what the dashed frames mean, or "" if there is no tie."""
    tied = routing.tied[channel] > 1
    count = int(np.count_nonzero(tied))
    if not count:
        return ""
    windows = "1 window" if count == 1 else f"{format_count(count)} windows"
    if not routing.y[channel][tied].any():
        return f"a tie of zeros, the first is taken ({windows})"
    return f"a tie, the first is taken ({windows})"


def margin_rows(window: PoolWindow) -> list[tuple[str, str]]:
    """Return runner-up and margin of a window with a clear winner."""
    if window.winner is None or window.values.size == 1 or window.tied != 1:
        return []
    sign = -1 if window.pooling == "min" else 1
    runner_up = window.stored - sign * window.margin
    return [
        ("runner-up", format_value(runner_up, 7)),
        ("margin", format_value(window.margin, 7)),
    ]


def rivals_words(window: PoolWindow) -> str:
    """Return why there is no runner-up, or ""."""
    if window.winner is None:
        n = window.values.size
        return f"the sum of {n} cells divided by {n}"
    if window.values.size == 1:
        return "the only cell of its window"
    if window.tied <= 1:
        return "" if window.tied else "not a number: nothing wins against it"
    who = "all" if window.tied == window.values.size else str(window.tied)
    value = "0" if window.stored == 0 else "equal"
    row, column = window.winner
    return f"{who} are {value}: the first wins, row {row}, column {column}"


def gradient_words(window: PoolWindow) -> str:
    """Return what becomes of the gradient of one window, reconciled."""
    if window.dy is None or window.shares is None:
        return ""
    out = float(window.shares.sum())
    lost = format_value(out - window.dy, 7)
    gone = f"{signed(window.dy)} in, {signed(out)} out, difference {lost}"
    if window.winner is None:
        return f"{window.values.size} cells share the gradient: {gone}."
    return f"The winner keeps the whole gradient: {gone}."


def receiver_words(window: PoolWindow) -> str:
    """Return who gets the gradient of one window."""
    if window.winner is None:
        return f"Each of {window.values.size} cells gets the same share."
    return "All of it to the winner."


def overlap_words(window: PoolWindow) -> str:
    """Return what the cells of this window get in all, if other windows overlap it."""
    if window.dx is None or not window.overlapped:
        return ""
    total = signed(float(window.dx.sum(dtype=np.float64)))
    return f"Other windows overlap this one: its cells get {total} in all."


def balance_rows(routing: Routing, source: str, channel: int) -> list[tuple[str, str]]:
    """Return Σ before and Σ after, and their difference."""
    balance = routing.balance(channel)
    verdict = "" if balance.agrees else " ✗"
    return [
        (f"Σ dL/d {routing.layer}", signed(balance.computed)),
        (f"Σ dL/d {source}", signed(balance.stored)),
        ("difference", difference_text(balance) + verdict),
    ]


def count_rows(
    routing: Routing, network: Network, source: str, channel: int, *, backward: bool
) -> tuple[CountRow, ...]:
    """Return what becomes of the inputs of one channel."""
    counts = routing.counts(channel)
    n = counts.inputs
    rows = [CountRow(f"inputs of {routing.layer}", "inputs", n, n)]

    def add(label: str, short: str, count: int, *, strong: bool = False) -> None:
        rows.append(CountRow(label, short, count, n, strong))

    behind = layer_behind(network, source)
    if not routing.has_winners:
        add("lie in a window: share in it", "in a window", n - counts.lost)
        add("lie in no window", "in none", counts.lost, strong=True)
    elif not backward:
        add("win and go on", "win", n - counts.lost)
        add("of these with the value 0", "with 0", counts.zero)
        add("lose their window: dropped", "dropped", counts.lost, strong=True)
    elif behind == source:
        add("win: the gradient arrives", "win", n - counts.lost)
        add(f"no gradient arrives at {source}", "no gradient", counts.lost, strong=True)
    else:
        add("lose their window: no gradient", "lose", counts.lost)
        add(f"win with the value 0: {source} stops it", "win with 0", counts.zero)
        add(f"win and reach {behind}", f"reach {behind}", counts.won)
        nothing = counts.without_gradient
        add(f"no gradient arrives at {behind}", "no gradient", nothing, strong=True)
    return tuple(rows)
