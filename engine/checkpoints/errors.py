"""Why a parameters file was refused, or could not be written."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from engine.checkpoints.wording import grouped, shortened
from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class ParamsFileError(EngineError, ValueError):
    """A file was refused; nothing in it was run.

    Parameters
    ----------
    cause : str
        What is wrong, in a sentence. Foreign text in it is escaped and shortened.
    remedy : str, optional
        What helps, in a sentence; a subclass may have one of its own.
    offset : int, optional
        The byte at which it was seen.
    details : mapping, optional
        The same in figures and names, for reports and tests.

    Attributes
    ----------
    code : str
        One word for the kind: format, foreign, opcode, array, corrupt or limit.
    """

    code: ClassVar[str] = "params"
    usual_remedy: ClassVar[str] = ""

    def __init__(
        self,
        cause: str,
        *,
        remedy: str = "",
        offset: int | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        self.cause = shortened(cause)
        self.remedy = remedy or self.usual_remedy
        self.offset = offset
        self.details: Mapping[str, Any] = MappingProxyType(dict(details or {}))
        super().__init__(shortened(f"{self.cause} {self.remedy}".rstrip()))


class NotAPickle(ParamsFileError):
    """The file is of a kind that does not hold plain NumPy arrays."""

    code = "format"


class ForeignClass(ParamsFileError):
    """The pickle needs Python classes or functions, and none is ever run."""

    code = "foreign"
    usual_remedy = "Ask the author for plain arrays (a dict or list of NumPy arrays, or .npz)."


class ForbiddenOpcode(ParamsFileError):
    """The pickle uses an instruction that parameters have no need of."""

    code = "opcode"
    usual_remedy = "Ask the author for plain arrays (a dict or list of NumPy arrays, or .npz)."


class BadArray(ParamsFileError):
    """An array, or a number of NumPy, does not agree with its own description."""

    code = "array"


class Corrupt(ParamsFileError):
    """The file is damaged or cut short."""

    code = "corrupt"
    usual_remedy = "Fetch or save it again."


class NewerFormat(Corrupt):
    """The file is of another format than this program reads; it need not be damaged."""

    usual_remedy = "A newer convviz may read it."


class LimitExceeded(ParamsFileError):
    """The file asks for more than any parameters file needs.

    Parameters
    ----------
    cause : str
        A sentence, which names the limit and the value found.
    limit : str
        Name of the field of `Limits`.
    allowed, found : int
        The limit and what the file asks for.
    """

    code = "limit"

    def __init__(
        self, cause: str, *, limit: str, allowed: int, found: int, offset: int | None = None
    ) -> None:
        details = {"limit": limit, "allowed": allowed, "found": found}
        super().__init__(cause, offset=offset, details=details)


class LoadCancelled(EngineError):
    """Reading was stopped by the one who had asked for it."""


class SaveError(EngineError, OSError):
    """A file could not be written; what was there before is untouched.

    Parameters
    ----------
    path : Path
        The file that was to be written.
    reason : str
        Why not, as the second half of a sentence.
    """

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(f"{path.name} could not be saved: {reason}.")


def too_many(
    what: str, limit: str, allowed: int, found: int, *, offset: int | None = None
) -> LimitExceeded:
    """Return the error for a count above its limit: "asks for 65 levels; up to 64 are read"."""
    cause = f"The file asks for {grouped(found)} {what}; up to {grouped(allowed)} are read."
    return LimitExceeded(cause, limit=limit, allowed=allowed, found=found, offset=offset)
