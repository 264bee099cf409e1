from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoints import LoadCancelled, SaveError, array_export
from engine.checkpoints.array_export import csv_text, export_array, spreadsheet_safe

DTYPES = ["?", "i1", "u8", "f2", "f4", "f8", ">f4", ">i8", "c8", "S3", "U2", "g"]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("order", ["C", "F"])
def test_numpy_reads_back_what_was_written(
    tmp_path: Path, rng: np.random.Generator, dtype: str, order: str
) -> None:
    array = np.asarray(rng.integers(0, 9, (3, 4, 5)).astype(dtype), order=order)
    export_array(tmp_path / "a.npy", array)
    np.save(tmp_path / "by_numpy.npy", array)
    assert (tmp_path / "a.npy").read_bytes() == (tmp_path / "by_numpy.npy").read_bytes()


@pytest.mark.parametrize("shape", [(), (1,), (0, 3), (3, 0), (2, 1, 2, 1, 2, 1)])
def test_odd_shapes_are_written_too(tmp_path: Path, shape: tuple[int, ...]) -> None:
    array = np.full(shape, 0.5, np.float32)
    export_array(tmp_path / "a.npy", array)
    np.save(tmp_path / "by_numpy.npy", array)
    assert (tmp_path / "a.npy").read_bytes() == (tmp_path / "by_numpy.npy").read_bytes()
    export_array(tmp_path / "a.csv", array)
    numbers = [float(x) for row in read(tmp_path / "a.csv") for x in row]
    assert numbers == [0.5] * array.size


def test_an_array_without_order_is_written_in_rows(tmp_path: Path) -> None:
    array = np.arange(24, dtype=np.float32).reshape(4, 6)[::2, ::3]
    export_array(tmp_path / "a.npy", array)
    np.save(tmp_path / "by_numpy.npy", array)
    assert (tmp_path / "a.npy").read_bytes() == (tmp_path / "by_numpy.npy").read_bytes()


@pytest.mark.parametrize("dtype", ["i1", "u8", "f2", "f4", "f8", ">f4"])
def test_csv_keeps_every_digit(tmp_path: Path, rng: np.random.Generator, dtype: str) -> None:
    array = (rng.random((3, 2, 5)) * 90).astype(dtype)
    export_array(tmp_path / "a.csv", array)
    first = (tmp_path / "a.csv").read_text().splitlines()[0]
    assert first == f"# shape 3×2×5, dtype {array.dtype}"
    rows = read(tmp_path / "a.csv")
    assert len(rows) == 3
    np.testing.assert_array_equal(np.array(rows, float).astype(dtype), array.reshape(3, 10))


def test_a_long_row_is_one_line_however_many_pieces_it_is_written_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(array_export, "_CELLS_AT_ONCE", 3)
    export_array(tmp_path / "a.csv", np.arange(20).reshape(2, 10))
    assert read(tmp_path / "a.csv") == [[*map(str, range(10))], [*map(str, range(10, 20))]]


def test_text_is_no_formula(tmp_path: Path) -> None:
    texts = ["=1+1", "+x", "-x", "@x", "plain", 'a"b', "a,b", "\ud800"]
    export_array(tmp_path / "a.csv", np.array(texts))
    cells = [row[0] for row in read(tmp_path / "a.csv")]
    assert cells == ["'=1+1", "'+x", "'-x", "'@x", "plain", 'a"b', "a,b", "\\ud800"]
    assert spreadsheet_safe("\t=1") == "'\t=1"


def test_a_cancelled_export_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    path.write_bytes(b"old")
    with pytest.raises(LoadCancelled, match=r"^The export was cancelled\.$"):
        export_array(path, np.ones(9), progress=lambda done, total: False)
    assert [p.name for p in tmp_path.iterdir()] == ["a.npy"]
    assert path.read_bytes() == b"old"


def test_progress_ends_at_the_number_of_numbers(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> bool:
        told.append((done, total))
        return True

    export_array(tmp_path / "a.npy", np.ones((700, 1000), np.float32), progress)
    assert len(told) == 3
    assert told[-1] == (700_000, 700_000)


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match=r"written as \.npy or \.csv, got \.txt"):
        export_array(tmp_path / "a.txt", np.ones(3))


def test_the_first_rows_as_csv_say_how_many_numbers_they_hold() -> None:
    assert csv_text(np.arange(6).reshape(2, 3), 100) == ("0,1,2\n3,4,5\n", 6)
    assert csv_text(np.arange(6).reshape(2, 3), 4) == ("0,1,2\n", 3)
    assert csv_text(np.arange(6).reshape(2, 3), 2) == ("0,1\n", 2)
    assert csv_text(np.float32(0.1)[...], 9) == ("0.1\n", 1)
    assert csv_text(np.zeros((0, 3)), 9) == ("", 0)


def read(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text().split("\n", 1)[1])))
