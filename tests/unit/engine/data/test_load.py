"""Data sets by name."""

from __future__ import annotations

import pytest

from engine.data import dataset_names, is_available, load_dataset
from engine.errors import SettingError


def test_garments_are_always_available(tmp_path):
    assert is_available("garments", tmp_path)


@pytest.mark.parametrize("name", ["fashion-mnist", "mnist"])
def test_files_make_a_data_set_available(name, write_dataset, tmp_path):
    assert not is_available(name, tmp_path)
    write_dataset(tmp_path / name)
    assert is_available(name, tmp_path)
    assert is_available(name, str(tmp_path))


def test_environment_names_the_directory(write_dataset, tmp_path, monkeypatch):
    write_dataset(tmp_path / "mnist")
    monkeypatch.setenv("CONVVIZ_DATA_DIR", str(tmp_path))
    assert len(load_dataset("mnist").test) == 30


@pytest.mark.parametrize("ask", [load_dataset, is_available])
def test_unknown_name_lists_those_there_are(ask):
    with pytest.raises(SettingError, match=", ".join(dataset_names())):
        ask("imagenet")
