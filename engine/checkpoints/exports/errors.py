"""Why a network cannot be exported."""

from __future__ import annotations

from engine.errors import EngineError


class ExportError(EngineError):
    """An export was asked for that cannot be done; nothing was written."""


class MissingExtraError(ExportError):
    """The package that writes a format is not installed.

    Parameters
    ----------
    what : str
        What needs it.
    extra : str
        Name of the extra of this program that brings the package.
    """

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs a package that is not here: {install(extra)}")


def install(extra: str) -> str:
    """Return the command that installs an extra."""
    return f"pip install 'convviz[{extra}]'"
