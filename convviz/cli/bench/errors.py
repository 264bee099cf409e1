"""What cannot be measured."""

from __future__ import annotations

from engine.errors import EngineError


class NoTwinError(EngineError):
    """PyTorch has nothing that does the same.

    Parameters
    ----------
    owner : str
        Name of the layer or the preset.
    what : str
        It would have to be.
    """

    def __init__(self, owner: str, what: str) -> None:
        super().__init__(f"no PyTorch twin for {owner}: {what}")
