"""An assembler for pickles, and a prison in which files are opened."""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

LONGEST_MESSAGE = 2000
PRISON = Path(__file__).with_name("prison.py")


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


@dataclass(frozen=True)
class Sentence:
    """What a child that opened a file came to."""

    outcome: str
    message: str
    events: list[str]
    modules: list[str]
    opened: int
    numpy_is_the_same: bool


@pytest.fixture(scope="module")
def imprison() -> Iterator[Callable[[Path], Sentence]]:
    """Open a file in a child with little memory and time, with an eye on what it does."""
    pytest.importorskip("resource", reason="children are limited by rlimits")
    if not hasattr(os, "fork"):
        pytest.skip("children are forked")
    with subprocess.Popen(
        [sys.executable, str(PRISON)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    ) as prison:
        assert prison.stdin is not None
        assert prison.stdout is not None

        def open_there(path: Path) -> Sentence:
            prison.stdin.write(json.dumps(str(path)) + "\n")
            answer = json.loads(prison.stdout.readline())
            status = answer["status"]
            assert os.WIFEXITED(status), f"killed by {signal.Signals(os.WTERMSIG(status)).name}"
            return Sentence(**json.loads(answer["told"]))

        yield open_there


@pytest.fixture
def judge(tmp_path: Path, imprison: Callable) -> Callable[[bytes, str], str]:
    """Open content in a child, make sure that nothing happened, and return what was said."""

    def judge_content(content: bytes, expected: str) -> str:
        path = tmp_path / "params.pkl"
        path.write_bytes(content)
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
