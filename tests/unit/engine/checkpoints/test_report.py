from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoints import LoadCancelled, load_params, report
from engine.checkpoints.report import report_of


def report_on(path: Path, value: object) -> list[str]:
    path.write_bytes(pickle.dumps(value, protocol=4))
    return report_of(load_params(path)).splitlines()


def test_it_says_how_the_file_was_read(tmp_path: Path) -> None:
    shared = np.array([[1, np.nan], [-np.inf, 0]], np.float32)
    lines = report_on(tmp_path / "p.pkl", {"a": shared, "b": shared, "c": np.zeros(3)})
    digest = hashlib.sha256((tmp_path / "p.pkl").read_bytes()).hexdigest()
    for line in (
        *("file: p.pkl", "format: pickle, protocol 4", "Python 2: no", f"sha256: {digest}"),
        *("arrays: 3, of them shared 1", "dtypes: float32 (2), float64 (1)", "numbers: 11"),
        *("array data: 40 bytes", "nothing of the file was executed"),
        "warnings: The file has 1 array known under several names.",
        "a: 2×2 float32, min 0, max 1, mean 0.5, std 0.5, zeros 1, NaN 1, +inf 0, -inf 1",
    ):
        assert line in lines
    assert any(line.startswith("opcodes: ") for line in lines)


def test_foreign_text_can_not_make_lines(tmp_path: Path) -> None:
    lines = report_on(tmp_path / "p\n.pkl", {"a\nwarnings: none\u202e" + "x" * 999: np.ones(1)})
    assert lines[0] == "file: p\\n.pkl"
    assert lines[-1].startswith("a\\nwarnings: none\\u202exxx")
    assert max(map(len, lines)) < 300


def test_of_many_arrays_the_first_have_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "_MOST_ARRAYS", 2)
    lines = report_on(tmp_path / "p.pkl", [np.ones(1)] + [np.full(1, i) for i in range(4)])
    assert lines[-1] == "… and 3 arrays more"


def test_texts_and_nothing_finite_are_said(tmp_path: Path) -> None:
    lines = report_on(tmp_path / "p.pkl", [np.array(["a"]), np.full(2, np.nan)])
    assert lines[-2] == "[0]: 1 <U1"
    assert lines[-1].startswith("[1]: 2 float64, no finite number, zeros 0, NaN 2")


def test_it_can_be_stopped(tmp_path: Path) -> None:
    path = tmp_path / "p.pkl"
    path.write_bytes(pickle.dumps(np.ones(3)))
    with pytest.raises(LoadCancelled):
        report_of(load_params(path), go_on=lambda: False)
