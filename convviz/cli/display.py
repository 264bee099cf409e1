"""Whether a window can open here, told without starting Qt, which would abort the process."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

INVISIBLE_PLATFORMS = frozenset({"offscreen", "minimal", "minimalegl"})


def missing_display() -> str:
    """Return in words why no window can open here, or nothing if one can.

    Only Linux and the other free systems have displays that may be missing; a Qt
    platform that the person chose by ``QT_QPA_PLATFORM`` is believed.
    """
    chosen = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if chosen in INVISIBLE_PLATFORMS:
        return f"No display (QT_QPA_PLATFORM is {chosen})"
    if chosen not in {"", "xcb", "wayland"} or sys.platform in {"win32", "darwin"}:
        return ""
    wayland, x11 = os.environ.get("WAYLAND_DISPLAY", ""), os.environ.get("DISPLAY", "")
    if _wayland_answers(wayland) or _x11_answers(x11):
        return ""
    silent = [f"{n}={v}" for n, v in (("WAYLAND_DISPLAY", wayland), ("DISPLAY", x11)) if v]
    if silent:
        return f"No display ({' and '.join(silent)} does not answer)"
    return "No display (neither DISPLAY nor WAYLAND_DISPLAY is set)"


def _wayland_answers(name: str) -> bool:
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(name) and (Path(folder) / name).is_socket()


def _x11_answers(name: str) -> bool:
    """Return whether an X server takes a connection; True if it cannot be tried."""
    if not name:
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)
