"""What is said about pickles that are more than data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.checkpoints import remedies
from engine.checkpoints.errors import ForeignClass, NotAPickle, ParamsFileError
from engine.checkpoints.pickles.machine import NAMES_KEPT
from engine.checkpoints.pickles.names import hint_for, is_notorious
from engine.checkpoints.wording import grouped, quoted

if TYPE_CHECKING:
    from engine.checkpoints.pickles.machine import Machine
    from engine.checkpoints.pickles.values import Name, Value

_SHOWN = 8
_TORCH_MAGIC = 0x1950A86A20F9469CFC6C
_JOBLIB = frozenset({"NumpyArrayWrapper", "NDArrayWrapper", "ZNDArrayWrapper"})
_JOBLIB_MODULES = ("joblib.", "sklearn.externals.joblib.")


def foreign_error(machine: Machine) -> ParamsFileError:
    """Return the refusal of a pickle that needs what is not understood."""
    offset, details = machine.foreign[0].offset, _details(machine)
    worst = _worst(machine)
    if worst is None and any(map(_is_of_joblib, machine.foreign)):
        return NotAPickle(
            "This is a joblib file: its arrays lie between the instructions of a pickle.",
            remedy=remedies.JOBLIB,
            offset=offset,
            details=details,
        )
    if worst is not None:
        return ForeignClass(
            f"This file tries to run {quoted(str(worst))} (byte {grouped(worst.offset)}). "
            "It is almost certainly malicious. Nothing was executed.",
            offset=worst.offset,
            details=details,
        )
    hints = (hint_for(name.module) for name in machine.foreign)
    return ForeignClass(
        "This pickle needs Python classes that convviz will not run: "
        f"{_listed(details['names'], machine.foreign_count)}. Nothing was executed.",
        remedy=next(filter(None, hints), ""),
        offset=offset,
        details=details,
    )


def refuse_torch(value: Value) -> None:
    """Refuse the oldest PyTorch files, which begin with a pickle of one well-known number."""
    if type(value) is int and value == _TORCH_MAGIC:
        raise NotAPickle("This is a PyTorch file (torch.save).", remedy=remedies.PYTORCH)


def _worst(machine: Machine) -> Name | None:
    """Return a notorious name, rather one that is called than one that is only mentioned."""
    candidates = (*machine.called, *machine.foreign)
    return next((name for name in candidates if is_notorious(name.module, name.name)), None)


def _is_of_joblib(name: Name) -> bool:
    return name.name in _JOBLIB and name.module.startswith(_JOBLIB_MODULES)


def _details(machine: Machine) -> dict[str, Any]:
    first = {str(name): name.offset for name in reversed(machine.foreign)}
    names = tuple(dict.fromkeys(quoted(str(name)) for name in machine.foreign))
    called = tuple(dict.fromkeys(quoted(str(name)) for name in machine.called))
    offsets = tuple(first[name] for name in dict.fromkeys(map(str, machine.foreign)))
    return {
        "names": names,
        "offsets": offsets,
        "called": called,
        "count": machine.foreign_count,
    }


def _listed(names: tuple[str, ...], count: int) -> str:
    """List some names; beyond those that are kept, each use counts as a name."""
    total = count if count > NAMES_KEPT else len(names)
    more = f", … ({grouped(total)} in all)" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
