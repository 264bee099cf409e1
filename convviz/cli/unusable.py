"""What is said of parameters that no network can make anything of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.wording import counted

if TYPE_CHECKING:
    from convviz.cli.console import Console
    from engine.network import Network


def warn_of_unusable(network: Network, console: Console) -> None:
    """Say which parameters hold numbers that make every result meaningless."""
    counts = {
        name: int(array.size - np.isfinite(array).sum())
        for name, array in network.parameters.items()
    }
    told = [f"{counted(n, 'value')} of {name}" for name, n in counts.items() if n]
    if told:
        console.note(f"not finite: {', '.join(told)}; the results say little")
