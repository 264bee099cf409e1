"""What machine the figures are from."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from engine.training.workers import available_cores


def machine() -> dict[str, Any]:
    """Return what the figures depend on, by name."""
    return {
        "processor": processor(),
        "cores": available_cores(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "pytorch": torch_version(),
    }


def torch_version() -> str | None:
    """Return which PyTorch is installed, without loading it; None if there is none."""
    try:
        return metadata.version("torch")
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
