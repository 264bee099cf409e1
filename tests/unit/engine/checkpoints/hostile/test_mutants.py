"""Pickles whose instructions were mixed up: each is read or refused, and nothing else."""

from __future__ import annotations

import pickle
import pickletools
import random
from collections import OrderedDict

import numpy as np
import pytest

from engine.checkpoints import DEFAULT, ParamsFileError
from engine.checkpoints.pickles import read_pickle

VALUES = [
    [{"W1": np.ones((2, 3), np.float32), "b1": np.zeros(2)}, [np.float64(0.5), 1.25, "é"]],
    {"o": np.array([1, "x", None], object), 5: (1, 2), (1, "k"): {1, 2}, "f": frozenset([3])},
    [
        np.array(["ab", "c"]),
        np.str_(""),
        b"raw",
        bytearray(b"q"),
        10**50,
        OrderedDict(a=1 + 2j),
    ],
    np.arange(24.0, dtype=">f8").reshape(2, 3, 4).transpose(1, 0, 2),
]
NAMES = (
    *(b"cnumpy.core.multiarray\n_reconstruct\n", b"cnumpy\nndarray\n", b"cnumpy\ndtype\n"),
    *(b"cnumpy.core.multiarray\nscalar\n", b"cnumpy._core.numeric\n_frombuffer\n"),
    *(b"c_codecs\nencode\n", b"cbuiltins\nbytearray\n", b"ccollections\nOrderedDict\n"),
    *(b"cbuiltins\ncomplex\n", b"cbuiltins\nset\n", b"cos\nsystem\n"),
)
PIECES = (
    *NAMES,
    *(
        bytes([code])
        for code in b"(()]}tRRbb\x85\x86\x87N\x88\x89aesuld\x8f\x90\x91\x81\x92o012"
    ),
    *(
        b"K\x00",
        b"K\x01",
        b"K\x03",
        b"J\xff\xff\xff\xff",
        b"q\x00",
        b"h\x00",
        b"\x94",
        b"K\x3f",
    ),
    *(b"X\x02\0\0\0f4", b"X\x02\0\0\0O8", b"X\x02\0\0\0U1", b"X\x03\0\0\0f16", b"X\x01\0\0\0<"),
    *(b"X\x06\0\0\0latin1", b"X\x01\0\0\0K", b"C\x04abcd", b"C\x01b", b"U\x01b", b"F1.5\n"),
    *(b"I01\n", b"L7L\n", b"V\\u1234\n", b"\x8a\x02ab", b"\x80\x04", b".", b"\x95" + bytes(8)),
)


def instructions(content: bytes) -> list[bytes]:
    """Cut a pickle into its instructions, without its frames."""
    places = [place for _, _, place in pickletools.genops(content) if place is not None]
    ends = [*places[1:], len(content)]
    parts = [content[start:end] for start, end in zip(places, ends, strict=True)]
    return [part for part in parts if not part.startswith(b"\x95")]


def mixed(parts: list[bytes], rng: random.Random) -> bytes:
    """Repeat, drop, exchange and replace some instructions."""
    parts = list(parts)
    for _ in range(rng.choice((1, 1, 2, 3, 5))):
        here, there = rng.randrange(len(parts)), rng.randrange(len(parts))
        match rng.randrange(5):
            case 0:
                parts.insert(here, parts[there])
            case 1:
                parts.insert(here, rng.choice(PIECES))
            case 2:
                parts[here], parts[there] = parts[there], parts[here]
            case 3:
                parts[here] = rng.choice(PIECES)
            case _ if len(parts) > 1:
                del parts[here]
    return b"".join(parts)


def refused(content: bytes) -> ParamsFileError | None:
    """Read a pickle, and return why not."""
    try:
        assert read_pickle(content, DEFAULT).tree.describe()
    except ParamsFileError as error:
        return error
    return None


def check(content: bytes) -> None:
    error = refused(content)
    if error is not None:
        assert error.code in {"format", "foreign", "opcode", "array", "corrupt", "limit"}
        assert len(str(error)) <= 2000
        assert error.offset is None or 0 <= error.offset <= len(content)


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("value", range(len(VALUES)))
def test_mixed_instructions_raise_nothing_else(value: int, protocol: int) -> None:
    parts = instructions(pickle.dumps(VALUES[value], protocol))
    rng = random.Random(10 * value + protocol)
    for _ in range(2000):
        check(mixed(parts, rng))


@pytest.mark.parametrize("seed", range(4))
def test_random_instructions_raise_nothing_else(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(6000):
        check(b"".join(rng.choices(PIECES, k=rng.randrange(1, 40))) + b".")
