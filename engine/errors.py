"""Mistakes that are the person's or the world's, told in one sentence each.

The text of an `EngineError` is shown to the person as it is. A wrong call by a programmer
raises ValueError or TypeError, and a fault of the engine itself fails an assertion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class EngineError(Exception):
    """Something that the person can mend; the text is one sentence."""


class ShapeError(EngineError, ValueError):
    """An array does not have the shape that its consumer needs.

    Parameters
    ----------
    owner : str
        Who needs it: the name of a layer, mostly.
    name : str
        What it is called there.
    expected : tuple of int or str
        The shape needed; a letter stands for any length.
    got : tuple of int
        The shape it has.
    """

    def __init__(
        self, owner: str, name: str, *, expected: tuple[int | str, ...], got: tuple[int, ...]
    ) -> None:
        self.owner, self.name, self.expected, self.got = owner, name, expected, got
        comma = "," if len(expected) == 1 else ""
        wanted = "(" + ", ".join(map(str, expected)) + comma + ")"
        super().__init__(f"{owner}: {name} must have shape {wanted}, got {got}")


class SettingError(EngineError, ValueError):
    """A number or word that was chosen breaks a rule.

    Parameters
    ----------
    owner : str
        Whose setting it is: a layer, an optimizer, the trainer.
    rule : str
        What must hold: "stride must be at least 1".
    got : object
        What was chosen instead.
    """

    def __init__(self, owner: str, rule: str, got: object) -> None:
        self.owner, self.rule, self.got = owner, rule, got
        super().__init__(f"{owner}: {rule}, got {got!r}")


class DataError(EngineError):
    """A data set cannot be used.

    Parameters
    ----------
    message : str
        One sentence that names the file and the cure.
    path : Path, optional
        The file or folder it is about.
    """

    def __init__(self, message: str, path: Path | None = None) -> None:
        self.path = path
        super().__init__(message)


class DataMissingError(DataError):
    """A data set is in none of the places where it was looked for."""


class PresetError(EngineError, ValueError):
    """A preset is unknown, unreadable or describes no network."""
