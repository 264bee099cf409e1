"""An assembler for pickles, and a prison in which files are opened."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest

LONGEST_MESSAGE = 2000


class Assembler:
    """Writes the instructions of pickles, good ones and bad ones."""

    reconstruct: ClassVar = b"cnumpy.core.multiarray\n_reconstruct\n"
    ndarray: ClassVar = b"cnumpy\nndarray\n"
    scalar: ClassVar = b"cnumpy.core.multiarray\nscalar\n"
    from_buffer: ClassVar = b"cnumpy._core.numeric\n_frombuffer\n"
    encode: ClassVar = b"c_codecs\nencode\n"
    ordered_dict: ClassVar = b"ccollections\nOrderedDict\n"
    empty_array: ClassVar = reconstruct + b"(" + ndarray + b"(I0\ntC\x01btR"

    @staticmethod
    def text(value: str) -> bytes:
        raw = value.encode("utf-8", "surrogatepass")
        return b"X" + struct.pack("<I", len(raw)) + raw

    @staticmethod
    def raw(value: bytes) -> bytes:
        return b"B" + struct.pack("<I", len(value)) + value

    @staticmethod
    def whole(value: int) -> bytes:
        return b"L%dL\n" % value

    @staticmethod
    def name(module: str, name: str) -> bytes:
        return b"c" + module.encode() + b"\n" + name.encode() + b"\n"

    @classmethod
    def call(cls, module: str, name: str, *arguments: str) -> bytes:
        """Return the call of a function with some texts."""
        texts = b"".join(map(cls.text, arguments))
        return cls.name(module, name) + b"(" + texts + b"tR"

    @classmethod
    def dtype(cls, code: str, order: str = "<", size: int = -1, flags: int = 0) -> bytes:
        state = b"(I3\n" + cls.text(order) + b"NNN" + cls.whole(size) + b"I-1\n"
        start = b"cnumpy\ndtype\n(" + cls.text(code) + b"I0\nI1\ntR"
        return start + state + cls.whole(flags) + b"tb"

    @classmethod
    def array(cls, shape: tuple[int, ...], dtype: bytes, content: bytes) -> bytes:
        dims = b"(" + b"".join(map(cls.whole, shape)) + b"t"
        return cls.empty_array + b"(I1\n" + dims + dtype + b"I0\n" + content + b"tb"

    @classmethod
    def buffered(cls, content: bytes, dtype: bytes, *rest: bytes) -> bytes:
        return cls.from_buffer + b"(" + content + dtype + b"".join(rest) + b"tR"

    @staticmethod
    def again(first: bytes, double: Callable[[bytes], bytes], times: int = 60) -> bytes:
        """Return a value that holds the one before it twice, many times over."""
        levels = (double(b"h%c" % i) + b"q%c0" % (i + 1) for i in range(times))
        return first + b"q\x000" + b"".join(levels) + b"h%c" % times


@pytest.fixture(scope="session")
def asm() -> type[Assembler]:
    """Writes the instructions of pickles."""
    return Assembler


@pytest.fixture
def judge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, imprison: Callable
) -> Callable[[bytes, str], str]:
    """Open content in a child, make sure that nothing happened, and return what was said."""

    def judge_content(content: bytes, expected: str) -> str:
        path = tmp_path / "params.pkl"
        path.write_bytes(content)
        monkeypatch.chdir(tmp_path)  # where a canary would sit
        child = imprison(path)
        assert child.outcome == expected, child.message
        assert (child.events, child.modules, child.opened) == ([], [], 1)
        assert child.numpy_is_the_same
        assert len(child.message) <= LONGEST_MESSAGE
        assert child.message.replace("\N{NARROW NO-BREAK SPACE}", "").isprintable()
        assert list(tmp_path.iterdir()) == [path]
        assert path.read_bytes() == content
        return child.message

    return judge_content
