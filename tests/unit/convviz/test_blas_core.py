from __future__ import annotations

import os
import subprocess
import sys

import pytest

from convviz.blas_core import CORE_TYPE, VARIABLE, choose_core_type, chosen_by, processor_flags

AVX512 = "avx512f avx512dq avx512cd avx512bw avx512vl"


def cpuinfo(flags: str) -> str:
    one = f"processor\t: 0\nmodel name\t: A B\nflags\t\t: fpu sse2 {flags}\nbugs\t\t:\n"
    return one + "\n" + one.replace("processor\t: 0", "processor\t: 1")


TEXTS = {
    "avx-512": (cpuinfo(f"avx2 {AVX512}"), {VARIABLE: CORE_TYPE}),
    "avx2-alone": (cpuinfo("avx2"), {}),
    "no-vectors-of-other-lengths": (cpuinfo(AVX512.replace("avx512vl", "")), {}),
    "knights-landing": (cpuinfo("avx512f avx512cd avx512er avx512pf"), {}),
    "arm": ("processor\t: 0\nFeatures\t: fp asimd evtstrm sve\n", {}),
    "empty": ("", {}),
    "other-line": (f"model name\t: a {AVX512} machine\nflags\t\t: fpu\n", {}),
}


@pytest.mark.parametrize("case", TEXTS)
def test_kernels_are_asked_for_where_the_processor_has_all_they_need(case, tmp_path):
    text, expected = TEXTS[case]
    path = tmp_path / "cpuinfo"
    path.write_text(text, encoding="utf-8")
    environ: dict[str, str] = {}
    choose_core_type(environ, path)
    assert environ == expected


@pytest.mark.parametrize("chosen", ["Haswell", ""])
def test_what_a_person_has_chosen_stays(chosen, tmp_path):
    path = tmp_path / "cpuinfo"
    path.write_text(cpuinfo(AVX512), encoding="utf-8")
    environ = {VARIABLE: chosen}
    choose_core_type(environ, path)
    assert environ == {VARIABLE: chosen}


def test_nothing_is_chosen_where_no_such_file_is(tmp_path):
    environ: dict[str, str] = {}
    choose_core_type(environ, tmp_path / "cpuinfo")
    assert environ == {}
    assert processor_flags(tmp_path / "cpuinfo") == frozenset()


@pytest.mark.parametrize(
    ("now", "at_first", "who"),
    [
        pytest.param(None, b"HOME=x\0", "OpenBLAS", id="nobody"),
        pytest.param(
            "Haswell", b"HOME=x\0OPENBLAS_CORETYPE=Haswell\0", "the environment", id="user"
        ),
        pytest.param(CORE_TYPE, b"HOME=x\0MY_OPENBLAS_CORETYPE=y\0", "convviz", id="we"),
        pytest.param(CORE_TYPE, None, "the environment", id="no-memory-of-it"),
    ],
)
def test_who_chose_is_known(now, at_first, who, monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, "")
    if now is None:
        monkeypatch.delenv(VARIABLE)
    else:
        monkeypatch.setenv(VARIABLE, now)
    path = tmp_path / "environ"
    if at_first is not None:
        path.write_bytes(at_first)
    assert chosen_by(path) == who


RUN_MAIN = """
import os, sys
if sys.argv[1] == "late":
    import numpy
from convviz.__main__ import main
main(["--version"])
print(os.environ.get("OPENBLAS_CORETYPE"))
"""


def core_type_after_main(when: str, **chosen: str) -> str:
    others = {k: v for k, v in os.environ.items() if k != VARIABLE}
    done = subprocess.run(
        [sys.executable, "-c", RUN_MAIN, when],
        check=True,
        capture_output=True,
        text=True,
        env=others | chosen,
    )
    return done.stdout.splitlines()[-1]


def test_program_chooses_before_numpy_is_there():
    expected: dict[str, str] = {}
    choose_core_type(expected)
    assert core_type_after_main("early") == str(expected.get(VARIABLE))


def test_program_chooses_nothing_once_numpy_is_there():
    assert core_type_after_main("late") == "None"


def test_program_leaves_a_persons_choice():
    assert core_type_after_main("early", **{VARIABLE: "Haswell"}) == "Haswell"
