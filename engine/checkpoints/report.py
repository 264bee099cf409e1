"""All that is known of a file, as text to paste into a mail or an issue."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.checkpoints.statistics import statistics_of
from engine.checkpoints.wording import counted, grouped, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.checkpoints.node import AnyArray
    from engine.checkpoints.params import Params
    from engine.checkpoints.statistics import Statistics

_MOST_ARRAYS = 1000


def report_of(params: Params, go_on: Callable[[], bool] = lambda: True) -> str:
    """Describe a file: how it was read, what is in it, and what was odd.

    Parameters
    ----------
    params : Params
    go_on : callable, optional
        Asked now and then; False stops the work.

    Returns
    -------
    str
        Lines of plain text; foreign text in it is escaped and shortened. Of more than a
        thousand arrays the first thousand have a line.

    Raises
    ------
    LoadCancelled
        If `go_on` said so.
    """
    return "\n".join([*_file_lines(params), "", *_array_lines(params, go_on)]) + "\n"


def _file_lines(params: Params) -> Iterator[str]:
    yield f"file: {quoted(params.path.name)}"
    yield f"format: {params.describe()}"
    yield f"size: {grouped(params.size)} bytes"
    yield f"sha256: {params.sha256}"
    if params.format == "pickle":
        yield f"Python 2: {'yes' if params.is_python2 else 'no'}"
        yield f"opcodes: {grouped(params.opcodes)}"
        yield f"names understood: {', '.join(map(quoted, params.names)) or 'none'}"
    arrays = params.arrays.values()
    different = {id(array): array for array in arrays}.values()
    dtypes = Counter(str(array.dtype) for array in arrays)
    of_each = ", ".join(f"{dtype} ({count})" for dtype, count in dtypes.most_common())
    yield f"arrays: {grouped(len(arrays))}, of them shared {len(arrays) - len(different)}"
    yield f"dtypes: {of_each or 'none'}"
    yield f"numbers: {grouped(sum(array.size for array in arrays))}"
    yield f"array data: {grouped(sum(array.nbytes for array in different))} bytes"
    yield f"warnings: {' '.join(params.warnings) or 'none'}"
    yield "nothing of the file was executed"


def _array_lines(params: Params, go_on: Callable[[], bool]) -> Iterator[str]:
    described: dict[int, str] = {}
    for number, (place, array) in enumerate(params.arrays.items()):
        if number == _MOST_ARRAYS:
            yield f"… and {counted(len(params.arrays) - number, 'array')} more"
            return
        if id(array) not in described:
            described[id(array)] = _describe(array, statistics_of(array, go_on=go_on))
        yield f"{quoted(place)}: {described[id(array)]}"


def _describe(array: AnyArray, statistics: Statistics | None) -> str:
    shape = "×".join(map(str, array.shape)) or "single"
    what = f"{shape} {array.dtype}"
    if statistics is None:
        return what
    odd = (
        f"zeros {statistics.zeros}, NaN {statistics.nans}, "
        f"+inf {statistics.positive_infinities}, -inf {statistics.negative_infinities}"
    )
    if not statistics.finite:
        return f"{what}, no finite number, {odd}"
    return (
        f"{what}, min {statistics.minimum:.6g}, max {statistics.maximum:.6g}, "
        f"mean {statistics.mean:.6g}, std {statistics.std:.6g}, {odd}"
    )
