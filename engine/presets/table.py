"""A table of a TOML file, read with care."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from engine.errors import PresetError
from engine.presets.bounds import require_at_most, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")
D = TypeVar("D")
_KINDS = {str: "text", float: "a number", int: "a whole number", list: "a list"}


class Table:
    """Entries that are taken out one by one, so that what is left is unknown.

    Parameters
    ----------
    owner : str
        Who the sentences are about: "conv-net, layer 3".
    entries : mapping
    """

    def __init__(self, owner: str, entries: Mapping[str, Any]) -> None:
        self.owner = owner
        self._entries = dict(entries)
        self._taken: list[str] = []

    def take(self, key: str, kind: type[Any]) -> Any:
        """Take out an entry that must be there and be of a kind; whole numbers are numbers.

        Raises
        ------
        PresetError
            If it is missing or of another kind.
        """
        what = _KINDS.get(kind, "a table")
        if key not in self._entries:
            raise PresetError(f"{self.owner}: {key} must be {what}, got nothing")
        value = self._entries.pop(key)
        self._taken.append(key)
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            raise PresetError(f"{self.owner}: {key} must be {what}, got {shown(value)}")
        return value

    def take_or(self, key: str, kind: type[T], default: D) -> T | D:
        """Take out an entry as `take` does, or return `default` if there is none."""
        if key in self._entries:
            value: T = self.take(key, kind)
            return value
        self._taken.append(key)
        return default

    def holds(self, key: str, kind: type[Any]) -> bool:
        """Whether there is an entry of this kind."""
        return isinstance(self._entries.get(key), kind)

    def table(self, key: str) -> Table | None:
        """Take out a table, to be read with the same care; None if there is none."""
        entries = self.take_or(key, dict, None)
        return None if entries is None else Table(f"{self.owner}, {key}", entries)

    def count(self, key: str) -> int:
        """Take out a whole number of at least 1, and within its bound."""
        value: int = self.take(key, int)
        if value < 1:
            raise PresetError(f"{self.owner}: {key} must be at least 1, got {value}")
        require_at_most(self.owner, key, value)
        return value

    def whole(self, key: str, least: int, most: int) -> int:
        """Take out a whole number from `least` to `most`."""
        value: int = self.take(key, int)
        if not least <= value <= most:
            raise PresetError(
                f"{self.owner}: {key} must be from {least} to {most}, got {value}"
            )
        return value

    def rest(self) -> Mapping[str, Any]:
        """Return what is left."""
        return MappingProxyType(self._entries)

    def require_empty(self) -> None:
        """Check that nothing is left."""
        if self._entries:
            rule = f"settings must be among {', '.join(self._taken)}"
            raise PresetError(f"{self.owner}: {rule}, got {next(iter(self._entries))}")
