"""What PyTorch calls modules and their parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from engine.network import Network

PARAMETERS: Final = {
    "w": "weight",
    "b": "bias",
    "gamma": "weight",
    "beta": "bias",
    "mean": "running_mean",
    "variance": "running_var",
}
"""In ``state_dict``, by what the engine calls them."""

TAKEN: Final = frozenset(
    """
    T_destination add_module append apply bfloat16 buffers call_super_init children compile
    cpu cuda double dump_patches eval extend extra_repr float forward get_buffer
    get_extra_state get_parameter get_submodule half insert ipu load_state_dict modules mtia
    named_buffers named_children named_modules named_parameters parameters pop
    register_backward_hook register_buffer register_forward_hook register_forward_pre_hook
    register_full_backward_hook register_full_backward_pre_hook
    register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module
    register_parameter register_state_dict_post_hook register_state_dict_pre_hook
    requires_grad_ set_extra_state set_submodule share_memory state_dict to to_empty train
    training type xpu zero_grad
    """.split()  # noqa: SIM905  # sixty words in quotes are no better to read
)
"""Attributes of ``nn.Sequential``: no module in one may be called so."""


def module_names(network: Network) -> dict[str, str]:
    """Return what PyTorch calls each layer: its name, changed only where that is not taken."""
    names: dict[str, str] = {}
    for layer in network.layers:
        name = layer.name.replace(".", "_")
        while not name or name[0] == "_" or name in TAKEN or name in names.values():
            name = f"layer{name}" if name[:1] in {"", "_"} else f"{name}_"
        names[layer.name] = name
    return names


def state_names(network: Network) -> dict[str, str]:
    """Return the name in ``state_dict`` of every parameter: {"conv1.w": "conv1.weight"}."""
    modules = module_names(network)
    return {
        f"{layer.name}.{letter}": f"{modules[layer.name]}.{PARAMETERS.get(letter, letter)}"
        for layer in network.layers
        for letter in layer.parameter_shapes
    }
