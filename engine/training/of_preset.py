"""What a trainer is told that is to differ from its preset, checked."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import TYPE_CHECKING, Any, Final

from engine.errors import SettingError
from engine.losses import L2, LOSSES
from engine.presets.preset import NO_OPTIONS
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
        If training has no such setting, or it is of the wrong kind.
    """
    for name, value in overrides.items():
        if name not in _KINDS:
            rule = f"settings must be among {', '.join(_KINDS)}"
            raise SettingError("training", rule, name)
        kinds, words = _KINDS[name]
        if not isinstance(value, kinds):
            raise SettingError("training", f"{name} must be {words}", value)
    for name in ("optimizer_options", "schedule_options"):
        _require_options(name, overrides.get(name, NO_OPTIONS))
    if overrides.get("loss", preset.loss) not in LOSSES:
        rule = f"loss must be one of {', '.join(LOSSES)}"
        raise SettingError("training", rule, overrides["loss"])
    return preset.changed(**overrides)


def early_stopping_of(preset: Preset) -> EarlyStopping | None:
    """Return the rule by which training ends early, if the preset has one.

    Raises
    ------
    SettingError
        If it has settings that the rule does not know, or they break its own rules.
    """
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
