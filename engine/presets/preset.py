"""A network and how it is trained, described."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from engine.errors import EngineError, PresetError
from engine.layers import LAYER_KINDS
from engine.network import Network
from engine.presets.bounds import (
    PARAMETERS,
    parameters_of,
    require_at_most,
    require_cost,
    require_name,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.arrays import Shape
    from engine.layers import AnyLayer
    from engine.losses import L2

NO_OPTIONS: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """A layer as a preset describes it: its kind, its name, and what it is told."""

    kind: str
    name: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preset:
    """A network and how it is trained.

    Attributes
    ----------
    name : str
        Name of the file, without its ending.
    title : str
        As shown.
    article : str
        What it comes from, in a sentence.
    input_shape : tuple of int
        Of one sample, (C, H, W).
    classes : int
    dataset : str
        The data set it was made for.
    layers : tuple of LayerSpec
    loss, optimizer, schedule : str
        Names, as in `engine.losses`, `engine.optimizers` and `engine.schedules`.
    learning_rate : float
    batch_size, epochs : int
    optimizer_options, schedule_options : mapping
        What `make_optimizer` and `make_schedule` are told besides.
    l2 : L2 or None
    clip_norm : float or None
    sampling : str
        One of `engine.data.SAMPLINGS`.
    early_stopping : mapping or None
        The rule's patience and min_delta; counted in epochs.
    """

    name: str
    title: str
    article: str
    input_shape: Shape
    classes: int
    dataset: str
    layers: tuple[LayerSpec, ...]
    loss: str
    optimizer: str
    learning_rate: float
    batch_size: int
    epochs: int
    schedule: str = "constant"
    optimizer_options: Mapping[str, Any] = field(default_factory=lambda: NO_OPTIONS)
    schedule_options: Mapping[str, Any] = field(default_factory=lambda: NO_OPTIONS)
    l2: L2 | None = None
    clip_norm: float | None = None
    sampling: str = "epochs"
    early_stopping: Mapping[str, Any] | None = None

    def changed(self, **settings: Any) -> Preset:
        """Return this preset with other settings.

        Options of an optimizer, or of a schedule, go with it: another one has its defaults.
        """
        for name in ("optimizer", "schedule"):
            if settings.get(name, getattr(self, name)) != getattr(self, name):
                settings = {f"{name}_options": NO_OPTIONS, **settings}
        return replace(self, **settings)

    def build(self, seed: int) -> Network:
        """Return the network with the first values of its parameters.

        Parameters
        ----------
        seed : int
            At least 0; the same seed gives the same numbers.

        Raises
        ------
        PresetError
            If the layers do not make a network.
        """
        network = self.assemble()
        network.initialize(seed)
        return network

    def assemble(self) -> Network:
        """Return the network with all parameters 0.

        Raises
        ------
        PresetError
            If the layers do not make a network.
        """
        shape, layers, parameters = self.input_shape, [], 0
        for spec in self.layers:
            _require_bounds(self.name, spec)
            parameters += parameters_of(spec, shape)
            if parameters > PARAMETERS:
                rule = f"the layers up to {spec.name} must have at most {PARAMETERS} parameters"
                raise PresetError(f"{self.name}: {rule}, got {parameters}")
            layer = _make_layer(self.name, spec, shape)
            layers.append(layer)
            require_cost(self.name, layers)
            shape = layer.output_shape
        try:
            network = Network(self.name, layers)
        except EngineError as e:
            raise PresetError(str(e)) from e
        if network.classes != self.classes:
            last = layers[-1].name
            raise PresetError(
                f"{self.name}: {last} must have {self.classes} outputs, one for each class, "
                f"got {network.classes}"
            )
        return network


def _make_layer(owner: str, spec: LayerSpec, input_shape: Shape) -> AnyLayer:
    if spec.kind not in LAYER_KINDS:
        known = ", ".join(LAYER_KINDS)
        got = shown(spec.kind)
        raise PresetError(f"{owner}: {spec.name}: kind must be one of {known}, got {got}")
    make: Any = LAYER_KINDS[spec.kind]
    _require_options(f"{owner}: {spec.name}", make, spec)
    try:
        layer: AnyLayer = make(spec.name, input_shape, **spec.options)
    except EngineError as e:
        raise PresetError(f"{owner}: {e}") from e
    return layer


def _require_bounds(owner: str, spec: LayerSpec) -> None:
    require_name(owner, spec.name)
    for key, value in spec.options.items():
        require_at_most(f"{owner}: {spec.name}", key, value)


def _require_options(owner: str, make: Any, spec: LayerSpec) -> None:
    """Check that a layer's class knows all options, and has all that it needs."""
    parameters = inspect.signature(make).parameters.values()
    known = {p.name: p for p in parameters if p.kind is p.KEYWORD_ONLY}
    for name in spec.options:
        if name not in known:
            rule = f"be among {', '.join(known)}" if known else "not be there"
            raise PresetError(f"{owner}: settings of a {spec.kind} must {rule}, got {name}")
    for name, parameter in known.items():
        if parameter.default is parameter.empty and name not in spec.options:
            raise PresetError(f"{owner}: {name} must be set for a {spec.kind}, got nothing")
