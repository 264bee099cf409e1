"""What the figures of this machine depend on: hardware, libraries, choices."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info

from convviz import __version__
from convviz.blas_core import chosen_by
from engine.training.workers import available_cores


def machine() -> dict[str, Any]:
    """Return what arithmetic depends on, by name; None for what is not there.

    Of BLAS: the library with its version, whose kernels it runs (``core type``), who
    chose these, and how many threads of its own it has; all None if threadpoolctl does
    not know the library.
    """
    loaded = [library for library in threadpool_info() if library["user_api"] == "blas"]
    blas = loaded[0] if loaded else {}
    library = f"{blas['internal_api']} {blas['version']}" if blas else None
    core_type = blas.get("architecture")
    return {
        "convviz": __version__,
        "processor": processor(),
        "cores": available_cores(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": library,
        "blas_threads": blas.get("num_threads"),
        "core_type": core_type,
        "core_type_chosen_by": chosen_by() if core_type else None,
        "pytorch": version_of("torch"),
    }


def qt_versions() -> dict[str, str | None]:
    """Return the versions of what draws the window."""
    return {
        "PyQt6": version_of("PyQt6"),
        "Qt": _qt_version(),
        "pyqtgraph": version_of("pyqtgraph"),
    }


def version_of(package: str) -> str | None:
    """Return which version of a package is installed, without loading it; else None."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def processor() -> str:
    """Return the processor's name as people know it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        lines = []
    names = [line.partition(":")[2] for line in lines if line.startswith("model name")]
    return names[0].strip() if names else platform.processor() or platform.machine()


def _qt_version() -> str | None:
    """Return the version of Qt; None if its libraries cannot be loaded."""
    try:
        from PyQt6.QtCore import qVersion  # noqa: PLC0415 - there are machines without
    except ImportError:
        return None
    return qVersion()
