"""Whether a network can learn a data set, or be tried on a split of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import SettingError

if TYPE_CHECKING:
    from engine.data import Dataset, Split
    from engine.network import Network


def require_fit(network: Network, dataset: Dataset) -> None:
    """Check the shape of the images, the number of classes, and that there are images.

    Raises
    ------
    SettingError
        One sentence that names the network, the rule and the data set.
    """
    shape, classes = dataset.train.images.shape[1:], len(dataset.classes)
    if shape != network.input_shape:
        rule = f"images must have shape {network.input_shape}"
        raise SettingError(network.name, rule, f"{dataset.name} of {shape}")
    if classes > network.classes:
        rule = f"there must be at most {network.classes} classes"
        raise SettingError(network.name, rule, f"{dataset.name} with {classes}")
    for name in ("train", "validation"):
        if not len(dataset.split(name)):
            raise SettingError(dataset.name, f"there must be images in {name}", 0)


def require_split(network: Network, split: Split) -> None:
    """Check that a network can be tried on a split: shape, labels, and that there are any.

    Raises
    ------
    SettingError
        One sentence that names the network, the rule and what the split has.
    """
    shape = split.images.shape[1:]
    if shape != network.input_shape:
        raise SettingError(network.name, f"images must have shape {network.input_shape}", shape)
    if not len(split):
        raise SettingError(network.name, "there must be images to be tried on", 0)
    if split.labels.max() >= network.classes:
        rule = f"labels must be below {network.classes}, one per output"
        raise SettingError(network.name, rule, int(split.labels.max()))
