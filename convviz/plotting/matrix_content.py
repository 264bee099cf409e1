"""What a matrix view shows, and how its cells are told in words and as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from convviz.plotting.numbers import format_exact

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from convviz.plotting.scales import Scale
    from engine.arrays import Array


@dataclass(frozen=True, slots=True, eq=False)
class MatrixContent:
    """A matrix with its scale.

    Parameters
    ----------
    x : ndarray, shape (rows, columns)
    scale : Scale
    padding : ndarray of bool, shape (rows, columns), optional
        True where a cell is padding: hatched, without a number.
    digits : int, default=3
        Decimals, fewer where cells are narrow.
    name : str, default=""
        How the matrix is written, such as ``w[4, 5]``.

    Raises
    ------
    ValueError
        If `x` has not two dimensions.
    """

    x: Array
    scale: Scale
    padding: npt.NDArray[np.bool_] | None = None
    digits: int = 3
    name: str = ""

    def __post_init__(self) -> None:
        if self.x.ndim != 2:
            raise ValueError(
                f"MatrixView: x must have shape (rows, columns), got {self.x.shape}"
            )

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.x.shape
        return rows, columns

    def describe(self, cell: tuple[int, int]) -> str:
        """Return name, indices and exact value of a cell."""
        where = f"{self.name}[{cell[0]}, {cell[1]}]"
        if self.padding is not None and self.padding[cell]:
            return f"{where}: padding, 0"
        return f"{where} = {format_exact(float(self.x[cell]))}"

    def csv(self) -> str:
        """Return the matrix as comma separated values, every digit of it."""
        return "\n".join(",".join(map(str, row)) for row in self.x)
