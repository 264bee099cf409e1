"""What a trainer is told by its preset, and what is to differ from that, checked."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import TYPE_CHECKING, Any, Final

from engine.errors import SettingError
from engine.losses import L2, LOSSES
from engine.optimizers import make_optimizer
from engine.schedules import make_schedule
from engine.training.early_stopping import EarlyStopping

if TYPE_CHECKING:
    from engine.presets import Preset

_CHECKED_BY_TRAINER: Final = ((object,), "")
_NAME: Final = ((str,), "a name")
_OPTIONS: Final = ((Mapping,), "a mapping of names to values")
_KINDS: Final[Mapping[str, tuple[tuple[type, ...], str]]] = {
    "loss": _NAME,
    "optimizer": _NAME,
    "optimizer_options": _OPTIONS,
    "learning_rate": _CHECKED_BY_TRAINER,
    "schedule": _NAME,
    "schedule_options": _OPTIONS,
    "batch_size": _CHECKED_BY_TRAINER,
    "epochs": _CHECKED_BY_TRAINER,
    "sampling": _CHECKED_BY_TRAINER,
    "clip_norm": _CHECKED_BY_TRAINER,
    "l2": ((L2, NoneType), "an L2, or None"),
    "early_stopping": ((Mapping, NoneType), "a mapping of names to values, or None"),
}
_TOLD_OTHERWISE: Final = ("name", "learning_rate")
_OF_EARLY_STOPPING: Final = ("patience", "min_delta")


def changed(preset: Preset, overrides: Mapping[str, Any]) -> Preset:
    """Return a preset that is trained otherwise.

    Raises
    ------
    SettingError
        If training has no such setting, or it is of the wrong kind, in the preset or in what
        is to differ from it.
    """
    for name in overrides:
        if name not in _KINDS:
            rule = f"settings must be among {', '.join(_KINDS)}"
            raise SettingError("training", rule, name)
    preset = preset.changed(**overrides)
    for name, (kinds, words) in _KINDS.items():
        if not isinstance(getattr(preset, name), kinds):
            raise SettingError("training", f"{name} must be {words}", getattr(preset, name))
    _require_options("optimizer_options", preset.optimizer_options)
    _require_options("schedule_options", preset.schedule_options)
    if preset.loss not in LOSSES:
        rule = f"loss must be one of {', '.join(LOSSES)}"
        raise SettingError("training", rule, preset.loss)
    return preset


def settings_of(preset: Preset) -> dict[str, Any]:
    """Return the settings of a preset as a trainer takes them.

    Raises
    ------
    SettingError
        If there is no such optimizer or schedule, or an option breaks its rule.
    """
    return {
        "loss": LOSSES[preset.loss](),
        "optimizer": make_optimizer(
            preset.optimizer, preset.learning_rate, **preset.optimizer_options
        ),
        "batch_size": preset.batch_size,
        "epochs": preset.epochs,
        "schedule": make_schedule(preset.schedule, **preset.schedule_options),
        "l2": preset.l2,
        "clip_norm": preset.clip_norm,
        "sampling": preset.sampling,
        "early_stopping": _early_stopping_of(preset),
    }


def _early_stopping_of(preset: Preset) -> EarlyStopping | None:
    settings = preset.early_stopping
    if settings is None:
        return None
    for name in settings:
        if name not in _OF_EARLY_STOPPING:
            rule = f"settings must be among {', '.join(_OF_EARLY_STOPPING)}"
            raise SettingError("early stopping", rule, name)
    return EarlyStopping(**{"patience": None, **settings})


def _require_options(name: str, options: Mapping[Any, Any]) -> None:
    for option in options:
        if not isinstance(option, str) or option in _TOLD_OTHERWISE:
            rule = f"{name} must be names other than {' and '.join(_TOLD_OTHERWISE)}"
            raise SettingError("training", rule, option)
