"""Fetching from a web server on this machine."""

from __future__ import annotations

import errno
import io
import socket
from pathlib import Path

import pooch.downloaders
import pooch.utils
import pytest

from engine.data import FetchCancelledError, FetchError, fetch_dataset
from engine.data.fetch import fetch_files
from engine.data.published import FASHION_MNIST, MNIST, Publication
from engine.errors import DataError, SettingError

FIRST = "train-images-idx3-ubyte.gz"
LAST = "t10k-labels-idx1-ubyte.gz"


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_all_files_arrive_as_they_are_published(publication, server, tmp_path):
    folder = fetch_files(publication, tmp_path)
    assert folder == tmp_path / "fashion-mnist"
    for file in publication.files:
        assert (folder / file.name).read_bytes() == server.contents[f"/official/{file.name}"]
    assert len(everything_in(folder)) == 4


def test_progress_grows_to_the_size_of_all_files(publication, tmp_path):
    told: list[tuple[int, int]] = []
    fetch_files(publication, tmp_path, lambda done, total: told.append((done, total)))
    done = [d for d, _ in told]
    assert done == sorted(done)
    assert told[-1] == (publication.size, publication.size)
    assert len(set(done)) > 8


def test_files_that_are_there_and_right_are_not_fetched_again(publication, server, tmp_path):
    fetch_files(publication, tmp_path)
    server.asked.clear()
    told: list[int] = []
    fetch_files(publication, tmp_path, lambda done, _: told.append(done))
    assert server.asked == []
    assert told[-1] == publication.size


def test_damaged_file_on_the_disk_is_replaced(publication, server, tmp_path):
    folder = fetch_files(publication, tmp_path)
    (folder / FIRST).write_bytes(b"damaged")
    fetch_files(publication, tmp_path)
    assert (folder / FIRST).read_bytes() == server.contents[f"/official/{FIRST}"]


@pytest.mark.parametrize("fault", ["missing", "wrong checksum", "cut"])
def test_mirror_helps_out(publication, server, tmp_path, fault):
    path = f"/official/{FIRST}"
    if fault == "missing":
        del server.contents[path]
    elif fault == "wrong checksum":
        server.contents[path] = b"another file"
    else:
        server.cut.add(path)
    folder = fetch_files(publication, tmp_path)
    assert server.asked[:2] == [path, f"/mirror/{FIRST}"]
    assert (folder / FIRST).read_bytes() == server.contents[f"/mirror/{FIRST}"]
    assert len(everything_in(folder)) == 4


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(None, "answered 404", id="missing"),
        pytest.param(b"x", "what it gave has not the published checksum", id="checksum"),
    ],
)
def test_failure_everywhere_names_file_reason_and_cure(
    publication, server, tmp_path, content, reason
):
    for place in ("official", "mirror"):
        if content is None:
            del server.contents[f"/{place}/{FIRST}"]
        else:
            server.contents[f"/{place}/{FIRST}"] = content
    wanted = (
        rf"^{FIRST} could not be fetched \(127.0.0.1: {reason}; 127.0.0.1: {reason}\); "
        "check the network connection and try again$"
    )
    with pytest.raises(FetchError, match=wanted) as caught:
        fetch_files(publication, tmp_path)
    assert caught.value.path == tmp_path / "fashion-mnist" / FIRST
    assert everything_in(tmp_path) == []


def test_lost_connection_is_told_and_leaves_nothing(publication, server, tmp_path):
    server.cut |= {f"/official/{FIRST}", f"/mirror/{FIRST}"}
    with pytest.raises(FetchError, match="the connection broke off"):
        fetch_files(publication, tmp_path)
    assert everything_in(tmp_path) == []


def test_refused_connection_is_told_and_leaves_nothing(publication, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    nobody = (f"http://127.0.0.1:{port}/",)
    unreachable = Publication(publication.name, nobody, *publication.files)
    with pytest.raises(FetchError, match=r"\(127.0.0.1: no answer\); check the network"):
        fetch_files(unreachable, tmp_path)
    assert everything_in(tmp_path) == []


def test_cancelling_within_the_first_file_leaves_nothing(publication, tmp_path):
    with pytest.raises(FetchCancelledError, match="nothing half-written was kept"):
        fetch_files(publication, tmp_path, lambda done, _: done < 50_000)
    assert everything_in(tmp_path) == []


def test_cancelling_later_keeps_the_files_that_are_complete(publication, server, tmp_path):
    first = publication.train_images.size
    with pytest.raises(FetchCancelledError):
        fetch_files(publication, tmp_path, lambda done, _: done < first + 20_000)
    assert everything_in(tmp_path / "fashion-mnist") == [FIRST]
    server.asked.clear()
    fetch_files(publication, tmp_path)
    assert f"/official/{FIRST}" not in server.asked


def test_progress_that_returns_nothing_does_not_cancel(publication, tmp_path):
    fetch_files(publication, tmp_path, lambda done, total: None)
    assert (tmp_path / "fashion-mnist" / LAST).is_file()


@pytest.mark.parametrize(
    ("number", "cure"),
    [
        pytest.param(errno.ENOSPC, "the disk is full; free 0.1 MB", id="disk full"),
        pytest.param(errno.EDQUOT, "the disk is full; free 0.1 MB", id="quota"),
        pytest.param(
            errno.EROFS,
            "no permission to write there; choose another data directory",
            id="read-only",
        ),
    ],
)
def test_disk_that_does_not_take_it_ends_the_fetch(
    publication, server, tmp_path, monkeypatch, number, cure
):
    class Disk(io.FileIO):
        def write(self, content) -> int:
            super().write(content[:1000])
            raise OSError(number, "as a disk would")

    monkeypatch.setattr(pooch.downloaders, "open", lambda p, _: Disk(p, "w"), raising=False)
    with pytest.raises(FetchError, match=cure) as caught:
        fetch_files(publication, tmp_path)
    assert str(tmp_path / "fashion-mnist" / FIRST) in str(caught.value)
    assert len(server.asked) == 1  # another address would not help
    assert everything_in(tmp_path) == []


def test_folder_that_must_not_be_made_is_told(publication, tmp_path, monkeypatch):
    def forbid(path: str, **_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr(pooch.utils.os, "makedirs", forbid)
    with pytest.raises(FetchError, match="no permission to write there"):
        fetch_files(publication, tmp_path)


def test_file_in_the_way_of_the_folder_is_told(publication, tmp_path):
    (tmp_path / "fashion-mnist").write_text("a file")
    with pytest.raises(FetchError, match="a file is in the way of the folder"):
        fetch_files(publication, tmp_path)
    assert (tmp_path / "fashion-mnist").read_text() == "a file"


@pytest.mark.parametrize("name", ["garments", "digits"])
def test_what_needs_no_files_cannot_be_fetched(name, tmp_path):
    with pytest.raises(SettingError, match="must be one of fashion-mnist, mnist, got"):
        fetch_dataset(name, tmp_path)


def test_real_files_are_already_complete(data_dir):
    told: list[tuple[int, int]] = []
    folder = fetch_dataset("fashion-mnist", data_dir, lambda *counts: told.append(counts))
    assert folder == data_dir / "fashion-mnist"
    assert told[-1] == (FASHION_MNIST.size, FASHION_MNIST.size)


@pytest.mark.parametrize("publication", [FASHION_MNIST, MNIST], ids=lambda p: p.name)
def test_every_address_can_take_a_file_name(publication):
    assert len(publication.addresses) >= 2
    assert all(a.startswith("http") and a.endswith("/") for a in publication.addresses)


def test_fetch_error_is_an_error_of_data():
    assert issubclass(FetchError, DataError)
