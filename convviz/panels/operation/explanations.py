"""What is said of each operation above its picture: two sentences, from the resources."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING

from convviz.panels.operation.subject import LOSS
from convviz.resources import resource_text
from engine.layers import Pool2D

if TYPE_CHECKING:
    from convviz.panels.operation.subject import Direction, Subject

RESOURCE = "explanations/operations.toml"


@lru_cache(maxsize=1)
def explanations() -> dict[str, dict[str, str]]:
    """Return the sentences by operation, then by direction."""
    return tomllib.loads(resource_text(RESOURCE))


def explanation_of(subject: Subject | None, direction: Direction) -> str:
    """Return two sentences about what is shown, "" if that is nothing."""
    if subject is None or not subject.layer:
        return ""
    operation = operation_of(subject, direction)
    sentences = explanations().get(operation, {})
    way = "backward" if direction in {"backward", "both"} else "forward"
    return sentences.get(way, "")


def operation_of(subject: Subject, direction: Direction) -> str:
    """Return how the resources call the operation that is explained."""
    kind = subject.kind(subject.layer)
    if direction == "update":
        made = subject.held.update if subject.held is not None else None
        return "" if made is None else f"update-{made.optimizer.name}"
    if kind == LOSS:
        return f"loss-{subject.trace.criterion.name}"
    if kind == "pool2d":
        layer = subject.network.layer(subject.layer)
        assert isinstance(layer, Pool2D), layer
        return f"pool2d-{layer.pooling}"
    return kind
