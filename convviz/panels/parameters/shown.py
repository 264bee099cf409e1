"""What the panel shows: a file that was opened, or the network that runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.checkpoints import Node, Reading, read_layers

if TYPE_CHECKING:
    from engine.checkpoints import Match, Params
    from engine.network import Network


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A tree of arrays with its meaning.

    Attributes
    ----------
    name : str
        Of the file or of the network. Foreign text.
    tree : Node
    reading : Reading
    params : Params or None
        The file, None for the running network.
    match : Match or None
        How the file goes together with the running network, if there is one.
    network : str
        Name of the running network, "" if there is none.
    """

    name: str
    tree: Node
    reading: Reading
    params: Params | None = None
    match: Match | None = None
    network: str = ""

    @classmethod
    def of_network(cls, network: Network) -> Shown:
        """Show the parameters of a network like a file with its arrays by name."""
        arrays = network.parameters
        items = tuple(Node("array", array=array) for array in arrays.values())
        tree = Node("dict", keys=tuple(arrays), items=items)
        return cls(network.name, tree, read_layers(tree), network=network.name)

    @classmethod
    def of_file(cls, params: Params, match: Match | None, network: str) -> Shown:
        """Show a file; without a network to match, its meaning is read here."""
        reading = match.reading if match is not None else read_layers(params.tree)
        return cls(params.path.name, params.tree, reading, params, match, network)
