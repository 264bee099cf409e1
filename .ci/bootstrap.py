"""Make what `make run` and `make test` need: .venv, its packages, Qt's libraries, a font.

Usage: python3 .ci/bootstrap.py run|test

Whatever is there already is left alone, so that a second call takes a moment. Needs
nothing but the standard library, and runs on an older Python too, to find a newer one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import system_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "convviz-installed.json"
OLDEST = (3, 11)
CANDIDATES = ("python3.14", "python3.13", "python3.12", "python3.11")
EXTRAS = {"run": set(), "test": {"test", "digits", "onnx"}}


def main() -> None:
    """Prepare for the purpose named on the command line."""
    if len(sys.argv) != 2 or sys.argv[1] not in EXTRAS:
        sys.exit(__doc__)
    purpose = sys.argv[1]
    if not _answers([str(VENV_PYTHON), "-m", "pip", "--version"]):
        make_environment()
    install_project(EXTRAS[purpose])
    system_packages.bring(VENV / "system-packages-tried", for_tests=purpose == "test")


def make_environment() -> None:
    """Make .venv afresh."""
    python = find_python()
    print(f"Making .venv with {python}", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    if not _answers([python, "-c", "import ensurepip, venv"]):
        _bring_venv_module(python)
    _run([python, "-m", "venv", str(VENV)], "python could not make .venv")


def find_python() -> str:
    """Return a Python that is new enough, the one that runs this file if possible."""
    check = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    for name in (sys.executable, *CANDIDATES):
        path = shutil.which(name)
        if path and _answers([path, "-c", check]):
            return path
    packages = ["python3.11", "python3.11-venv"]
    if system_packages.install(packages):
        return "python3.11"
    sys.exit(
        f"convviz needs Python 3.11 or newer, this is {sys.version.split()[0]}. "
        f"{system_packages.advice(packages)}"
    )


def install_project(extras: set[str]) -> None:
    """Install convviz, editable, unless that was done for this pyproject.toml and place."""
    was = json.loads(STAMP.read_text(encoding="utf-8")) if STAMP.exists() else {}
    fingerprint = _fingerprint()
    if was.get("fingerprint") == fingerprint and extras <= set(was["extras"]):
        return
    extras = extras | set(was.get("extras", ()))
    print("Installing convviz and what it needs into .venv (once)", flush=True)
    STAMP.unlink(missing_ok=True)
    target = f"{ROOT}[{','.join(sorted(extras))}]" if extras else str(ROOT)
    pip = [str(VENV_PYTHON), "-m", "pip", "-qq", "--disable-pip-version-check"]
    _run([*pip, "install", "--editable", target], "pip could not install convviz")
    done = {"fingerprint": fingerprint, "extras": sorted(extras)}
    STAMP.write_text(json.dumps(done), encoding="utf-8")


def _bring_venv_module(python: str) -> None:
    """Install Debian's package of the venv module for `python`, or say how."""
    version = subprocess.run(
        [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    packages = [f"python{version}-venv"]
    if not system_packages.install(packages):
        sys.exit(f"{python} lacks the venv module. {system_packages.advice(packages)}")


def _fingerprint() -> str:
    """Return a name for what was installed where: another of either means another install."""
    parts = (ROOT / "pyproject.toml").read_bytes(), (VENV / "pyvenv.cfg").read_bytes()
    return hashlib.sha256(b"".join([*parts, os.fsencode(ROOT)])).hexdigest()


def _answers(command: list[str]) -> bool:
    """Return whether `command` runs and succeeds."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _run(command: list[str], fault: str) -> None:
    """Run `command`, stop with `fault` if it fails."""
    if subprocess.run(command, check=False).returncode:
        sys.exit(f"{fault}: {' '.join(command)}")


if __name__ == "__main__":
    main()
