"""Fetching the files of a data set: verified, and never half there.

Each file is written beside its place under another name, compared with its published
checksum and only then moved to its place (pooch does this). What was complete before a
failure stays, so that the next attempt goes on from there.
"""

from __future__ import annotations

import contextlib
import errno
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from engine.data.catalog import dataset_info
from engine.data.directories import find_data_dir
from engine.data.published import PUBLICATIONS
from engine.errors import DataError, EngineError, SettingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.data.published import Publication, PublishedFile

    Progress = Callable[[int, int], object]

_CHUNK_BYTES = 1 << 14
_TIMEOUT_S = 10
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


class FetchError(DataError):
    """A file could not be fetched from any address, or not be kept."""


class FetchCancelledError(EngineError):
    """The person did not want to go on fetching."""


def fetch_dataset(
    name: str, data_dir: Path | str | None = None, progress: Progress | None = None
) -> Path:
    """Fetch the files of a data set that are not there yet, and verify them all.

    Parameters
    ----------
    name : str
        "fashion-mnist" or "mnist".
    data_dir : Path or str, optional
        Where to put its folder; by default as `find_data_dir` says.
    progress : callable, optional
        Called as ``progress(done_bytes, total_bytes)`` many times a second, on the calling
        thread; if it returns False, fetching ends.

    Returns
    -------
    Path
        The folder with the files.

    Raises
    ------
    FetchCancelledError
        If `progress` returned False.
    FetchError
        If no address gives a file with the published checksum, the disk is full, or the
        folder must not be written to.
    SettingError
        If there is no data set of this name, or it needs no files.
    """
    if dataset_info(name).name not in PUBLICATIONS:
        raise SettingError(
            "data fetch", f"the data set must be one of {', '.join(PUBLICATIONS)}", name
        )
    return fetch_files(PUBLICATIONS[name], find_data_dir(data_dir), progress)


def fetch_files(
    publication: Publication, data_dir: Path, progress: Progress | None = None
) -> Path:
    """Fetch a published data set into its folder in `data_dir`; as `fetch_dataset`."""
    folder = data_dir / publication.name
    meter = _Meter(publication.size, progress)
    try:
        for file in publication.files:
            _fetch_from_any(file, publication.addresses, folder, meter)
            meter.finish(file)
    finally:
        with contextlib.suppress(OSError):  # it stays if there is a file in it
            folder.rmdir()
    return folder


def _fetch_from_any(
    file: PublishedFile, addresses: tuple[str, ...], folder: Path, meter: _Meter
) -> None:
    """Try one address after the other."""
    failures = []
    for address in addresses:
        try:
            _fetch(file, address, folder, meter)
        except (OSError, ValueError) as e:  # requests' errors are OSErrors
            _raise_if_local(e, file, folder)
            failures.append(f"{urlsplit(address).hostname}: {_reason(e)}")
        else:
            return
    raise FetchError(
        f"{file.name} could not be fetched ({'; '.join(failures)}); check the network "
        "connection and try again",
        path=folder / file.name,
    )


def _fetch(file: PublishedFile, address: str, folder: Path, meter: _Meter) -> None:
    """Fetch one file from one address, unless it is there and right."""
    import pooch  # noqa: PLC0415 - takes 0.2 s to import, and is needed once in a lifetime

    pooch.get_logger().setLevel("WARNING")
    meter.restart(file)
    with contextlib.ExitStack() as stack:

        def close_at_end(response: Any, **_: Any) -> None:
            """Close what pooch leaves open when its work is broken off."""
            stack.callback(response.close)

        pooch.retrieve(
            address + file.name,
            known_hash=f"md5:{file.md5}",
            fname=file.name,
            path=folder,
            downloader=pooch.HTTPDownloader(
                progressbar=meter,
                chunk_size=_CHUNK_BYTES,
                timeout=_TIMEOUT_S,
                headers={"Accept-Encoding": "identity"},  # it is compressed already
                hooks={"response": close_at_end},
            ),
        )


def _raise_if_local(e: Exception, file: PublishedFile, folder: Path) -> None:
    """Give up where another address would not help."""
    number = e.errno if isinstance(e, OSError) else None
    if number in _DISK_FULL:
        problem = f"the disk is full; free {file.size / 1e6:.1f} MB"
    elif number in _FORBIDDEN or isinstance(e, PermissionError):
        problem = "no permission to write there; choose another data directory"
    elif isinstance(e, (FileExistsError, NotADirectoryError)):
        problem = "a file is in the way of the folder; choose another data directory"
    else:
        return
    raise FetchError(
        f"{folder / file.name} cannot be written: {problem}", path=folder / file.name
    ) from e


def _reason(e: Exception) -> str:
    """Say in few words why an address failed."""
    response = getattr(e, "response", None)
    if response is not None:
        return f"answered {response.status_code}"
    if not isinstance(e, OSError):
        return "what it gave has not the published checksum"
    return "no answer" if "Connect" in type(e).__name__ else "the connection broke off"


class _Meter:
    """Counts what has arrived; pooch takes it for a progress bar."""

    def __init__(self, total_bytes: int, progress: Progress | None) -> None:
        self.total = 0  # pooch sets it, from what the server says
        self._total_bytes = total_bytes
        self._progress = progress
        self._complete = 0
        self._size = 0
        self._arrived = 0

    def restart(self, file: PublishedFile) -> None:
        """Begin with `file`."""
        self._size = file.size
        self.reset()

    def finish(self, file: PublishedFile) -> None:
        """Count the whole of `file`, which may have been there before."""
        self._complete += file.size
        self.restart(file)
        self.update(0)

    def update(self, n: int) -> None:
        """Count `n` more bytes."""
        self._arrived = min(self._arrived + n, self._size)
        done = self._complete + self._arrived
        if self._progress is not None and self._progress(done, self._total_bytes) is False:
            raise FetchCancelledError("Fetching was cancelled; nothing half-written was kept")

    def reset(self) -> None:
        """Count from the beginning of the file."""
        self._arrived = 0

    def close(self) -> None:
        """Do nothing: the meter belongs to all four files."""
