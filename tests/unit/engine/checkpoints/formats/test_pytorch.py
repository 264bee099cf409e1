"""Files of PyTorch itself, in both of its formats."""

from __future__ import annotations

import gzip
import io
import pickle
import warnings
from collections.abc import Callable

import pytest

from engine.checkpoints import ForeignClass, NotAPickle, ParamsFileError

torch = pytest.importorskip("torch", reason="needs PyTorch, which writes the files")

VALUES = {
    "tensor": lambda: torch.ones(3),
    "state": lambda: torch.nn.Linear(4, 5).state_dict(),
    "module": lambda: torch.nn.Conv2d(1, 2, 3),
    "many": lambda: {str(i): torch.ones(1) for i in range(2500)},
}


def saved(value: object, *, zipped: bool) -> bytes:
    content = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.save(value, content, _use_new_zipfile_serialization=zipped)
    return content.getvalue()


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])
@pytest.mark.parametrize("name", VALUES)
def test_a_file_of_pytorch_is_named_with_its_cure(
    refusal: Callable[..., ParamsFileError], name: str, zipped: bool
) -> None:
    content = saved(VALUES[name](), zipped=zipped)
    for packed in (content, gzip.compress(content)):
        error = refusal(packed)
        assert type(error) is NotAPickle
        assert "a PyTorch file (torch.save)" in str(error)
        assert "np.savez" in error.remedy


def test_tensors_in_a_pickle_are_foreign(refusal: Callable[..., ParamsFileError]) -> None:
    error = refusal(pickle.dumps({"w": torch.ones(3)}))
    assert isinstance(error, ForeignClass)
    assert "It comes from PyTorch" in error.remedy
