"""The names that are understood, and what is said about those that are not."""

from __future__ import annotations

from engine.checkpoints.pickles.values import Known
from engine.checkpoints.remedies import PYTORCH_MODEL

_MULTIARRAY = ("numpy.core.multiarray", "numpy._core.multiarray")
_NUMERIC = ("numpy.core.numeric", "numpy._core.numeric")
_BUILTINS = ("builtins", "__builtin__")

# Exact pairs, never prefixes or dotted names: a list of what is allowed cannot miss
# anything, a list of what is dangerous always does.
KNOWN: dict[tuple[str, str], Known] = {
    **{(module, "_reconstruct"): Known.RECONSTRUCT for module in _MULTIARRAY},
    **{(module, "scalar"): Known.SCALAR for module in _MULTIARRAY},
    **{(module, "_frombuffer"): Known.FROMBUFFER for module in _NUMERIC},
    ("numpy", "ndarray"): Known.NDARRAY,
    ("numpy", "dtype"): Known.DTYPE,
    ("_codecs", "encode"): Known.ENCODE,
    **{(module, "bytes"): Known.BYTES for module in _BUILTINS},
    **{(module, "bytearray"): Known.BYTEARRAY for module in _BUILTINS},
    **{(module, "complex"): Known.COMPLEX for module in _BUILTINS},
    **{(module, "set"): Known.SET for module in _BUILTINS},
    **{(module, "frozenset"): Known.FROZENSET for module in _BUILTINS},
    ("collections", "OrderedDict"): Known.ORDERED_DICT,
}

# Only for the wording of a refusal, which happens anyhow.
_NOTORIOUS_MODULES = frozenset(
    {
        *("os", "posix", "nt", "subprocess", "_posixsubprocess", "multiprocessing", "pty"),
        *("sys", "importlib", "runpy", "code", "codeop", "timeit", "pdb", "bdb", "cProfile"),
        *("socket", "urllib", "http", "ftplib", "smtplib", "requests", "webbrowser"),
        *("ctypes", "_ctypes", "shutil", "pickle", "_pickle", "marshal"),
    }
)
_NOTORIOUS_BUILTINS = frozenset(
    {
        *("eval", "exec", "execfile", "compile", "__import__", "open", "input", "apply"),
        *("getattr", "setattr", "delattr", "globals", "locals", "vars", "breakpoint"),
    }
)

_WEIGHTS = (
    "where `model` was made, run `import numpy as np; np.savez('w.npz', *model.get_weights())`."
)
_HINTS = {
    "torch": PYTORCH_MODEL,
    "cupy": "It was saved from a GPU array: save it again with cupy.asnumpy.",
    "jax": "It holds JAX arrays: save `np.asarray(x)` of each instead.",
    "jaxlib": "It holds JAX arrays: save `np.asarray(x)` of each instead.",
    "sklearn": "It is a scikit-learn estimator: where `model` was made, run "
    "`import numpy as np; np.savez('w.npz', W=model.coef_, b=model.intercept_)`, or for an MLP "
    "`import numpy as np; np.savez('w.npz', *model.coefs_, *model.intercepts_)`.",
    "tensorflow": f"It comes from TensorFlow: {_WEIGHTS}",
    "keras": f"It comes from Keras: {_WEIGHTS}",
    "pandas": "It holds pandas objects: save their .to_numpy() with np.savez.",
}


def is_notorious(module: str, name: str) -> bool:
    """Whether a name is one that malicious files are known to call."""
    if module in {"builtins", "__builtin__"}:
        return name.partition(".")[0] in _NOTORIOUS_BUILTINS
    return module.partition(".")[0] in _NOTORIOUS_MODULES


def hint_for(module: str) -> str:
    """Return what the author can do about it, for libraries that are often met."""
    return _HINTS.get(module.partition(".")[0], "")
