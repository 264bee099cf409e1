"""Find the system libraries and fonts that Qt needs and bring the missing ones by apt-get."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

ANY_PLATFORM = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
}
X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
FONTS = {"Inter": "fonts-inter", "DejaVuSans": "fonts-dejavu-core"}
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
)
DISPLAY_TEST_PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool"}

APT_OPTIONS = ["-qq", "-o", "DPkg::Lock::Timeout=300"]


def bring(remembered: Path, *, for_tests: bool) -> None:
    """Install what is missing, or stop with the exact command that does.

    Parameters
    ----------
    remembered : Path
        File that keeps the useful packages that were tried before, so that a machine
        which cannot have them is not asked at every start.
    for_tests : bool
        Also bring the programs that the display test drives.
    """
    if not sys.platform.startswith("linux"):
        return
    useful = useful_packages(for_tests=for_tests)
    tried = remembered.read_text(encoding="utf-8").split() if remembered.exists() else []
    required = required_packages()
    if required or set(useful) - set(tried):
        _bring(required, [p for p in useful if p not in required])
        remembered.write_text("\n".join(useful_packages(for_tests=for_tests)), encoding="utf-8")


def required_packages() -> list[str]:
    """Return the packages without which no window opens here, or no text is drawn."""
    libraries = ANY_PLATFORM.copy()
    if os.environ.get("DISPLAY"):
        libraries |= X11
    if os.environ.get("WAYLAND_DISPLAY"):
        libraries |= WAYLAND
    fonts = [] if _font_names() else ["fonts-dejavu-core"]
    return [package for library, package in libraries.items() if not _loads(library)] + fonts


def useful_packages(*, for_tests: bool) -> list[str]:
    """Return missing packages that convviz can do without: fonts, the other displays."""
    names = _font_names()
    missing = [p for library, p in (X11 | WAYLAND).items() if not _loads(library)]
    missing += [p for font, p in FONTS.items() if not any(n.startswith(font) for n in names)]
    if for_tests:
        missing += [
            p for program, p in DISPLAY_TEST_PROGRAMS.items() if not shutil.which(program)
        ]
    return missing


def install(packages: list[str]) -> bool:
    """Install by apt-get where that needs no password; return whether it worked."""
    prefix = _prefix_for_root()
    if prefix is None or not packages:
        return not packages
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *APT_OPTIONS]
    # An update may fail for the sake of one foreign source; the lists at hand may still do.
    _quiet([*apt, "update"])
    fault = _quiet([*apt, "install", "--yes", "--no-install-recommends", *packages])
    if fault:
        print(fault, file=sys.stderr)
    return not fault


def advice(packages: list[str]) -> str:
    """Return the sentence with the exact command that a person with the right may type."""
    sudo = "sudo " if shutil.which("sudo") else ""
    command = f"{sudo}apt-get install --yes --no-install-recommends {' '.join(packages)}"
    return f"To install it, as root:\n  {command}"


def _bring(required: list[str], useful: list[str]) -> None:
    """Install both kinds; insist on the first only."""
    if shutil.which("apt-get") is None:
        if required:
            sys.exit(
                "Qt misses system libraries, and there is no apt-get here to bring them. "
                f"On Debian they are called: {' '.join(required)}"
            )
        return
    if _prefix_for_root() is None:
        if required:
            sys.exit(f"Qt misses system packages. {advice(required + useful)}")
        print(f"Something is missing that is nice to have. {advice(useful)}")
        return
    if not install(required + useful) and not install(required):
        sys.exit(f"apt-get failed. {advice(required)}")


def _prefix_for_root() -> list[str] | None:
    """Return what to put before a command of root, None if that would ask for a password."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if (
        sudo
        and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode
        == 0
    ):
        return [sudo, "-n"]
    return None


def _quiet(command: list[str]) -> str:
    """Run `command`; return the end of what it said if it failed, else nothing."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    said = (done.stdout + done.stderr).strip()[-2000:]
    return (said or f"{command[0]} failed") if done.returncode else ""


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _font_names() -> set[str]:
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    return {path.name for folder in folders for path in folder.rglob("*.[ot]t[fc]")}
