"""The few lines of Python that build a network in PyTorch and load its parameters.

The text is a person's to keep and to run. Nothing that comes from a file stands in it but as
a literal or in a comment on one line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.checkpoints.exports.pytorch_modules import CLASSES, Call, module_call
from engine.checkpoints.pytorch_names import module_names
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from engine.checkpoints.exports.exported import Exported
    from engine.network import Network

FIRST_WORDS: Final = "# Exported from convviz"
"""With these an exported script begins, and no other does."""

_LINE: Final = 88
_TEMPLATE: Final = '''\
{first_line}: the network {preset} in PyTorch.
#
# It needs: pip install torch safetensors
# It takes images, float32 of shape (N, {shape}) in [0, 1], and gives probabilities.
# nn.CrossEntropyLoss wants scores: to train it, leave out the last module.

from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

PARAMETERS = Path(__file__).with_name({file})
{classes}{helpers}

def build():
    """Return the module; its parameters are random."""
    return nn.Sequential(
        OrderedDict(
            [
{modules}
            ]
        )
    )


def load(path=PARAMETERS):
    """Return the module with the parameters in a file, ready to predict."""
    module = build()
    module.load_state_dict(load_file(path))
    return module.eval()


if __name__ == "__main__":
    network = load()
    print(network)
    with torch.no_grad():
        print(network(torch.zeros(1, {shape})))
'''


def pytorch_script(exported: Exported, file_name: str) -> str:
    """Return the script; the same network gives the same text.

    Parameters
    ----------
    exported : Exported
    file_name : str
        Of the parameters, which lie beside the script.

    Raises
    ------
    ExportError
        If PyTorch has no module for a layer.
    """
    network = exported.network
    calls = {layer.name: module_call(layer) for layer in network.layers}
    used = {call.name for call in calls.values()}
    return _TEMPLATE.format(
        first_line=f"{FIRST_WORDS} (by {quoted(exported.program)})",
        preset=quoted(exported.preset.name, 40),
        shape=", ".join(map(str, network.input_shape)),
        file=literal(file_name),
        classes=_classes(exported.classes),
        helpers="".join(f"\n\n{text}" for name, text in CLASSES.items() if name in used),
        modules=_modules(network, calls),
    )


def literal(text: str) -> str:
    """Return text as a literal of Python, of ASCII alone and on one line."""
    escaped = text.encode("unicode_escape").decode("ascii")
    return '"{}"'.format(escaped.replace('"', '\\"'))


def _classes(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    return "CLASSES = (\n{})\n".format("".join(f"    {literal(name)},\n" for name in names))


def _modules(network: Network, calls: dict[str, Call]) -> str:
    names = module_names(network)
    return "\n".join(_entry(names[name], call) for name, call in calls.items())


def _entry(name: str, call: Call) -> str:
    """Return ``("conv1", nn.Conv2d(1, 8, 5)),``, broken as formatters do where it is long."""
    made = f"{call.name}({', '.join(call.arguments)})"
    line = f"{' ' * 16}({literal(name)}, {made}),"
    if len(line) <= _LINE:
        return line
    if len(made) + 21 > _LINE:
        arguments = "".join(f"{' ' * 24}{argument},\n" for argument in call.arguments)
        made = f"{call.name}(\n{arguments}{' ' * 20})"
    return f"{' ' * 16}(\n{' ' * 20}{literal(name)},\n{' ' * 20}{made},\n{' ' * 16}),"
