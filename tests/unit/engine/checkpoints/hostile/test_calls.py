"""Files that want something to be called: none of it is, and all of it is named."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

RUN = "touch CANARY"
CODE = "open('CANARY', 'w')"

CALLED = [
    *(("os", "system", RUN), ("posix", "system", RUN), ("nt", "system", RUN)),
    *(("os", "popen", RUN), ("subprocess", "check_output", RUN), ("pty", "spawn", RUN)),
    *(("_posixsubprocess", "fork_exec", RUN), ("multiprocessing.util", "spawnv_passfds", RUN)),
    *(("builtins", "eval", CODE), ("builtins", "exec", CODE), ("__builtin__", "execfile", "C")),
    *(("builtins", "__import__", "antigravity"), ("builtins", "open", "CANARY", "w")),
    *(("builtins", "getattr", "x", "y"), ("operator", "attrgetter", "system")),
    *(("_operator", "methodcaller", "system", RUN), ("functools", "partial", "x")),
    *(
        ("_io", "open", "CANARY", "w"),
        ("_io", "FileIO", "CANARY", "w"),
        ("io", "open_code", "C"),
    ),
    *(("_pickle", "loads", "x"), ("pickle", "loads", "x"), ("marshal", "loads", "x")),
    *(
        ("types", "CodeType", "x"),
        ("types", "FunctionType", "x"),
        ("importlib", "reload", "os"),
    ),
    *(("runpy", "_run_code", CODE), ("code", "interact", "x"), ("bdb", "Bdb", "x")),
    *(("webbrowser", "open", "http://localhost"), ("socket", "create_connection", "x")),
    *(("ctypes", "CDLL", "libc.so.6"), ("shutil", "rmtree", "CANARY"), ("sys", "exit", "1")),
    *(("signal", "raise_signal", "9"), ("faulthandler", "_sigsegv", ""), ("os", "_exit", "0")),
]
"""What scanners know."""

UNLISTED = [
    *(
        ("idlelib.pyshell", "ModifiedInterpreter.runcode", CODE),
        ("pydoc", "pipepager", "x", RUN),
    ),
    *(("idlelib.autocomplete", "AutoComplete.get_entity", CODE), ("pydoc", "locate", "os")),
    *(("idlelib.calltip", "get_entity", CODE), ("idlelib.debugobj", "ObjectTreeItem", CODE)),
    *(
        ("lib2to3.pgen2.grammar", "Grammar.loads", "x"),
        ("lib2to3.pgen2.pgen", "generate_grammar"),
    ),
    *(
        ("cProfile", "run", CODE),
        ("cProfile", "runctx", CODE),
        ("profile", "Profile.run", CODE),
    ),
    *(
        ("timeit", "timeit", CODE),
        ("trace", "Trace.run", CODE),
        ("doctest", "debug_script", CODE),
    ),
    *(("ensurepip", "_run_pip", "x"), ("uuid", "_get_command_stdout", "touch", "CANARY")),
    *(("_osx_support", "_read_output", RUN), ("_aix_support", "_read_cmd_output", RUN)),
    *(
        ("numpy.f2py.crackfortran", "getlincoef", CODE),
        ("numpy.f2py.crackfortran", "_eval", CODE),
    ),
    *(("numpy.testing._private.utils", "runstring", CODE), ("numpy.testing", "rundocs", "x")),
    *(("numpy", "load", "CANARY"), ("numpy", "memmap", "CANARY"), ("numpy", "fromfile", "C")),
    *(("numpy", "savetxt", "CANARY"), ("numpy.lib.npyio", "load", "C"), ("numpy", "vectorize")),
    *(("numpy.core.multiarray", "frombuffer", "x"), ("numpy.core.multiarray", "fromfile", "C")),
    *(("numpy.core.multiarray", "empty", "x"), ("numpy.core.multiarray", "set_numeric_ops")),
    *(
        ("numpy.ctypeslib", "load_library", "x"),
        ("numpy.distutils.exec_command", "exec_command"),
    ),
    *(
        ("torch.hub", "load", "x"),
        ("torch.utils.collect_env", "run", RUN),
        ("torch", "load", "C"),
    ),
    *(("torch._dynamo.guards", "GuardBuilder.get", CODE), ("torch.jit", "load", "CANARY")),
    *(("torch.fx.experimental.symbolic_shapes", "ShapeEnv.evaluate_guards_expression", CODE),),
    *(("asyncio.unix_events", "_UnixSubprocessTransport._start", RUN), ("venv", "create", "C")),
    *(("logging.config", "dictConfig", "x"), ("logging", "FileHandler", "CANARY")),
    *(
        ("sqlite3", "connect", "CANARY"),
        ("dbm.dumb", "open", "CANARY"),
        ("shelve", "open", "C"),
    ),
    *(
        ("zipfile", "main", "x"),
        ("compileall", "compile_dir", "."),
        ("py_compile", "compile", "x"),
    ),
    *(("distutils.file_util", "write_file", "CANARY"), ("fileinput", "input", "CANARY")),
    *(
        ("pathlib", "Path.touch", "CANARY"),
        ("tempfile", "mktemp"),
        ("linecache", "getlines", "C"),
    ),
    *(("gc", "get_objects"), ("inspect", "currentframe"), ("threading", "Timer", "1")),
    *(("collections", "namedtuple", "a", "b"), ("dataclasses", "make_dataclass", "a", "b")),
    *(
        ("copyreg", "_reconstructor", "x"),
        ("copy_reg", "__newobj__", "x"),
        ("typing", "_eval_type"),
    ),
]
"""What some scanner did not know, each found in the wild or in an advisory."""

DISGUISED = [
    *(("numpy ", "ndarray"), (" numpy", "ndarray"), ("Numpy", "ndarray"), ("numpy", "NDARRAY")),
    *(("numpy\x00", "ndarray"), ("numpy\r", "dtype"), ("numpy", "ndarray\r"), ("numpy", "")),
    *(("numpy", "ndarray.__class__"), ("numpy", "dtype.__new__"), ("numpy.", "ndarray")),
    *(("numpy", "core.multiarray._reconstruct"), ("numpy.core", "multiarray._reconstruct")),
    *(("numpy.core.multiarray", "_reconstruct.__globals__"), ("", ""), (".", "."), ("..", "x")),
    *(
        ("_codecs", "encode.__call__"),
        ("_codecs", "decode"),
        ("codecs", "encode"),
        ("", "eval"),
    ),
    *(("builtins", "bytes.__subclasses__"), ("builtins", "type"), ("builtins", "object")),
    *(("builtins", "memoryview"), ("builtins", "bytes "), ("__builtins__", "bytes")),
    *(("builtins.__dict__", "eval"), ("__main__", "bytes"), ("collections.abc", "OrderedDict")),
    *(
        ("collections", "OrderedDict.fromkeys"),
        ("collections", "defaultdict"),
        ("numpy", "int_"),
    ),
    *(
        ("numpy", "ndarrаy"),
        ("ｎumpy", "ndarray"),
        ("numpy", "n\u200bdarray"),
        ("Пumpy", "dtype"),
    ),
]
"""What looks like something that is understood."""


@pytest.mark.parametrize("called", CALLED + UNLISTED + DISGUISED, ids=repr)
def test_what_a_file_calls_is_named_and_not_called(
    judge: Callable, asm, called: tuple[str, ...]
) -> None:
    judge(asm.call(*called) + b".", "foreign")


@pytest.mark.parametrize(
    "called", [CALLED[0], UNLISTED[0], ("numpy", "ndarray.tofile")], ids=repr
)
@pytest.mark.parametrize(
    "form",
    [
        lambda name, args: name + b".",
        lambda name, args: name + b"0N.",
        lambda name, args: name + b"(" + args + b"tR0I1\n.",
        lambda name, args: name + b"(" + args + b"lR.",
        lambda name, args: name + args + b"R.",
        lambda name, args: b"(" + args + b"i" + name[1:] + b".",
        lambda name, args: b"(" + name + args + b"o.",
        lambda name, args: b"\x80\x02" + name + b"(" + args + b"t\x81.",
        lambda name, args: b"\x80\x04" + name + b"(" + args + b"t}\x92.",
        lambda name, args: name + b"0" + b"\x80\x04\x8f(" + name + b"(" + args + b"tR\x90.",
        lambda name, args: b"}" + args + name + b"(" + args + b"tRs.",
        lambda name, args: b"}" + name + b"(" + args + b"tRNs.",
        lambda name, args: name + b")R" + args + b"b.",
        lambda name, args: name + b")R}(" + args + b"Nub.",
        lambda name, args: name + b")RN}" + args + b"Ns\x86b.",
        lambda name, args: name + b")R(" + args + b"e.",
        lambda name, args: name + b")R" + args + b"a.",
        lambda name, args: name + b"(" + args + b"e.",
        lambda name, args: name + args + b"a.",
        lambda name, args: name + args + b"Ns.",
        lambda name, args: name + args + b"b.",
        lambda name, args: name + b"q\x05h\x05" + args + b"R" + args + b"R0.",
        lambda name, args: b"cnumpy.core.multiarray\nscalar\n(" + name + args + b"tR.",
        lambda name, args: b"ccollections\nOrderedDict\n(" + name + b")RtR.",
        lambda name, args: b"cnumpy\ndtype\n(" + name + b"I0\nI1\ntR.",
        lambda name, args: name + b")R\xff",
        lambda name, args: name + b")RP1\n.",
        lambda name, args: name + b")R" + b"(" * 20_000,
    ],
)
def test_no_instruction_reaches_it(
    judge: Callable, asm, called: tuple[str, ...], form: Callable[[bytes, bytes], bytes]
) -> None:
    name, args = asm.name(*called[:2]), asm.text(RUN)
    judge(form(name, args), "foreign")


NAMED = [
    b"\x80\x04\x8c\x02os\x8c\x06system\x93(X\x01\0\0\0xtR.",
    b"\x80\x04\x8c\x02os\x94\x8c\x06system\x940h\x00h\x01\x93(\x8c\x01xtR.",
    b"\x80\x04\x8c\x06system\x94\x8c\x02os2\x93h\x00\x93.",
    b"Vos\nVsystem\n\x93(Vx\ntR.",
    b"V\\u006fs\nVsyst\\u0065m\n\x93(Vx\ntR.",
    b"\x8d\x02\0\0\0\0\0\0\0osX\x06\0\0\0system\x93)R.",
]


@pytest.mark.parametrize("content", NAMED)
def test_a_name_may_be_put_together_in_any_way(judge: Callable, content: bytes) -> None:
    judge(content, "foreign")


@pytest.mark.parametrize(
    "content",
    [
        b"Pabc\n.",
        b"P\n.",
        b"X\x03\0\0\0abcQ.",
        b"\x80\x02NQ.",
        *(b"\x82\x01.", b"\x82\x00.", b"\x83\x01\x00.", b"\x84\x01\x00\x00\x00."),
        *(
            b"\x84\xff\xff\xff\xff.",
            b"\x80\x05\x97.",
            b"\x80\x05\x97\x98.",
            b"\x80\x05C\x01a\x98.",
        ),
    ],
)
def test_nothing_outside_the_file_is_asked_for(judge: Callable, content: bytes) -> None:
    judge(content, "opcode")


@pytest.mark.parametrize(
    "form",
    [
        lambda asm: asm.from_buffer + b"}(" + asm.text("__defaults__") + b"(I1\ntub",
        lambda asm: asm.from_buffer + b"N}" + asm.text("__code__") + b"Ns\x86b",
        lambda asm: asm.ndarray + b"}" + asm.text("x") + b"Nsb",
        lambda asm: asm.name("builtins", "bytes") + b"}" + asm.text("x") + b"Nsb",
        lambda asm: b"]}b",
        lambda asm: b"}}b",
        lambda asm: b"N}b",
        lambda asm: b")}b",
        lambda asm: b"I1\n}b",
        lambda asm: asm.ordered_dict + b")R}" + asm.text("items") + b"I1\nsb",
        lambda asm: asm.ordered_dict + b")RNbNb",
        lambda asm: asm.ordered_dict + b")RN}\x86b",
        lambda asm: asm.ndarray + b"(I5\nt\x81",
        lambda asm: asm.ndarray + b"(I5\nt}\x92",
        lambda asm: b"(" + asm.ndarray + b"I5\no",
        lambda asm: b"(I5\ninumpy\nndarray\n",
        lambda asm: asm.name("numpy", "dtype") + b"(" + asm.text("O") + b"t\x81",
        lambda asm: b"(" + asm.name("builtins", "bytes") + b"o",
        lambda asm: b"(icollections\nOrderedDict\n",
        lambda asm: b"NN\x81",
        lambda asm: b"(No",
    ],
)
def test_what_is_understood_is_neither_changed_nor_made_anew(
    judge: Callable, asm, form: Callable
) -> None:
    judge(form(asm) + b".", "opcode")


def test_a_second_pickle_runs_as_little_as_the_first(judge: Callable, asm) -> None:
    judge(b"]." + asm.call("os", "system", RUN) + b".", "loaded")
    judge(asm.call("os", "system", RUN) + b"." + b"].", "foreign")


def test_the_worst_name_is_told(judge: Callable, asm) -> None:
    content = b"(" + asm.call("models", "CNN") + asm.call("os", "system", RUN) + b"t."
    assert judge(content, "foreign").startswith("This file tries to run os.system (byte ")


def test_the_canary_would_sing(tmp_path: Path, asm) -> None:
    canary = tmp_path / "canary"
    assert pickle.loads(asm.call("pathlib", "Path", str(canary)) + b".") == canary
