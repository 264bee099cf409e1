"""Where `convviz export` writes to, and where it does not."""

from __future__ import annotations

import os

import pytest

from engine.checkpoints import save_params
from engine.presets import load_preset


@pytest.fixture
def network(tmp_path):
    """The preset conv-net; its parameters are in params.pkl."""
    made = load_preset("conv-net").build(4)
    save_params(tmp_path / "params.pkl", made, [])
    return made


@pytest.mark.parametrize(
    ("file", "to", "expected"),
    [
        ("params.pkl", ".onnx", "params.onnx"),
        ("deep/my.params.pkl", ".npz", "deep/my.params.npz"),
        ("params.pkl.gz", ".npz", "params.npz"),
        ("params.pkl", "deep/.npz", "deep/params.npz"),
        ("params.pkl", "deep/x.NPZ", "deep/x.NPZ"),
        ("params", ".npz", "params.npz"),
    ],
)
def test_a_suffix_alone_is_a_file_beside_the_one_that_is_read(
    convviz, tmp_path, network, file, to, expected
):
    (tmp_path / "deep").mkdir()
    content = (tmp_path / "params.pkl").read_bytes()
    (tmp_path / file).write_bytes(content)
    assert convviz("export", file, "--to", to, "--json").json["files"] == [expected]
    assert (tmp_path / expected).is_file()


@pytest.mark.parametrize("to", ["params.pkl", ".pkl", "./deep/../params.pkl", "link.pkl"])
def test_the_file_itself_is_never_replaced(convviz, tmp_path, network, to):
    (tmp_path / "deep").mkdir()
    (tmp_path / "link.pkl").symlink_to(tmp_path / "params.pkl")
    before = (tmp_path / "params.pkl").read_bytes()
    outcome = convviz("export", "params.pkl", "--to", to)
    assert outcome.code == 3
    assert outcome.err.endswith(" is FILE itself, which is never replaced: name another one\n")
    assert (tmp_path / "params.pkl").read_bytes() == before


@pytest.mark.parametrize(("to", "got"), [("x.h5", ".h5"), ("x", "none"), (".keras", ".keras")])
def test_an_unknown_suffix_is_told_those_there_are(convviz, network, to, got):
    outcome = convviz("export", "params.pkl", "--to", to)
    assert outcome.code == 2
    assert outcome.err == (
        "convviz: The suffix of an export must be one of .pkl, .pickle, .safetensors, .npz, "
        f".onnx, got {got}.\n"
    )


def test_names_of_pytorch_are_for_safetensors_alone(convviz, network):
    outcome = convviz("export", "params.pkl", "--to", "x.npz", "--names", "pytorch")
    assert outcome.code == 2
    assert "go with .safetensors, got .npz" in outcome.err


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("none/x.npz", "there is no folder"),
        ("folder.npz", "it is a folder"),
        ("pipe.npz", "it is not a regular file"),
        ("loop.npz", "it is a link to itself"),
        ("/dev/full.npz", "/dev/full.npz cannot be written: "),
    ],
)
def test_a_place_that_cannot_be_written_to_is_told(convviz, tmp_path, network, to, words):
    (tmp_path / "folder.npz").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.npz")
    elif to == "pipe.npz":
        pytest.skip("there are no named pipes")
    (tmp_path / "loop.npz").symlink_to("loop.npz")
    if to.startswith("/dev") and os.access("/dev", os.W_OK):
        pytest.skip("this person may write everywhere")
    outcome = convviz("export", "params.pkl", "--to", to)
    assert outcome.code == 3
    assert words in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_a_folder_where_the_script_is_to_be_is_told_before_the_work(convviz, tmp_path, network):
    (tmp_path / "x.py").mkdir()
    outcome = convviz("export", "params.pkl", "--to", "x.safetensors", "--names", "pytorch")
    assert (outcome.code, outcome.err) == (
        3,
        "convviz: x.py cannot be written: it is a folder\n",
    )
    assert not (tmp_path / "x.safetensors").exists()


def test_a_script_of_ones_own_is_not_replaced(convviz, tmp_path, network):
    (tmp_path / "x.py").write_text("print('mine')")
    outcome = convviz("export", "params.pkl", "--to", "x.safetensors", "--names", "pytorch")
    assert outcome.code == 3
    assert outcome.err == (
        "convviz: x.py is there and was not exported by convviz: choose another name, or move "
        "it.\n"
    )
