"""Words that people use in the names of arrays."""

from __future__ import annotations

import re
from functools import lru_cache

WEIGHT = frozenset(
    [
        "w",
        "ws",
        "weight",
        "weights",
        "wt",
        "wts",
        "kernel",
        "kernels",
        "filter",
        "filters",
        "filt",
        "filts",
        "f",
        "k",
        "theta",
        "thetas",
        "syn",
        "synapse",
        "synapses",
        "coef",
        "coefs",
        "coefficients",
    ]
)
BIAS = frozenset(["b", "bs", "bias", "biases", "intercept", "intercepts"])
OPTIMIZER = frozenset(
    [
        "v",
        "m",
        "s",
        "t",
        "grad",
        "grads",
        "gradient",
        "gradients",
        "momentum",
        "momentums",
        "moment",
        "moments",
        "rmsprop",
        "velocity",
        "velocities",
        "cache",
        "caches",
        "optimizer",
        "optim",
        "adam",
        "adagrad",
        "adadelta",
        "sgd",
        "mt",
        "vt",
        "vd",
        "sd",
        "md",
        "delta",
        "deltas",
        "nabla",
        "dw",
        "db",
        "dweight",
        "dweights",
        "dbias",
        "dbiases",
        "vw",
        "vb",
        "mw",
        "mb",
        "sw",
        "sb",
        "vdw",
        "vdb",
        "sdw",
        "sdb",
        "avg",
        "accumulator",
        "prev",
    ]
)
COST = frozenset(["cost", "costs", "loss", "losses", "error", "errors"])
SCORE = frozenset(["acc", "accs", "accuracy", "accuracies", "score", "scores"])
DATA = frozenset(
    [
        "x",
        "y",
        "data",
        "dataset",
        "image",
        "images",
        "label",
        "labels",
        "train",
        "test",
        "target",
        "targets",
        "inputs",
        "pixels",
        "features_selected",
        "selected",
        "indices",
    ]
)
NORMALISATION = frozenset(
    [
        "bn",
        "norm",
        "batchnorm",
        "batch",
        "gamma",
        "beta",
        "running",
        "moving",
        "mean",
        "var",
        "variance",
        "std",
    ]
)
LAYER = frozenset(["layer", "layers", "dense", "fc", "linear", "hidden", "output", "conv"])
HELD_OUT = frozenset(["val", "valid", "validation", "test", "dev", "eval"])

_VALUE = frozenset(["val", "value", "values", "data"])
_JOINTS = re.compile(r"[./\[\]]+")
_VARIABLE = re.compile(r":[0-9]+$")  # kernel:0
_DIMENSIONS = re.compile(r"([a-z]{3,})[123]d(?![a-z])", re.IGNORECASE)  # conv2d_1
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_LONGEST_NAME = 200


@lru_cache(maxsize=4096)
def words_of(label: str) -> tuple[str, ...]:
    """Split a name into words and numbers: "conv2d_1/kernel:0" is conv 1 kernel."""
    if len(label) > _LONGEST_NAME:
        return ()
    if ":" in label:
        label = _VARIABLE.sub("", label)
    if "d" in label or "D" in label:
        label = _DIMENSIONS.sub(r"\1", label)
    return tuple(map(str.lower, _WORDS.findall(label)))


def parts_of(path: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Split the labels on the way to an array into words, a group per part of the name.

    A last part that only says "value" is left out.
    """
    groups = [words for label in path for words in _parts_of(label)]
    while len(groups) > 1 and _VALUE.issuperset(groups[-1]):
        groups.pop()
    return tuple(groups)


@lru_cache(maxsize=4096)
def _parts_of(label: str) -> tuple[tuple[str, ...], ...]:
    index = label[1:-1]
    if label == f"[{index}]" and index.isascii() and index.isdecimal():
        return ((index,),)  # of a list, which may be long
    found = (words_of(part) for part in _JOINTS.split(label[:_LONGEST_NAME]))
    return tuple(words for words in found if words)
