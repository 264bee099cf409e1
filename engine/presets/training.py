"""The part of a preset that says how its network is trained."""

from __future__ import annotations

from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from engine.data import SAMPLINGS
from engine.errors import EngineError, PresetError
from engine.losses import L2, LOSSES
from engine.numbers import require_positive, require_strength
from engine.optimizers import make_optimizer
from engine.presets.bounds import shown
from engine.presets.preset import NO_OPTIONS
from engine.schedules import make_schedule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.presets.preset import Preset
    from engine.presets.table import Table

_TOLD_OTHERWISE: Final = ("name", "learning_rate")
"""What optimizers and schedules are told otherwise."""


def read_training(training: Table) -> dict[str, Any]:
    """Return the fields of a preset that its table [training] fills.

    Raises
    ------
    PresetError
        If an entry is missing, unknown or of the wrong kind.
    """
    fields = {
        "loss": training.take("loss", str),
        "optimizer": training.take("optimizer", str),
        "learning_rate": training.take("learning_rate", float),
        "batch_size": training.count("batch_size"),
        "epochs": training.count("epochs"),
        "schedule": training.take("schedule", str),
        "optimizer_options": _options(training.table("optimizer_options")),
        "schedule_options": _options(training.table("schedule_options")),
        "l2": _l2(training),
        "clip_norm": training.take_or("clip_norm", float, None),
        "sampling": training.take_or("sampling", str, SAMPLINGS[0]),
        "early_stopping": _early_stopping(training.table("early_stopping")),
    }
    training.require_empty()
    return fields


def training_as_mapping(preset: Preset) -> dict[str, Any]:
    """Return what `read_training` reads the fields of a preset from."""
    fields = {
        "loss": preset.loss,
        "optimizer": preset.optimizer,
        "learning_rate": preset.learning_rate,
        "batch_size": preset.batch_size,
        "epochs": preset.epochs,
        "schedule": preset.schedule,
        "sampling": preset.sampling,
        "optimizer_options": preset.optimizer_options or None,
        "schedule_options": preset.schedule_options or None,
        "l2": _l2_as_mapping(preset.l2),
        "clip_norm": preset.clip_norm,
        "early_stopping": preset.early_stopping,
    }
    return {key: value for key, value in fields.items() if value is not None}


def require_training(preset: Preset) -> None:
    """Check that there are a loss, an optimizer and a schedule as a preset wants them.

    Raises
    ------
    PresetError
        One sentence that names the rule and the value.
    """
    for name, known in (("loss", tuple(LOSSES)), ("sampling", SAMPLINGS)):
        if getattr(preset, name) not in known:
            rule = f"{name} must be one of {', '.join(known)}"
            raise PresetError(f"{preset.name}: {rule}, got {shown(getattr(preset, name))}")
    with _told_as(preset.name):
        make_optimizer(preset.optimizer, preset.learning_rate, **preset.optimizer_options)
        make_schedule(preset.schedule, **preset.schedule_options)
        if preset.clip_norm is not None:
            require_positive("training", "clip_norm", preset.clip_norm)
    names = [spec.name for spec in preset.layers]
    for layer in (preset.l2 and preset.l2.layers) or ():
        if layer not in names:
            rule = "layers of l2 must be names of layers"
            raise PresetError(f"{preset.name}: {rule}, got {shown(layer)}")


def _options(table: Table | None) -> Mapping[str, Any]:
    if table is None:
        return NO_OPTIONS
    options = table.rest()
    for name in _TOLD_OTHERWISE:
        if name in options:
            raise PresetError(f"{table.owner}: {name} must not be there, got {options[name]}")
    return options


def _l2(training: Table) -> L2 | None:
    """Take out the penalty: its strength, or a table that also names the layers."""
    if training.holds("l2", dict):
        table = training.table("l2")
        assert table is not None
        strength = table.take("strength", float)
        layers = table.take_or("layers", list, None)
        table.require_empty()
    else:
        strength, layers = training.take_or("l2", float, None), None
    if strength is None:
        return None
    with _told_as(training.owner):
        return L2(strength, None if layers is None else tuple(layers))


def _l2_as_mapping(l2: L2 | None) -> float | dict[str, Any] | None:
    if l2 is None:
        return None
    if l2.layers is None:
        return l2.strength
    return {"strength": l2.strength, "layers": l2.layers}


def _early_stopping(table: Table | None) -> Mapping[str, Any] | None:
    if table is None:
        return None
    rule = {
        "patience": table.count("patience"),
        "min_delta": table.take_or("min_delta", float, 0.0),
    }
    table.require_empty()
    with _told_as(table.owner):
        require_strength("early stopping", "min_delta", rule["min_delta"])
    return MappingProxyType(rule)


@contextmanager
def _told_as(owner: str) -> Iterator[None]:
    """Let what breaks a rule inside be told as a mistake of the preset."""
    try:
        yield
    except EngineError as e:
        raise PresetError(f"{owner}: {e}") from e
