"""Which layers share a scale of colours, and what that scale is.

Convolution, ReLU and pooling of one block share one scale, so that clipping is seen as
clipping and not as a rescale. The image and the probabilities always have their own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from convviz.plotting import Scale

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from convviz.plotting import ScaleKind
    from engine.arrays import Array
    from engine.network import Network

LOCKED = "locked"

# What can be negative, what never is; others keep the sign of what they read.
_SIGNED = frozenset({"conv2d", "dense", "batch-norm"})
_POSITIVE = frozenset({"relu", "sigmoid", "softmax"})


class Scope(Enum):
    """How many layers take their limit together."""

    LAYER = "layer"
    BLOCK = "block"
    NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Group:
    """Layers that stand side by side and share a scale."""

    layers: tuple[str, ...]
    kind: ScaleKind


def groups_of(network: Network, scope: Scope) -> tuple[Group, ...]:
    """Return the groups of `network`, from the image on."""
    groups = [Group(("input",), "image")]
    for layer, kind in zip(network.layers, _kinds(network), strict=True):
        last = groups[-1]
        alone = layer.kind == "softmax" or scope is Scope.LAYER
        begins = scope is Scope.BLOCK and layer.kind in {"conv2d", "dense"}
        if alone or begins or last.layers == ("input",):
            groups.append(Group((layer.name,), kind))
        else:
            shared: ScaleKind = "signed" if "signed" in {kind, last.kind} else kind
            groups[-1] = Group((*last.layers, layer.name), shared)
    return tuple(groups)


def _kinds(network: Network) -> Iterator[ScaleKind]:
    """Yield of each layer whether its values can be negative."""
    kind: ScaleKind = "positive"
    for layer in network.layers:
        if layer.kind in _SIGNED:
            kind = "signed"
        elif layer.kind in _POSITIVE:
            kind = "positive"
        yield kind


class Scales:
    """The scales of every layer, live or locked over time.

    Attributes
    ----------
    scope : Scope
    locked : bool
        Whether the limits stay as they are; set by `lock`.
    """

    def __init__(self) -> None:
        self.scope = Scope.BLOCK
        self._locked: dict[tuple[str, ...], Scale] | None = None

    @property
    def locked(self) -> bool:
        """Whether the limits stay as they are."""
        return self._locked is not None

    def lock(self, groups: Sequence[Group], activations: Mapping[str, Array]) -> None:
        """Keep the limits of this moment until `unlock`."""
        self._locked = {
            group.layers: replace(self._of(group, activations), scope=LOCKED)
            for group in groups
        }

    def unlock(self) -> None:
        """Follow the values again."""
        self._locked = None

    def of(
        self, groups: Sequence[Group], activations: Mapping[str, Array]
    ) -> dict[Group, Scale]:
        """Return the scale of each group."""
        locked = self._locked or {}
        return {
            group: locked.get(group.layers) or self._of(group, activations) for group in groups
        }

    def _of(self, group: Group, activations: Mapping[str, Array]) -> Scale:
        arrays = [activations[name] for name in group.layers]
        if group.layers == ("softmax",) or (
            group.kind == "positive" and _are_probabilities(group)
        ):
            return Scale("positive", 1.0, "layer")
        return Scale.of(arrays, group.kind, self.scope.value)


def _are_probabilities(group: Group) -> bool:
    return group.layers[-1].startswith("softmax")
