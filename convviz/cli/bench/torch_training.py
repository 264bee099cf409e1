"""PyTorch, as a side of a measurement.

Eager, float32, channels first: as one writes it. The images are the same bytes in the
same order as the engine's, and become numbers within the measured time, as there.
"""

from __future__ import annotations

from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING, Any

import torch

from convviz.cli.bench.case import LEARNING_RATE, SEED
from convviz.cli.bench.errors import NoTwinError
from convviz.cli.bench.torch_twin import torch_twin
from engine.data import batch_order
from engine.losses import CrossEntropy

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import numpy.typing as npt

    from convviz.cli.bench.case import Case

_WARM_UP_STEPS = 5

ADAMS: dict[str, dict[str, bool]] = {
    "default": {},
    "foreach": {"foreach": True},
    "fused": {"fused": True},
}
"""The ways in which PyTorch can go through the parameters, and how they are asked for."""


class TorchTraining:
    """PyTorch's training steps on a twin of the preset's network.

    Parameters
    ----------
    case : Case
    adam : {"default", "foreach", "fused"}
        Which implementation of Adam.

    Raises
    ------
    NoTwinError
        If PyTorch has not all that the preset needs.
    """

    def __init__(self, case: Case, adam: str) -> None:
        if case.preset.loss != CrossEntropy.name:
            raise NoTwinError(case.preset.name, f"the loss {case.preset.loss}")
        self._twin = torch_twin(case.preset.build(SEED))
        self._loss = torch.nn.CrossEntropyLoss()
        self._optimizer = torch.optim.Adam(
            self._twin.parameters(), lr=LEARNING_RATE, **ADAMS[adam]
        )
        self._split = case.dataset.train
        self._batches = _batches(len(self._split), case.batch_size)
        self._threads_before = torch.get_num_threads()
        torch.set_num_threads(case.threads)
        for _ in range(_WARM_UP_STEPS):
            self.step()

    def step(self) -> tuple[int, float]:
        """Take one training step; return its samples and its seconds."""
        indices = next(self._batches)
        started = perf_counter()
        split = self._split
        images: Any = torch.from_numpy(split.images[indices])
        x = images.to(torch.float32).div_(split.divisor)
        labels = torch.from_numpy(split.labels[indices])
        self._optimizer.zero_grad()
        loss = self._loss(self._twin(x), labels)
        loss.backward()
        self._optimizer.step()
        loss.item()
        return len(indices), perf_counter() - started

    def close(self) -> None:
        """Give PyTorch its threads back."""
        torch.set_num_threads(self._threads_before)


def _batches(n: int, batch_size: int) -> Iterator[npt.NDArray[np.int64]]:
    """Yield the indices of one batch after the other, without end, as the trainer does."""
    for epoch in count(1):
        order = batch_order(SEED, epoch, n)
        for start in range(0, n, batch_size):
            yield order[start : start + batch_size]
