"""Files to be opened, written from bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.checkpoints import Params, ParamsFileError, load_params
from engine.network import Network
from engine.presets import load_preset


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write bytes into a file."""

    def write_file(content: bytes, name: str = "params.pkl") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write_file


@pytest.fixture
def load(write: Callable[..., Path]) -> Callable[..., Params]:
    """Open bytes as a file."""
    return lambda content, name="params.pkl", **options: load_params(
        write(content, name), **options
    )


@pytest.fixture
def refusal(load: Callable[..., Params]) -> Callable[..., ParamsFileError]:
    """Open bytes as a file and return why they are refused."""

    def refuse(content: bytes, name: str = "params.pkl", **options: object) -> ParamsFileError:
        with pytest.raises(ParamsFileError) as caught:
            load(content, name, **options)
        return caught.value

    return refuse


@pytest.fixture
def network() -> Network:
    """The preset conv-net, seed 0."""
    return load_preset("conv-net").build(0)
