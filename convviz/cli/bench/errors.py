"""What has nothing beside it to be compared with."""

from __future__ import annotations

from engine.errors import EngineError


class NoTwinError(EngineError):
    """PyTorch has nothing that does the same.

    Parameters
    ----------
    owner : str
        Name of the layer or the preset.
    what : str
        It would have to be, or why there is none.
    """

    def __init__(self, owner: str, what: str) -> None:
        super().__init__(f"no PyTorch twin for {owner}: {what}")


class NoLoopsError(EngineError):
    """The articles' loops do not know a layer.

    Parameters
    ----------
    layer : str
        Its name.
    what : str
        They would have to know.
    """

    def __init__(self, layer: str, what: str) -> None:
        super().__init__(f"the articles' loops do not do {layer}: {what}")
