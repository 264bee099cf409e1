from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from convviz.cli.console import Console


def test_person_reads_lines_and_no_json(capsys):
    console = Console()
    console.say("accuracy 0.9")
    console.result({"accuracy": 0.9})
    assert capsys.readouterr().out == "accuracy 0.9\n"


def test_program_reads_one_object_and_no_lines(capsys):
    console = Console(as_json=True)
    console.say("accuracy 0.9")
    console.result({"accuracy": 0.9})
    assert json.loads(capsys.readouterr().out) == {"accuracy": 0.9}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(float("nan"), None, id="nan"),
        pytest.param(np.float32("inf"), None, id="infinity-of-numpy"),
        pytest.param(np.int64(3), 3, id="number-of-numpy"),
        pytest.param(np.eye(2, dtype=np.float32), [[1, 0], [0, 1]], id="array"),
        pytest.param((1, (True, None)), [1, [True, None]], id="nested"),
        pytest.param(Path("a") / "b", str(Path("a") / "b"), id="path"),
        pytest.param({3: "x"}, {"3": "x"}, id="number-as-key"),
    ],
)
def test_values_become_what_json_knows(capsys, value, expected):
    Console(as_json=True).result({"value": value})
    assert json.loads(capsys.readouterr().out) == {"value": expected}


def test_complaints_go_to_standard_error(capsys):
    Console(as_json=True).complain("it is so")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "convviz: it is so\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_output_that_cannot_be_written_is_told_in_a_sentence():
    command = [sys.executable, "-m", "convviz", "data", "list", "--json"]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 3
    assert done.stderr == (
        "convviz: standard output cannot be written: No space left on device\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes as POSIX has them")
@pytest.mark.parametrize("options", ["", "--json"])
def test_a_reader_that_has_seen_enough_is_no_fault(options):
    command = f"'{sys.executable}' -m convviz data list {options}; echo $? >&2"
    done = subprocess.run(
        ["bash", "-c", f"( {command} ) | true"], capture_output=True, text=True, check=False
    )
    assert done.stderr == "141\n"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell as POSIX has it")
@pytest.mark.parametrize("closed", ["2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_training_needs_no_standard_streams(tmp_path, closed):
    output = tmp_path / "p.pkl"
    train = "train --dataset garments --limit 8 --epochs 1 --output"
    command = f"'{sys.executable}' -m convviz {train} '{output}' {closed}"
    assert subprocess.run(["bash", "-c", command], check=False).returncode == 0
    assert output.is_file()


@pytest.mark.parametrize("speak", [Console.say, Console.note, Console.complain])
def test_nothing_that_is_said_can_steer_a_terminal(capsys, speak):
    speak(Console(), "e\x1b[31m\u202e\nd \u202f7 − ✓\x07\udc80")
    out, err = capsys.readouterr()
    assert (out + err).removeprefix(
        "convviz: "
    ) == "e\\x1b[31m\\u202e\\nd \u202f7 − ✓\\x07\\udc80\n"
