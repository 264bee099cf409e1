"""A network: layers one after the other, over one buffer of parameters."""

from __future__ import annotations

import itertools
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Parameters, require_samples, require_shape
from engine.errors import SettingError
from engine.layers import Softmax
from engine.layers.cost import samples_within
from engine.layers.text import grouped
from engine.numbers import require_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.arrays import Array, Shape
    from engine.layers import AnyLayer

_CHUNK_BYTES = 256 * 2**20


class Network:
    """Layers in a row, the last of them a softmax.

    Parameters
    ----------
    name : str
        Of the preset it was built from.
    layers : sequence of Layer
        The output shape of each is the input shape of the next. They are bound to the
        network's parameters; the ones given stay as they are.
    parameters : Parameters, optional
        Used and not copied; zeros if not given.

    Attributes
    ----------
    input_shape : tuple of int
        Of one sample, (C, H, W).
    layers : tuple of Layer
    parameters : Parameters
        "conv1.w", "conv1.b", ... in the order of the layers.
    trained_names : tuple of str
        The parameters that have gradients; an optimizer leaves the others as they are.
    classes : int
        How many there are to choose from.

    Raises
    ------
    SettingError
        If there is no layer, two have the same name, two neighbours do not fit, the last
        one is not a softmax, or the parameters do not have the layers' names in their order.
    ShapeError
        If a parameter does not have the shape that its layer needs.
    """

    def __init__(
        self, name: str, layers: Sequence[AnyLayer], parameters: Parameters | None = None
    ) -> None:
        _require_chain(name, layers)
        self.name = name
        self.input_shape: Shape = layers[0].input_shape
        shapes = {
            f"{layer.name}.{letter}": shape
            for layer in layers
            for letter, shape in layer.parameter_shapes.items()
        }
        if parameters is None:
            parameters = Parameters(shapes)
        _require_parameters(name, parameters, shapes)
        self.parameters = parameters
        self.layers: tuple[AnyLayer, ...] = tuple(
            layer.bound_to(
                {s: self.parameters[f"{layer.name}.{s}"] for s in layer.parameter_shapes}, place
            )
            for place, layer in enumerate(layers)
        )
        self.trained_names: tuple[str, ...] = tuple(
            f"{layer.name}.{letter}"
            for layer in layers
            for letter in layer.parameter_shapes
            if letter not in layer.untrained
        )
        self.classes = self.layers[-1].output_shape[0]

    def initialize(self, seed: int) -> None:
        """Set all parameters to first values that depend on `seed` and the layer alone.

        Raises
        ------
        SettingError
            If the seed is not a whole number of at least 0.
        """
        seed = require_whole(self.name, "seed", seed, least=0)
        for i, layer in enumerate(self.layers):
            layer.initialize(np.random.default_rng((seed, i)))

    def layer(self, name: str) -> AnyLayer:
        """Return the layer called `name`.

        Raises
        ------
        ValueError
            If there is none; the text names the layers there are.
        """
        return self.layers[self.index(name)]

    def index(self, name: str) -> int:
        """Return the place of the layer called `name`, from 0; ValueError as in `layer`."""
        names = [layer.name for layer in self.layers]
        if name not in names:
            known = ", ".join(names)
            raise ValueError(f"{self.name}: layer must be one of {known}, got {name}")
        return names.index(name)

    @np.errstate(over="ignore", invalid="ignore")
    def forward(self, x: Array) -> Array:
        """Return the probabilities of the classes; NaN where numbers became too large.

        Parameters
        ----------
        x : ndarray, shape (N, *input_shape)

        Returns
        -------
        ndarray, shape (N, classes)

        Raises
        ------
        SettingError
            If the samples are not real numbers, or one of them is NaN or infinite.
        ShapeError
            If they do not have the network's input shape.
        """
        require_samples(self.name, x, self.input_shape)
        return reduce(lambda y, layer: layer.apply(y), self.layers, x)

    def predict(self, x: Array, *, chunk: int = 256) -> Array:
        """Return the probabilities of the classes, computed in chunks to save memory.

        Parameters
        ----------
        x : ndarray, shape (N, *input_shape)
        chunk : int, default=256
            Samples at a time, at most; at least 1. Fewer, if they need much memory.

        Returns
        -------
        ndarray, shape (N, classes)

        Raises
        ------
        SettingError, ShapeError
            As `forward`; also if `chunk` breaks its rule.
        """
        chunk = require_whole(self.name, "chunk", chunk)
        require_samples(self.name, x, self.input_shape)
        chunk = samples_within(_CHUNK_BYTES, self.layers, chunk)
        starts = range(0, max(1, len(x)), chunk)
        return np.concatenate([self.forward(x[start : start + chunk]) for start in starts])

    def load(self, arrays: Mapping[str, Array]) -> None:
        """Copy `arrays` into the parameters: all of them, or none.

        Parameters
        ----------
        arrays : mapping of str to ndarray
            One for each parameter, by its name, of its shape and any real dtype.

        Raises
        ------
        SettingError
            If the names are not those of the parameters, or one has no array of real numbers.
        ShapeError
            If an array does not have its parameter's shape.
        """
        if set(arrays) != set(self.parameters):
            names = ", ".join(self.parameters)
            got = ", ".join(arrays) or "none"
            raise SettingError(self.name, f"there must be arrays for {names}", got)
        for name, array in arrays.items():
            _require_real(self.name, name, array)
            require_shape(self.name, name, array, self.parameters.shapes[name])
        for name, array in arrays.items():
            self.parameters[name][...] = array

    def replica(self, *, freeze: bool = True) -> Network:
        """Return the same structure over a copy of the parameters, read-only if `freeze`."""
        parameters = self.parameters.frozen() if freeze else self.parameters.copy()
        return Network(self.name, self.layers, parameters)

    def astype(self, dtype: type[np.floating]) -> Network:
        """Return the same structure over a copy of the parameters in another precision."""
        return Network(self.name, self.layers, self.parameters.astype(dtype))

    @property
    def parameter_count(self) -> int:
        """How many numbers the parameters are, the untrained ones among them."""
        return self.parameters.flat.size

    @property
    def trained_count(self) -> int:
        """How many of them an optimizer may move."""
        return sum(self.parameters[name].size for name in self.trained_names)

    def summary(self) -> str:
        """Return a table: each layer with its output shape and its arithmetic."""
        rows = [("input", "×".join(map(str, self.input_shape)), "", "")]
        for layer in self.layers:
            shape = "×".join(map(str, layer.output_shape))
            rows.append((layer.name, shape, layer.arithmetic(), layer.note()))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [
            "   ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        return "\n".join([self.name, *lines, self._count_in_words()])

    def _count_in_words(self) -> str:
        total, trained = self.parameter_count, self.trained_count
        words = f"{grouped(total)} parameters"
        if trained == total:
            return words
        return f"{words}: {grouped(trained)} trained, {grouped(total - trained)} not"

    def __repr__(self) -> str:
        return f"<Network {self.name}: {', '.join(layer.name for layer in self.layers)}>"


def _require_real(owner: str, name: str, array: object) -> None:
    """Check that something is an array whose numbers can be copied, every one of them."""
    if not isinstance(array, np.ndarray):
        raise SettingError(owner, f"{name} must be an array", type(array).__name__)
    if array.dtype.kind not in "biuf":
        raise SettingError(owner, f"{name} must be real numbers", str(array.dtype))


def _require_parameters(
    owner: str, parameters: Parameters, shapes: Mapping[str, Shape]
) -> None:
    """Check that parameters are those of the layers."""
    if list(parameters) != list(shapes):
        got = ", ".join(parameters) or "none"
        raise SettingError(owner, f"parameters must be {', '.join(shapes)}", got)
    for name, shape in shapes.items():
        require_shape(owner, name, parameters[name], shape)


def _require_chain(owner: str, layers: Sequence[AnyLayer]) -> None:
    """Check that the layers make a network."""
    names = [layer.name for layer in layers]
    for name in names:
        if names.count(name) > 1:
            raise SettingError(owner, "every layer must have a name of its own", name)
    for before, layer in itertools.pairwise(layers):
        if before.output_shape != layer.input_shape:
            rule = f"{layer.name} must take the output of {before.name}, {before.output_shape}"
            raise SettingError(owner, rule, layer.input_shape)
    if not layers or not isinstance(layers[-1], Softmax):
        got = layers[-1].name if layers else "no layers"
        raise SettingError(owner, "the last layer must be a softmax", got)
