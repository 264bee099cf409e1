from __future__ import annotations

import platform

import numpy as np
import pytest

from convviz import __version__
from convviz.cli.machine import machine, version_of


def test_verbose_version_says_what_it_is_made_of(convviz):
    outcome = convviz("--version", "--verbose")
    lines = dict(line.split(maxsplit=1) for line in outcome.out.splitlines()[1:])
    assert outcome.code == 0
    assert outcome.out.splitlines()[0] == f"convviz {__version__}"
    assert lines["python"] == platform.python_version()
    assert lines["numpy"] == np.__version__
    assert lines["PyQt6"] == version_of("PyQt6")
    assert lines["cores"] == str(machine()["cores"])
    assert "processor" in lines
    assert "Qt" in lines
    assert "pyqtgraph" in lines


def test_blas_is_named_with_its_kernels_and_who_chose_them():
    about = machine()
    if about["blas"] is None:
        pytest.skip("threadpoolctl does not know this BLAS")
    assert about["blas_threads"] >= 1
    if about["blas"].startswith("openblas"):
        assert about["core_type"]
        assert about["core_type_chosen_by"] in {"OpenBLAS", "the environment", "convviz"}


def test_package_that_is_not_there_has_no_version():
    assert version_of("no-such-package-of-that-name") is None


def test_verbose_alone_is_a_usage_error(convviz):
    outcome = convviz("--verbose")
    assert outcome.code == 2
    assert "--verbose goes with --version" in outcome.err
