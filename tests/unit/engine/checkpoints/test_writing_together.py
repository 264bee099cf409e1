"""Files that belong together are written together, or not at all."""

from __future__ import annotations

import errno
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from engine.checkpoints import SaveError
from engine.checkpoints.atomic import write_together


def content(text: bytes) -> Callable[[BinaryIO], object]:
    return lambda file: file.write(text)


def failing(error: BaseException) -> Callable[[BinaryIO], object]:
    def write(file: BinaryIO) -> None:
        file.write(b"half of it")
        raise error

    return write


@pytest.mark.parametrize("is_there", [True, False])
def test_files_that_belong_together_are_written_together(
    tmp_path: Path, *, is_there: bool
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    if is_there:
        one.write_bytes(b"old")
        one.chmod(0o600)
    write_together((one, content(b"1")), (two, content(b"2")))
    assert (one.read_bytes(), two.read_bytes()) == (b"1", b"2")
    assert sorted(tmp_path.iterdir()) == [one, two]
    if is_there:
        assert stat.S_IMODE(one.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()]
)
def test_if_the_second_cannot_be_written_the_first_stays_as_it_was(
    tmp_path: Path, error: BaseException
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"old")
    with pytest.raises((SaveError, KeyboardInterrupt)):
        write_together((one, content(b"1")), (two, failing(error)))
    assert one.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [one]


@pytest.mark.parametrize("links", [True, False], ids=["links", "no-links"])
@pytest.mark.parametrize("is_there", [True, False], ids=["replaced", "new"])
def test_if_the_second_cannot_take_its_name_the_first_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_there: bool, links: bool
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    if is_there:
        one.write_bytes(b"old")
    replacing = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target == two:
            raise PermissionError(errno.EACCES, "Permission denied")
        return replacing(self, target)

    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "replace", replace)
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", no_links)
    with pytest.raises(SaveError, match=r"^two could not be saved: the folder may not be"):
        write_together((one, content(b"1")), (two, content(b"2")))
    assert list(tmp_path.iterdir()) == ([one] if is_there else [])
    assert not is_there or one.read_bytes() == b"old"


def test_the_error_is_about_the_file_that_failed(tmp_path: Path) -> None:
    (tmp_path / "two").mkdir()
    with pytest.raises(SaveError) as caught:
        write_together((tmp_path / "one", content(b"1")), (tmp_path / "two", content(b"2")))
    assert caught.value.path == tmp_path / "two"
    assert sorted(tmp_path.iterdir()) == [tmp_path / "two"]
