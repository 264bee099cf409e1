"""What readers and scanners of pickles disagree about: here one parser decides and builds."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

DAMAGED = {
    "number with underscores": b"I1_0\n.",
    "number in hexadecimal": b"I0x10\n.",
    "number in octal": b"I010\n.",
    "number with spaces": b"I 1\n.",
    "number with a sign": b"I+1\n.",
    "number of another script": "I\u0664\n.".encode(),
    "number that is text": b"Iabc\n.",
    "no number": b"I\n.",
    "long number of two": b"L1 2L\n.",
    "long number of letters": b"LL\n.",
    "long number in base 16": b"L0xFFL\n.",
    "truth in two digits more": b"I001\n.",
    "decimal with underscores": b"F1_0\n.",
    "decimal in hexadecimal": b"F0x1p3\n.",
    "decimal of nothing": b"F\n.",
    "decimal with a letter": b"F1.0f\n.",
    "text without quotes": b"Sabc\n.",
    "text in two kinds of quotes": b"S'abc\"\n.",
    "text in one quote": b"S'\n.",
    "text that goes on": b"S'abc\n.",
    "text with an unknown escape": b"S'a\\q'\n.",
    "text with half an escape": b"S'a\\x4'\n.",
    "text with nine bits": b"S'\\777'\n.",
    "text with a last backslash": b"S'a\\'\n.",
    "text with half a code point": b"V\\u12\n.",
    "text beyond Unicode": b"V\\U00110000\n.",
    "text of wrong bytes": b"X\x02\0\0\0\xff\xfe.",
    "text of too long bytes": b"X\x02\0\0\0\xc0\x80.",
    "text of lone continuations": b"\x8c\x02\x80\x80.",
    "text of negative length": b"T\xff\xff\xff\xffabc.",
    "text of 2**64 bytes": b"\x80\x04\x8d" + b"\xff" * 8 + b".",
    "text of 2**32 bytes": b"X\xff\xff\xff\xff.",
    "bytes of 2**63 bytes": b"\x80\x04\x8e" + struct.pack("<Q", 1 << 63) + b".",
    "bytes of 2 GB": b"B\xff\xff\xff\x7f.",
    "bytes changeable of 8 GB": b"\x80\x05\x96" + struct.pack("<Q", 8 << 30) + b"abc.",
    "frame of 2**63 bytes": b"\x80\x04\x95" + struct.pack("<Q", 1 << 63) + b"N.",
    "frame beyond the file": b"\x80\x04\x95" + struct.pack("<Q", 3) + b"N.",
    "frame that ends within": b"\x80\x04\x95" + struct.pack("<Q", 3) + b"X\x02\0\0\0ab.",
    "frame that ends in a line": b"\x80\x04\x95" + struct.pack("<Q", 3) + b"I12\n.",
    "frame that goes on after the end": b"\x80\x04\x95" + struct.pack("<Q", 4) + b"N.NN",
    "frame in a frame": b"\x80\x04\x95"
    + struct.pack("<Q", 11)
    + b"\x95"
    + struct.pack("<Q", 2)
    + b"N.",
    "protocol 6": b"\x80\x06N.",
    "protocol 255": b"\x80\xffN.",
    "no protocol": b"\x80",
    "end without a value": b".",
    "end after the protocol": b"\x80\x04.",
    "two values": b"NN.",
    "an open mark": b"(N.",
    "an open mark above": b"N(.",
    "no end": b"\x80\x04N",
    "value below the mark": b"N(0" + b"0.",
    "value taken over the mark": b"]N(a.",
    "mark that is missing": b"Nt.",
    "mark that was used": b"(t1.",
    "memo never kept": b"h\x07.",
    "memo kept under another place": b"Nq\x010h\x00.",
    "memo by a negative place": b"Np-1\n.",
    "memo by a word": b"Npa\n.",
    "memo of nothing": b"\x80\x04\x94.",
    "doubling nothing": b"2.",
    "byte that is no instruction": b"\x80\x04\xffN.",
    "instruction of a later day": b"\x80\x05\x99.",
    "key without a value": b"}(Nu.",
    "dictionary of three": b"(NNNd.",
    "append to a tuple": b")Na.",
    "append to a number": b"I1\nNa.",
    "append to a dictionary": b"}Na.",
    "extend text": b"X\x01\0\0\0a(Ne.",
    "extend a dictionary": b"}(Ne.",
    "set an item of a list": b"]NNs.",
    "set items of a tuple": b")(NNu.",
    "add to a list": b"\x80\x04](N\x90.",
    "add to what is frozen": b"\x80\x04(N\x91(N\x90.",
    "call of a number": b"I1\n)R.",
    "call of a list": b"])R.",
    "arguments that are a list": b"cnumpy\ndtype\n]R.",
    "no arguments": b"cnumpy\ndtype\nNR.",
    "object of nothing": b"(o.",
    "name of numbers": b"\x80\x04K\x01K\x02\x93.",
    "name of bytes": b"\x80\x04C\x02osC\x06system\x93.",
    "name that ends": b"cnumpy\n",
    "name that ends early": b"cnum",
    "list in itself": b"]q\x00h\x00a.",
    "list in its own array": b"]q\x00(h\x00th\x00\x86a.",
    "dictionary in itself": b"}q\x00X\x01\0\0\0ah\x00s.",
    "set from a number": b"c__builtin__\nset\n(I1\ntR.",
    "pairs that are single": b"ccollections\nOrderedDict\n((NltR.",
    "pairs of three": b"ccollections\nOrderedDict\n((NNNtltR.",
    "complex number of text": b"c__builtin__\ncomplex\n(NNtR.",
    "complex number beyond all": b"c__builtin__\ncomplex\n(I" + b"9" * 400 + b"\nI0\ntR.",
    "latin-1 that is none": b"c_codecs\nencode\n(V\\u20ac\nVlatin1\ntR.",
    "list as a key": b"}]Ns.",
    "set as a key": b"\x80\x04}\x8fNs.",
    "dictionary as a key": b"}}Ns.",
    "tuple in a tuple as a key": b"})\x85Ns.",
    "tuple with a list as a key": b"}]\x85Ns.",
    "large number as a key": b"}L1152921504606846976L\nNs.",
    "negative large number as a key": b"}L-1152921504606846976L\nNs.",
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_no_pickler_writes_is_damaged(judge: Callable, name: str) -> None:
    judge(DAMAGED[name], "corrupt")


READ = {
    "bytes after the end": b"]." + bytes(range(256)),
    "protocol twice": b"\x80\x02\x80\x04N.",
    "protocol in the middle": b"](N\x80\x05Ne.",
    "frame of nothing": b"\x80\x04\x95" + bytes(8) + b"N.",
    "frames one after the other": (
        b"\x80\x04" + b"\x95\x01\0\0\0\0\0\0\0]" + b"\x95\1" + bytes(7) + b"."
    ),
    "new instructions in an old protocol": b"\x80\x02]\x94\x8c\x01aa.",
    "mark popped": b"N(0.",
    "memo overwritten": b"Nq\x000]q\x00.",
    "memo with holes": b"Nr\xff\xff\x0f\x000j\xff\xff\x0f\x00.",
    "truth as numbers": b"(I00\nI01\nt.",
    "words for numbers": b"(Fnan\nFinf\nF-inf\nF-1e-400\nF1e999\nt.",
    "empty names of fields": b"}X\0\0\0\0Ns.",
    "many keys of one name": b"}(" + b"X\x01\0\0\0aN" * 1000 + b"u.",
    "signed zero and a number of no bytes": b"(F-0.0\n\x8a\x00t.",
}


@pytest.mark.parametrize("name", READ)
def test_what_is_odd_and_harmless_is_read(judge: Callable, name: str) -> None:
    judge(READ[name], "loaded")
