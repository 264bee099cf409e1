"""Small files that ask for much memory, time or depth."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

OBJECTS = ("O8", "|", -1, 63)


def keyed(count: int, key: Callable[[int], bytes]) -> bytes:
    return b"}(" + b"".join(key(k) + b"N" for k in range(1, count + 1)) + b"u."


def nested(asm, opening: str) -> bytes:
    """Return 70 levels of something."""
    match opening:
        case "list":
            return b"]" * 70 + b"a" * 69
        case "dictionary":
            return b"}X\0\0\0\0" * 69 + b"}" + b"s" * 69
        case "set":
            return b"\x80\x04" + b"(" * 70 + b"\x91" * 70
    return b")" + b"\x85" * 70


MEMORY = {
    "memo of 8 GB": lambda _: b"Nr\xff\xff\xff\x7f.",
    "memo of 16 GB by text": lambda _: b"Np4294967295\n.",
    "memo just above the limit": lambda _: b"Nr\x80\x84\x1e\x00.",
    "memo of a huge number": lambda _: b"Np" + b"9" * 300 + b"\n.",
    "a million values": lambda _: b"N" * 1_000_001 + b".",
    "ten thousand marks": lambda _: b"(" * 10_001 + b".",
    "a number of a megabyte": lambda _: (
        b"\x8b" + struct.pack("<I", 1 << 20) + bytes(1 << 20) + b"."
    ),
    "a number of 65 bytes": lambda _: b"\x8a\x41" + b"\1" * 65 + b".",
    "a number of 2 GB": lambda _: b"\x8b\xff\xff\xff\x7f.",
    "a number of a million digits": lambda _: b"I" + b"7" * 1_000_000 + b"\n.",
    "a long number of a million digits": lambda _: b"L" + b"7" * 1_000_000 + b"L\n.",
    "a number of 401 digits": lambda _: b"L" + b"7" * 401 + b"L\n.",
    "a decimal of a million digits": lambda _: b"F" + b"7" * 1_000_000 + b"\n.",
    "a text of two megabytes": lambda asm: asm.text("a" * (2 << 20)) + b".",
    "a key of two megabytes": lambda asm: b"}" + asm.text("a" * (2 << 20)) + b"Ns.",
    "a line of two megabytes": lambda _: b"V" + b"a" * (2 << 20) + b"\n.",
    "a name of two megabytes": lambda _: b"c" + b"a" * (2 << 20) + b"\nb\n.",
    "70 MB of text": lambda asm: (
        b"](" + asm.text("a" * 1_000_000) + b"q\x000" + b"h\x00" * 70 + b"e."
    ),
    "70 MB of keys": lambda asm: (
        asm.text("a" * 1_000_000) + b"q\x000}(" + b"h\x00N" * 70 + b"u."
    ),
    "2 GB of one array": lambda asm: (
        asm.raw(bytes(4 << 20))
        + b"q\x000"
        + asm.dtype("f4")
        + b"q\x010]("
        + (asm.empty_array + b"(I1\n(I1048576\nth\x01I0\nh\x00tb") * 512
        + b"e."
    ),
    "one array fifteen thousand times": lambda asm: (
        asm.raw(bytes(1 << 20))
        + b"q\x000"
        + asm.dtype("u1")
        + b"q\x010]("
        + (asm.empty_array + b"(I1\n(I1048576\nth\x01I0\nh\x00tb") * 15_000
        + b"e."
    ),
    "2 GB of text of one buffer": lambda asm: (
        asm.raw(bytes(4_000_000))
        + b"q\x000"
        + asm.dtype("S4000000", "|", 4_000_000)
        + b"q\x010]("
        + (asm.scalar + b"(h\x01h\x00tR") * 512
        + b"e."
    ),
    "2 GB of float128 of one buffer": lambda asm: (
        asm.raw(b"\1" * (16 << 20))
        + b"q\x000"
        + asm.dtype("f16")
        + b"q\x010]("
        + (asm.empty_array + b"(I1\n(I1048576\nth\x01I0\nh\x00tb") * 128
        + b"e."
    ),
    "objects of one list, over and over": lambda asm: (
        b"("
        + b"N" * 99_000
        + b"lq\x000"
        + asm.dtype(*OBJECTS)
        + b"q\x010]("
        + (asm.empty_array + b"(I1\n(I99000\nth\x01I0\nh\x00tb") * 2_000
        + b"e."
    ),
    "sets of one list, over and over": lambda asm: (
        b"("
        + b"N" * 99_000
        + b"lq\x000]("
        + (asm.name("builtins", "set") + b"h\x00\x85R") * 9_000
        + b"e."
    ),
    "ordered dictionaries of one list": lambda asm: (
        b"("
        + b"NN\x86" * 99_000
        + b"lq\x000]("
        + (asm.ordered_dict + b"h\x00\x85R") * 9_000
        + b"e."
    ),
    "a million lists": lambda _: b"](" + b"]" * 999_000 + b"e.",
    "a million dictionaries": lambda _: b"](" + b"}" * 999_000 + b"e.",
    "a million sets": lambda _: b"\x80\x04](" + b"\x8f" * 999_000 + b"e.",
    "a million pairs of nothing": lambda _: b"](" + b"NN\x86" * 990_000 + b"e.",
    "100 001 arrays": lambda asm: (
        asm.reconstruct
        + b"q\x000("
        + asm.ndarray
        + b"(I0\ntC\x01btq\x010(I1\n(I0\nt"
        + asm.dtype("f8")
        + b"I0\nC\x00tq\x020]("
        + b"h\x00h\x01Rh\x02b" * 100_001
        + b"e."
    ),
    "one array 100 001 times": lambda asm: (
        b"]("
        + asm.array((0,), asm.dtype("f4"), asm.raw(b""))
        + b"q\x00"
        + b"h\x00" * 100_001
        + b"e."
    ),
}
TIME = {
    "laughs of lists": lambda asm: asm.again(b"]", lambda x: b"(" + x + x + b"l") + b".",
    "laughs of tuples": lambda asm: asm.again(b")", lambda x: x + x + b"\x86") + b".",
    "laughs of doubled tuples": lambda _: b")" + b"2\x86" * 60 + b".",
    "laughs of dictionaries": lambda asm: (
        asm.again(b"}", lambda x: b"(" + asm.text("a") + x + asm.text("b") + x + b"d") + b"."
    ),
    "laughs of sets": lambda asm: (
        b"\x80\x04" + asm.again(b")", lambda x: b"(" + x + x + b"\x86" + x + b"\x91") + b"."
    ),
    "laughs of objects": lambda asm: (
        asm.again(
            b"](NNe",
            lambda x: (
                asm.empty_array
                + b"(I1\n(I2\nt"
                + asm.dtype(*OBJECTS)
                + b"I0\n]("
                + x
                + x
                + b"etb"
            ),
        )
        + b"."
    ),
    "laughs of text": lambda asm: (
        asm.again(b"](" + asm.text("lol") + b"e", lambda x: b"](" + x * 10 + b"e", 9) + b"."
    ),
    "integers of one hash": lambda asm: keyed(60_000, lambda k: asm.whole(k * (2**61 - 1))),
    "small integers": lambda asm: keyed(10_001, asm.whole),
    "decimals": lambda _: keyed(10_001, lambda k: b"F%d.5\n" % k),
    "tuples of keys": lambda asm: keyed(10_001, lambda k: asm.whole(k) + b"\x85"),
    "six million instructions": lambda _: b"N0" * 3_000_000 + b"N.",
    "a mark and back": lambda _: b"(1" * 2_600_000 + b"N.",
    "doubling and dropping": lambda _: b"N" + b"20" * 2_600_000 + b".",
    "keeping and getting": lambda _: b"N" + b"q\x00h\x000" * 2_000_000 + b".",
    "numbers of NumPy": lambda asm: (
        asm.dtype("f16")
        + b"q\x00C\x10"
        + bytes(16)
        + b"\x86q\x010"
        + asm.scalar
        + b"q\x020]"
        + b"h\x02h\x01R0" * 600_000
        + b"."
    ),
    "names": lambda _: b"](" + b"cnumpy\ndtype\n" * 600_000 + b"e.",
    "two million items": lambda _: (
        b"(" + b"N" * 999_000 + b"lq\x000(" + b"(h\x00h\x00lh\x00" * 9 + b"l."
    ),
}
DEPTH = {
    "deep list": lambda _: b"]" * 400_000 + b"a" * 399_999 + b".",
    "deep tuple": lambda _: b")" + b"\x85" * 200_000 + b".",
    "deep tuple as a key": lambda _: b"})" + b"\x85" * 200_000 + b"Ns.",
    "deep tuple in a set": lambda _: b"\x80\x04\x8f()" + b"\x85" * 200_000 + b"\x90.",
    **{
        f"70 levels of {name}": lambda asm, name=name: nested(asm, name) + b"."
        for name in ("list", "dictionary", "tuple", "set")
    },
}
DEMANDS = {**MEMORY, **TIME, **DEPTH}
DEMANDS["deep tuple as pairs"] = lambda asm: (
    asm.ordered_dict + b"(](N)" + b"\x85" * 100_000 + b"\x86etR."
)
HEAVY = {
    "a million items in lists": lambda _: b"](" + b"](NNNNe" * 200_000 + b"e.",
    "two million keys": lambda _: b"](" + b"}(X\1\0\0\0aNX\1\0\0\0bNu" * 90_000 + b"e.",
    "a million numbers": lambda _: b"](" + b"F0.25\n" * 999_000 + b"e.",
    "299 000 lists": lambda _: b"](" + b"]" * 299_000 + b"e.",
    "299 000 dictionaries": lambda _: b"](" + b"}" * 299_000 + b"e.",
    "290 000 tuples with entries": lambda _: b"](" + b"NNN\x87" * 290_000 + b"e.",
    "99 000 arrays": lambda asm: (
        asm.reconstruct
        + b"q\x000("
        + asm.ndarray
        + b"(I0\ntC\x01btq\x010(I1\n(I1\nt"
        + asm.dtype("f8")
        + b"I0\nC\x08"
        + bytes(8)
        + b"tq\x020]("
        + b"h\x00h\x01Rh\x02b" * 99_000
        + b"e."
    ),
    "290 000 numbers of NumPy": lambda asm: (
        asm.dtype("f8")
        + b"q\x00C\x08"
        + bytes(8)
        + b"\x86q\x010"
        + asm.scalar
        + b"q\x020]("
        + b"h\x02h\x01R" * 290_000
        + b"e."
    ),
    "9 999 keys": lambda asm: keyed(9_999, asm.whole),
    "numbers of 400 digits": lambda asm: b"](" + (b"L" + b"7" * 400 + b"L\n") * 100_000 + b"e.",
}


@pytest.mark.parametrize("name", DEMANDS)
def test_what_asks_for_too_much_is_refused(judge: Callable, asm, name: str) -> None:
    judge(DEMANDS[name](asm), "limit")


@pytest.mark.parametrize("name", HEAVY)
def test_the_most_that_is_allowed_is_read_in_time(judge: Callable, asm, name: str) -> None:
    judge(HEAVY[name](asm), "loaded")
