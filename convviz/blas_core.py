"""Which of its kernels OpenBLAS, the usual BLAS under NumPy, is to take.

OpenBLAS knows processors by their model numbers. One that is newer than the library gets
kernels that every processor has, which may cost half of the speed. Where the processor
has the AVX-512 instructions that OpenBLAS's ``SKYLAKEX`` kernels are made of, they may be
asked for by the variable ``OPENBLAS_CORETYPE``; it is read once, when NumPy is imported.

What a person has set is never overridden. `docs/decisions/0011-openblas-core-type.md`
says why this makes nothing worse where OpenBLAS knows the processor.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableMapping

VARIABLE = "OPENBLAS_CORETYPE"
CORE_TYPE = "SKYLAKEX"

_NEEDED = frozenset({"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"})
_CPUINFO = Path("/proc/cpuinfo")
_FIRST_ENVIRONMENT = Path("/proc/self/environ")


def choose_core_type(environ: MutableMapping[str, str], cpuinfo: Path = _CPUINFO) -> None:
    """Ask for the AVX-512 kernels if the processor has what they need.

    Parameters
    ----------
    environ : mapping
        Changed, unless it has the variable.
    cpuinfo : Path
        What the kernel says of the processors. Only Linux has it, and only on x86 it has
        a line of flags; elsewhere nothing is done.
    """
    if VARIABLE not in environ and sys.maxsize > 2**32 and processor_flags(cpuinfo) >= _NEEDED:
        environ[VARIABLE] = CORE_TYPE


def processor_flags(cpuinfo: Path = _CPUINFO) -> frozenset[str]:
    """Return what the first processor can do; nothing where that is not known."""
    with suppress(OSError), cpuinfo.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            name, _, flags = line.partition(":")
            if name.strip() == "flags":
                return frozenset(flags.split())
    return frozenset()


def chosen_by(first_environment: Path = _FIRST_ENVIRONMENT) -> str:
    """Return who chose the kernels: "OpenBLAS", "the environment" or "convviz".

    Parameters
    ----------
    first_environment : Path
        The variables that the process began with, which the system remembers.
    """
    if VARIABLE not in os.environ:
        return "OpenBLAS"
    try:
        entries = first_environment.read_bytes().split(b"\0")
    except OSError:
        return "the environment"
    begun_with = any(entry.startswith(f"{VARIABLE}=".encode()) for entry in entries)
    return "the environment" if begun_with else "convviz"
