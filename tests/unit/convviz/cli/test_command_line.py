from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from convviz import __version__
from convviz.__main__ import BLAS_THREAD_VARIABLES
from convviz.cli.command_line import COMMANDS


def test_version_is_printed(convviz):
    outcome = convviz("--version")
    assert (outcome.code, outcome.out) == (0, f"convviz {__version__}\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_names_every_command(convviz, name):
    outcome = convviz("--help")
    assert outcome.code == 0
    assert f"  {name} " in outcome.out


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_answers_without_qt_and_numpy(option):
    code = (
        "import sys; from convviz.__main__ import main; main([sys.argv[1]]);"
        "heavy = {'numpy', 'PyQt6', 'pyqtgraph'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code, option], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        pytest.param({}, "1", id="one-where-nobody-chose"),
        pytest.param({"OPENBLAS_NUM_THREADS": "4"}, "4", id="as-chosen"),
    ],
)
def test_threads_of_blas_are_set_before_numpy_is_there(chosen, expected):
    code = (
        "import os, sys; from convviz.__main__ import main; assert 'numpy' not in sys.modules;"
        "main(['--version']); assert os.environ['OPENBLAS_NUM_THREADS'] == sys.argv[1]"
    )
    others = {k: v for k, v in os.environ.items() if k not in BLAS_THREAD_VARIABLES}
    command = [sys.executable, "-c", code, expected]
    subprocess.run(command, check=True, capture_output=True, env=others | chosen)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["trian"], "'trian' is neither a file nor a command; did you mean 'train'?"),
        (["--theme", "dark", "trian"], "'trian' is neither a file nor a command; did you mean"),
        (
            ["evaluat", "x"],
            "'evaluat' is neither a file nor a command; did you mean 'evaluate'?",
        ),
        (["eval", "x.pkl", "--json"], "a command; did you mean 'evaluate'?"),
        (["Inspect", "a", "b"], "a command; did you mean 'inspect'?"),
        (["xyzzy", "x"], "'xyzzy' is neither a file nor a command\n"),
    ],
)
def test_misspelt_command_is_a_usage_error_with_a_hint(convviz, arguments, sentence):
    outcome = convviz(*arguments)
    assert outcome.code == 2
    assert sentence in outcome.err


def test_a_file_is_no_misspelt_command(convviz, tmp_path):
    (tmp_path / "evaluat").write_bytes(b"")
    assert "unrecognized arguments: x" in convviz("evaluat", "x").err


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("train", "--epochs", "0"), id="zero-epochs"),
        pytest.param(("train", "--learning-rate", "nan"), id="rate-not-a-number"),
        pytest.param(("train", "--seed", "-1"), id="negative-seed"),
        pytest.param(("--seed", "-5"), id="negative-seed-of-window"),
        pytest.param(("train", "--dataset", "cifar"), id="unknown-data-set"),
        pytest.param(("train", "--optimizer", "lion"), id="unknown-optimizer"),
        pytest.param(("evaluate",), id="no-file"),
        pytest.param(("data",), id="no-action"),
        pytest.param(("data", "fetch", "garments"), id="nothing-to-fetch"),
        pytest.param(("--theme", "pink"), id="unknown-theme"),
        pytest.param(("train", "--lim", "5"), id="abbreviated"),
    ],
)
def test_wrong_usage_ends_with_2(convviz, arguments):
    outcome = convviz(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert "error:" in outcome.err


def test_window_is_refused_in_words_where_there_is_no_display(convviz):
    outcome = convviz()
    assert outcome.code == 3
    assert outcome.err == (
        "convviz: No display (QT_QPA_PLATFORM is offscreen); "
        "convviz tour --out tour trains and draws without one\n"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["no.pkl"], "no.pkl: there is no such file", id="file"),
        pytest.param(["--preset", "resnet"], "preset: the name must be one of", id="preset"),
        pytest.param(["--dataset", "cifar"], "data set must be one of fashion-", id="data-set"),
    ],
)
def test_window_is_not_opened_on_what_is_not_there(convviz, monkeypatch, arguments, sentence):
    monkeypatch.setattr("convviz.cli.window.missing_display", lambda: "")
    outcome = convviz(*arguments)
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err.startswith(f"convviz: {sentence}")


def test_window_is_opened_with_what_was_asked_for(convviz, monkeypatch, tmp_path):
    monkeypatch.setattr("convviz.cli.window.missing_display", lambda: "")
    opened = []
    monkeypatch.setattr("convviz.app.run_app", lambda *a, **k: opened.append((a, k)) or 0)
    (tmp_path / "params.pkl").write_bytes(b"")
    options = ("--dataset", "garments", "--seed", 3, "--theme", "light", "--data-dir", tmp_path)
    assert convviz("params.pkl", *options).code == 0
    assert opened == [
        (
            (Path("params.pkl"),),
            {
                "data_dir": tmp_path,
                "preset": None,
                "dataset": "garments",
                "seed": 3,
                "reset_settings": False,
                "theme": "light",
            },
        )
    ]


def test_memory_that_is_not_there_is_told_in_one_sentence(convviz, monkeypatch):
    def exhaust(*_):
        raise MemoryError

    monkeypatch.setattr("convviz.cli.inspect.run", exhaust)
    outcome = convviz("inspect", "params.pkl")
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err == "convviz: there is not enough memory for this\n"


def test_interrupt_of_a_command_is_told_in_a_word(convviz, monkeypatch):
    def interrupt(*_):
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("convviz.cli.inspect.run", interrupt)
    before = signal.getsignal(signal.SIGINT)
    outcome = convviz("inspect", "params.pkl")
    assert (outcome.code, outcome.out, outcome.err) == (130, "", "convviz: interrupted\n")
    assert signal.getsignal(signal.SIGINT) is before
